"""add_second_factors"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'


def upgrade():
    op.create_table('staff_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_staff_invitation_expires_after_it_was_made')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_staff_invitation_made_by_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_staff_invitation_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_invitation')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_staff_invitation_token_sha256'))
    )
    op.create_index('ix_staff_invitation_staff', 'staff_invitation', ['staff_id'], unique=False)
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('code_hmac', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_recovery_code_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('staff_id', 'code_hmac', name=op.f('uq_recovery_code_staff_id_code_hmac'))
    )
    op.add_column('staff_user', sa.Column('factor_sealed', sa.LargeBinary(), nullable=True))
    op.add_column('staff_user', sa.Column('factor_step', sa.Integer(), nullable=True))
    op.add_column('staff_user', sa.Column('identity_subject', sa.String(length=255), nullable=True))
    op.add_column('staff_session', sa.Column('whole_at', sa.DateTime(timezone=True), nullable=True))
    # everybody signs in again: whoever is signed in gave no second factor
    op.execute('delete from staff_session')


def downgrade():
    op.drop_column('staff_session', 'whole_at')
    op.drop_column('staff_user', 'identity_subject')
    op.drop_column('staff_user', 'factor_step')
    op.drop_column('staff_user', 'factor_sealed')
    op.drop_table('recovery_code')
    op.drop_index('ix_staff_invitation_staff', 'staff_invitation')
    op.drop_table('staff_invitation')
