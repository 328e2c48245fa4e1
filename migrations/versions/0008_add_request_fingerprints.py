"""add_request_fingerprints"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade():
    op.add_column('format_request', sa.Column('fingerprint', sa.String(length=64), nullable=True))
    op.create_index('ix_format_request_asked', 'format_request', ['consultation_id', 'asked_at'])


def downgrade():
    op.drop_index('ix_format_request_asked', table_name='format_request')
    op.drop_column('format_request', 'fingerprint')
