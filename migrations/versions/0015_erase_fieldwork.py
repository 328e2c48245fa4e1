"""erase_fieldwork"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'


def upgrade():
    op.add_column('activity_record', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('contribution', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column('contribution', 'erased_at')
    op.drop_column('activity_record', 'erased_at')
