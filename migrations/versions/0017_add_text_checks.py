"""add_text_checks"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'

ONE_TEXT = (
    '(case when answer_id is null then 0 else 1 end) + (case when contribution_id is null then 0 else 1 end)'
    ' + (case when topic_note_id is null then 0 else 1 end) = 1'
)
CONCERN = 'safeguarding_concern'
KEPT = (
    'id, public_id, activity_id, client_id, sealed, raised_by_id, raised_at, due_at, acknowledged_by_id,'
    ' acknowledged_at, outcome, closed_at'
)
OF_ONE = '(activity_id is null) <> (consultation_id is null)'
IN_ITS = 'answer_id is null or consultation_id is not null'


def create_concern(*, of_answers):
    """SQLite can neither take NOT NULL from a column nor add a rule: the table is made anew. Nothing points at it."""
    new = [
        sa.Column('consultation_id', sa.Integer(), nullable=True),
        sa.Column('answer_id', sa.Integer(), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(OF_ONE, name=op.f(f'ck_{CONCERN}_of_an_activity_or_an_answer')),
        sa.CheckConstraint(IN_ITS, name=op.f(f'ck_{CONCERN}_answer_in_its_consultation')),
        sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f(f'fk_{CONCERN}_answer_id'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f(f'fk_{CONCERN}_consultation_id')),
    ]
    op.create_table(CONCERN,
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=of_answers),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('raised_by_id', sa.Integer(), nullable=of_answers),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.LargeBinary(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    *(new if of_answers else ()),
    sa.CheckConstraint('(acknowledged_at is null) = (acknowledged_by_id is null)', name=op.f(f'ck_{CONCERN}_acknowledged_by_somebody')),
    sa.CheckConstraint('(closed_at is null) = (outcome is null)', name=op.f(f'ck_{CONCERN}_closed_with_outcome')),
    sa.CheckConstraint('closed_at is null or acknowledged_at is not null', name=op.f(f'ck_{CONCERN}_closed_after_acknowledging')),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['staff_user.id'], name=op.f(f'fk_{CONCERN}_acknowledged_by_id')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f(f'fk_{CONCERN}_activity_id')),
    sa.ForeignKeyConstraint(['raised_by_id'], ['staff_user.id'], name=op.f(f'fk_{CONCERN}_raised_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{CONCERN}')),
    sa.UniqueConstraint('activity_id', 'client_id', name=op.f(f'uq_{CONCERN}_activity_id_client_id')),
    sa.UniqueConstraint('public_id', name=op.f(f'uq_{CONCERN}_public_id'))
    )


def make_concern_anew(*, of_answers):
    op.rename_table(CONCERN, 'old_concern')
    create_concern(of_answers=of_answers)
    op.execute(f'insert into {CONCERN} ({KEPT}) select {KEPT} from old_concern')
    op.drop_table('old_concern')


def upgrade_concern():
    if op.get_bind().dialect.name == 'sqlite':
        make_concern_anew(of_answers=True)
        return
    op.alter_column(CONCERN, 'activity_id', nullable=True)
    op.alter_column(CONCERN, 'raised_by_id', nullable=True)
    op.add_column(CONCERN, sa.Column('consultation_id', sa.Integer(), nullable=True))
    op.add_column(CONCERN, sa.Column('answer_id', sa.Integer(), nullable=True))
    op.add_column(CONCERN, sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f(f'fk_{CONCERN}_answer_id'), CONCERN, 'answer', ['answer_id'], ['id'], ondelete='SET NULL')
    op.create_foreign_key(op.f(f'fk_{CONCERN}_consultation_id'), CONCERN, 'consultation', ['consultation_id'], ['id'])
    op.create_check_constraint(op.f(f'ck_{CONCERN}_of_an_activity_or_an_answer'), CONCERN, OF_ONE)
    op.create_check_constraint(op.f(f'ck_{CONCERN}_answer_in_its_consultation'), CONCERN, IN_ITS)


def of_one_text(table):
    return [
        sa.Column('answer_id', sa.Integer(), nullable=True),
        sa.Column('contribution_id', sa.Integer(), nullable=True),
        sa.Column('topic_note_id', sa.Integer(), nullable=True),
        sa.CheckConstraint(ONE_TEXT, name=op.f(f'ck_{table}_of_one_text')),
        sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f(f'fk_{table}_answer_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f(f'fk_{table}_contribution_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['topic_note_id'], ['topic_note.id'], name=op.f(f'fk_{table}_topic_note_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.UniqueConstraint('public_id', name=op.f(f'uq_{table}_public_id')),
        sa.UniqueConstraint('answer_id', name=op.f(f'uq_{table}_answer_id')),
        sa.UniqueConstraint('contribution_id', name=op.f(f'uq_{table}_contribution_id')),
        sa.UniqueConstraint('topic_note_id', name=op.f(f'uq_{table}_topic_note_id')),
    ]


def upgrade():
    op.create_table('original_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    *of_one_text('original_text'),
    )
    op.create_table('text_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('masked', sa.JSON(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('n_waiting', sa.Integer(), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('looked_by_id', sa.Integer(), nullable=True),
    *of_one_text('text_check'),
    sa.CheckConstraint('n_waiting >= 0', name=op.f('ck_text_check_waiting_not_negative')),
    sa.CheckConstraint('(looked_at is null) = (looked_by_id is null)', name=op.f('ck_text_check_looked_at_by_somebody')),
    sa.ForeignKeyConstraint(['looked_by_id'], ['staff_user.id'], name=op.f('fk_text_check_looked_by_id')),
    )
    op.create_index('ix_text_check_waiting', 'text_check', ['n_waiting'], unique=False)
    op.create_table('text_reading',
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('n_alike', sa.Integer(), nullable=False),
    sa.Column('is_campaign', sa.Boolean(), nullable=False),
    sa.CheckConstraint('n_alike >= 1', name=op.f('ck_text_reading_alike_at_least_itself')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_text_reading_answer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_text_reading'))
    )
    upgrade_concern()


def downgrade():
    op.execute(f'delete from {CONCERN} where activity_id is null or raised_by_id is null')
    if op.get_bind().dialect.name == 'sqlite':
        make_concern_anew(of_answers=False)
    else:
        for name in ('of_an_activity_or_an_answer', 'answer_in_its_consultation'):
            op.drop_constraint(op.f(f'ck_{CONCERN}_{name}'), CONCERN, type_='check')
        for column in ('consultation_id', 'answer_id', 'told_at'):
            op.drop_column(CONCERN, column)
        op.alter_column(CONCERN, 'activity_id', nullable=False)
        op.alter_column(CONCERN, 'raised_by_id', nullable=False)
    op.drop_table('text_reading')
    op.drop_index('ix_text_check_waiting', table_name='text_check')
    op.drop_table('text_check')
    op.drop_table('original_text')
