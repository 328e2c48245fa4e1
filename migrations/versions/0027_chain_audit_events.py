"""chain_audit_events"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'


def upgrade():
    op.add_column('audit_event', sa.Column('number', sa.Integer(), nullable=True))
    op.add_column('audit_event', sa.Column('chain', sa.String(length=64), nullable=True))
    op.create_index('ix_audit_event_number', 'audit_event', ['number'], unique=True)


def downgrade():
    op.drop_index('ix_audit_event_number', table_name='audit_event')
    op.drop_column('audit_event', 'chain')
    op.drop_column('audit_event', 'number')
