"""add_data_keys"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'

KEYS = sa.table('data_key', sa.column('public_id'), sa.column('consultation_id'))


def upgrade():
    op.create_table('data_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('destroyed_at is null or wrapped is null', name=op.f('ck_data_key_destroyed_is_gone')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_data_key_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_key')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_data_key_consultation_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_data_key_public_id'))
    )
    # each gets its key when something is first sealed with it; what is older is sealed by `flask engage seal`
    for (number,) in op.get_bind().execute(sa.text('select id from consultation order by id')).all():
        op.execute(KEYS.insert().values(public_id=secrets.token_urlsafe(9), consultation_id=number))


def downgrade():
    kept = op.get_bind().execute(sa.text('select count(*) from data_key where wrapped is not null')).scalar()
    if kept:
        raise RuntimeError('Texts are sealed with keys that this would lose: restore the backup from before instead.')
    op.drop_table('data_key')
