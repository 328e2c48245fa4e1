"""erase_whole_consultations"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'


def upgrade():
    op.create_table('whole_erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('without_archive', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_whole_erasure_reason_is_given')),
    sa.CheckConstraint('confirmed_by_id <> proposed_by_id', name=op.f('ck_whole_erasure_confirmed_by_another')),
    sa.CheckConstraint('confirmed_by_id is null or confirmed_at is not null', name=op.f('ck_whole_erasure_confirmed_at_some_time')),
    sa.CheckConstraint('finished_at is null or confirmed_at is not null', name=op.f('ck_whole_erasure_finished_when_confirmed')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['staff_user.id'], name=op.f('fk_whole_erasure_confirmed_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_whole_erasure_consultation_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['staff_user.id'], name=op.f('fk_whole_erasure_proposed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_whole_erasure')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_whole_erasure_consultation_id'))
    )


def downgrade():
    op.drop_table('whole_erasure')
