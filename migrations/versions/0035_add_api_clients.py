"""add_api_clients"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'


def upgrade():
    op.create_table('api_client',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('prefix', sa.String(length=20), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.String(length=100), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minute_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('n_in_minute', sa.Integer(), nullable=False),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_api_client_expires_after_it_was_made')),
    sa.CheckConstraint('n_in_minute >= 0', name=op.f('ck_api_client_count_not_negative')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_api_client_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_api_client_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_client')),
    sa.UniqueConstraint('public_id', name=op.f('uq_api_client_public_id')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_api_client_token_sha256'))
    )
    op.create_index('ix_api_client_consultation', 'api_client', ['consultation_id'], unique=False)


def downgrade():
    op.drop_index('ix_api_client_consultation', 'api_client')
    op.drop_table('api_client')
