"""add_retention"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'


def upgrade():
    op.create_table('retention_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('only', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('finished_at >= started_at', name=op.f('ck_retention_run_finished_after_starting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_run')),
    sa.UniqueConstraint('public_id', name=op.f('uq_retention_run_public_id'))
    )
    op.create_table('erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('n_rows', sa.Integer(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('n_rows >= 1', name=op.f('ck_erasure_of_something')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_erasure_consultation_id')),
    sa.ForeignKeyConstraint(['run_id'], ['retention_run.id'], name=op.f('fk_erasure_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    sa.UniqueConstraint('run_id', 'consultation_id', 'kind', name=op.f('uq_erasure_run_id_consultation_id_kind'))
    )
    op.create_index('ix_erasure_consultation', 'erasure', ['consultation_id', 'kind'], unique=False)
    op.create_table('keeping_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_keeping_period_reason_is_given')),
    sa.CheckConstraint('days >= 1', name=op.f('ck_keeping_period_a_day_at_least')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_keeping_period_consultation_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['staff_user.id'], name=op.f('fk_keeping_period_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keeping_period'))
    )
    op.create_index('ix_keeping_period_kind', 'keeping_period', ['consultation_id', 'kind'], unique=False)
    op.create_table('legal_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('placed_by_id', sa.Integer(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lift_reason', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(asked_at is null) = (lift_reason = '')", name=op.f('ck_legal_hold_asked_for_reason')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_legal_hold_reason_is_given')),
    sa.CheckConstraint('(asked_at is null) = (asked_by_id is null)', name=op.f('ck_legal_hold_asked_by_somebody')),
    sa.CheckConstraint('(lifted_at is null) = (lifted_by_id is null)', name=op.f('ck_legal_hold_lifted_by_somebody')),
    sa.CheckConstraint('lifted_at is null or asked_at is not null', name=op.f('ck_legal_hold_lifted_when_asked')),
    sa.CheckConstraint('lifted_by_id <> asked_by_id', name=op.f('ck_legal_hold_lifted_by_another')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff_user.id'], name=op.f('fk_legal_hold_asked_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_legal_hold_consultation_id')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['staff_user.id'], name=op.f('fk_legal_hold_lifted_by_id')),
    sa.ForeignKeyConstraint(['placed_by_id'], ['staff_user.id'], name=op.f('fk_legal_hold_placed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold'))
    )
    op.create_index('uq_legal_hold_standing', 'legal_hold', ['consultation_id'], unique=True, sqlite_where=sa.text('lifted_at is null'), postgresql_where=sa.text('lifted_at is null'))


def downgrade():
    op.drop_index('uq_legal_hold_standing', table_name='legal_hold', sqlite_where=sa.text('lifted_at is null'), postgresql_where=sa.text('lifted_at is null'))
    op.drop_table('legal_hold')
    op.drop_index('ix_keeping_period_kind', table_name='keeping_period')
    op.drop_table('keeping_period')
    op.drop_index('ix_erasure_consultation', table_name='erasure')
    op.drop_table('erasure')
    op.drop_table('retention_run')
