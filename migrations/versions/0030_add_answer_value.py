"""add_answer_value"""

from alembic import op

revision = '0030'
down_revision = '0029'

OLD = ('ck_answer_choice_rank_one_to_three', 'rank between 1 and 3')
NEW = ('ck_answer_choice_rank_is_a_place', 'rank between 1 and 60')


def change_ranks(old, new):
    """Change which places the database allows; as 0010 does, without making the table anew on SQLite."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('pragma writable_schema = on')
        for before, after in zip(old, new):
            op.get_bind().exec_driver_sql(
                "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'answer_choice'",
                (before, after),
            )
        number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
        op.execute(f'pragma schema_version = {number + 1}')
        op.execute('pragma writable_schema = reset')
    else:
        op.drop_constraint(op.f(old[0]), 'answer_choice', type_='check')
        op.create_check_constraint(op.f(new[0]), 'answer_choice', new[1])


def upgrade():
    change_ranks(OLD, NEW)
    op.execute(
        'alter table answer add column value varchar(40) '
        'constraint ck_answer_value_or_text check (value is null or text is null)'
    )


def downgrade():
    op.execute('delete from answer_choice where rank > 3')
    op.execute('alter table answer drop column value')
    change_ranks(NEW, OLD)
