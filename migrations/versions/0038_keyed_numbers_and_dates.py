"""keyed_numbers_and_dates"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'


def upgrade():
    op.add_column('keyed_value', sa.Column('value', sa.String(length=40), nullable=True))


def downgrade():
    op.drop_column('keyed_value', 'value')
