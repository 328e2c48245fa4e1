"""add_line_history"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'

REMOVABLE = ('recommendation', 'action', 'ambition', 'measure', 'submission', 'logged_comment')
FIRST_RULE = 'CONSTRAINT ck_recommendation_published_by_somebody'
ANOTHER = 'published_by_id is null or published_by_id <> written_by_id'
KNOWN = 'published_by_id is null or written_by_id is not null'
RULES = (
    f'CONSTRAINT ck_recommendation_published_by_another CHECK ({ANOTHER}), '
    f'CONSTRAINT ck_recommendation_published_with_author CHECK ({KNOWN}), '
    'CONSTRAINT fk_recommendation_written_by_id FOREIGN KEY(written_by_id) REFERENCES staff_user (id), '
)


def rewrite(old, new):
    """SQLite has no statement for rules of a table that others point at: see 0011."""
    op.execute('pragma writable_schema = on')
    op.get_bind().exec_driver_sql(
        "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'recommendation'", (old, new)
    )
    number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
    op.execute(f'pragma schema_version = {number + 1}')
    op.execute('pragma writable_schema = reset')


def keep_what_was_public():
    """Each public line is kept as it is; one that nobody but its author looked at is public no longer."""
    op.execute(
        'insert into published_line (recommendation_id, number, texts, evidence, published_at, published_by_id)'
        " select id, 1, texts, '[]', published_at, published_by_id from recommendation where published_at is not null"
    )
    op.execute('update recommendation set written_by_id = made_by_id')
    op.execute(
        'update published_line set ended_at = current_timestamp where recommendation_id in'
        ' (select id from recommendation where published_by_id = made_by_id)'
    )
    op.execute(
        'update recommendation set published_at = null, published_by_id = null where published_by_id = made_by_id'
    )


def upgrade():
    op.create_table('line_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(length=10), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('recommendation', 'action', 'ambition', 'measure', 'submission', 'comment')", name=op.f('ck_line_change_kind_is_known')),
    sa.CheckConstraint("verb <> 'removed' or reason <> ''", name=op.f('ck_line_change_removed_with_reason')),
    sa.CheckConstraint("verb in ('changed', 'removed', 'put_back')", name=op.f('ck_line_change_verb_is_known')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_line_change_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_line_change_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_change'))
    )
    op.create_index('ix_line_change_consultation', 'line_change', ['consultation_id'], unique=False)
    op.create_index('ix_line_change_line', 'line_change', ['kind', 'line_id'], unique=False)
    op.create_table('published_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recommendation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ended_at >= published_at', name=op.f('ck_published_line_ended_after_publishing')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_published_line_number_from_one')),
    sa.ForeignKeyConstraint(['published_by_id'], ['staff_user.id'], name=op.f('fk_published_line_published_by_id')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_published_line_recommendation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_line')),
    sa.UniqueConstraint('recommendation_id', 'number', name=op.f('uq_published_line_recommendation_id_number'))
    )
    for table in REMOVABLE:
        op.add_column(table, sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('recommendation', sa.Column('written_by_id', sa.Integer(), nullable=True))
    keep_what_was_public()
    if op.get_bind().dialect.name == 'sqlite':
        rewrite(FIRST_RULE, RULES + FIRST_RULE)
    else:
        op.create_check_constraint(op.f('ck_recommendation_published_by_another'), 'recommendation', ANOTHER)
        op.create_check_constraint(op.f('ck_recommendation_published_with_author'), 'recommendation', KNOWN)
        op.create_foreign_key(
            op.f('fk_recommendation_written_by_id'), 'recommendation', 'staff_user', ['written_by_id'], ['id']
        )


def downgrade():
    if op.get_bind().dialect.name == 'sqlite':
        rewrite(RULES + FIRST_RULE, FIRST_RULE)
    else:
        op.drop_constraint(op.f('fk_recommendation_written_by_id'), 'recommendation', type_='foreignkey')
        op.drop_constraint(op.f('ck_recommendation_published_with_author'), 'recommendation', type_='check')
        op.drop_constraint(op.f('ck_recommendation_published_by_another'), 'recommendation', type_='check')
    op.drop_column('recommendation', 'written_by_id')
    for table in reversed(REMOVABLE):
        op.drop_column(table, 'removed_at')
    op.drop_table('published_line')
    op.drop_table('line_change')
