"""add_theme_levels"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'

LEVELS = ('first_leaf', 'last_leaf', 'from_n', 'to_n')
OF_RUN = 'select count(*) from candidate_theme as other where other.run_id = candidate_theme.run_id'
PLACE = 'select position - 1 from candidate_theme where candidate_theme.id = candidate_member.candidate_id'


def upgrade():
    op.add_column('analysis_run', sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('update analysis_run set kept_at = finished_at')
    op.create_table('candidate_quote',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('nearest', 'farthest')", name=op.f('ck_candidate_quote_kind_is_known')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_candidate_quote_answer_id')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate_theme.id'], name=op.f('fk_candidate_quote_candidate_id')),
    sa.PrimaryKeyConstraint('candidate_id', 'kind', 'place', name=op.f('pk_candidate_quote'))
    )
    op.create_index('ix_candidate_quote_answer', 'candidate_quote', ['answer_id'], unique=False)
    op.execute(
        'insert into candidate_quote (candidate_id, kind, place, answer_id) '
        "select candidate_id, 'nearest', quote, answer_id from candidate_member where quote is not null"
    )
    op.add_column('candidate_theme', sa.Column('n_distinct', sa.Integer(), nullable=True))
    op.add_column('candidate_theme', sa.Column('is_proposed', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('candidate_theme', sa.Column('language', sa.String(length=20), server_default='', nullable=False))
    for name in LEVELS:
        op.add_column('candidate_theme', sa.Column(name, sa.Integer(), server_default='0', nullable=False))
    op.execute('update candidate_theme set first_leaf = position - 1, last_leaf = position - 1')
    op.execute(f'update candidate_theme set from_n = ({OF_RUN}), to_n = ({OF_RUN})')
    # nothing points at this table, so it can be made anew where a statement is missing
    with op.batch_alter_table('candidate_member') as table:
        table.drop_constraint(op.f('uq_candidate_member_candidate_id_quote'), type_='unique')
        table.drop_column('quote')
        table.add_column(sa.Column('leaf', sa.Integer(), server_default='0', nullable=False))
    op.execute(f'update candidate_member set leaf = ({PLACE})')
    op.create_index('ix_candidate_member_answer', 'candidate_member', ['answer_id'], unique=False)
    op.create_index('ix_unusable_answer_answer', 'unusable_answer', ['answer_id'], unique=False)


def downgrade():
    op.drop_index('ix_unusable_answer_answer', 'unusable_answer')
    op.drop_index('ix_candidate_member_answer', 'candidate_member')
    with op.batch_alter_table('candidate_member') as table:
        table.drop_column('leaf')
        table.add_column(sa.Column('quote', sa.Integer(), nullable=True))
        table.create_unique_constraint(op.f('uq_candidate_member_candidate_id_quote'), ['candidate_id', 'quote'])
    op.execute(
        'update candidate_member set quote = (select place from candidate_quote '
        'where candidate_quote.candidate_id = candidate_member.candidate_id '
        "and candidate_quote.answer_id = candidate_member.answer_id and kind = 'nearest')"
    )
    op.execute('delete from candidate_quote')
    op.drop_index('ix_candidate_quote_answer', 'candidate_quote')
    op.drop_table('candidate_quote')
    op.execute('delete from candidate_theme where not is_proposed')
    for name in (*reversed(LEVELS), 'language', 'is_proposed', 'n_distinct'):
        op.drop_column('candidate_theme', name)
    op.drop_column('analysis_run', 'kept_at')
