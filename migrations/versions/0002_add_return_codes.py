"""add_return_codes"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade():
    op.create_table('holder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('key_sha256', sa.String(length=64), nullable=False),
    sa.Column('by_code', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_holder_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holder')),
    sa.UniqueConstraint('response_id', 'key_sha256', name=op.f('uq_holder_response_id_key_sha256'))
    )
    op.create_index('ix_holder_key', 'holder', ['key_sha256'], unique=False)
    op.create_index('ix_holder_opened', 'holder', ['opened_at'], unique=False)
    op.execute(
        "insert into holder (response_id, key_sha256, by_code)"
        " select id, holder_sha256, false from response where holder_sha256 is not null"
    )
    op.create_table('code_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bucket_hmac', sa.String(length=64), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_failure'))
    )
    op.create_index('ix_code_failure_bucket', 'code_failure', ['bucket_hmac', 'failed_at'], unique=False)
    # No table is made anew: on SQLite that would drop the one that the answers point at.
    op.drop_column('response', 'holder_sha256')
    op.add_column('response', sa.Column('code_fingerprint', sa.String(length=64), nullable=True))
    op.create_index('ix_response_code', 'response', ['code_fingerprint'], unique=True)
    op.add_column('response', sa.Column('revisions', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('response', sa.Column('is_second', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('response', sa.Column('codes_emailed', sa.Integer(), nullable=False, server_default='0'))
    timestamp = 'DATETIME' if op.get_bind().dialect.name == 'sqlite' else 'TIMESTAMP WITH TIME ZONE'
    op.execute(
        f"alter table response add column withdrawn_at {timestamp} constraint ck_response_withdrawn_after_sending"
        " check (withdrawn_at is null or (submitted_at is not null and withdrawn_at >= submitted_at))"
    )
