"""name_population_files"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade():
    op.add_column('population_count', sa.Column('code', sa.String(length=20), server_default='', nullable=False))
    op.add_column('population_count', sa.Column('counted_on', sa.String(length=10), server_default='', nullable=False))
    op.add_column('population_count', sa.Column('file_sha256', sa.String(length=64), server_default='', nullable=False))


def downgrade():
    for column in ('file_sha256', 'counted_on', 'code'):
        op.drop_column('population_count', column)
