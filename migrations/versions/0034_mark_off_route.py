"""mark_off_route"""

from alembic import op

revision = '0034'
down_revision = '0033'

PROBLEMS = "'over_ticked', 'illegible', 'spoiled', 'page_missing', 'refused'"


def allow_problems(table, old, new):
    """Change which problems the database allows; why in this way on SQLite is said in 0011."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('pragma writable_schema = on')
        op.get_bind().exec_driver_sql(
            "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = ?",
            (f'problem in ({old})', f'problem in ({new})', table),
        )
        number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
        op.execute(f'pragma schema_version = {number + 1}')
        op.execute('pragma writable_schema = reset')
    else:
        op.drop_constraint(op.f(f'ck_{table}_problem_is_known'), table, type_='check')
        op.create_check_constraint(op.f(f'ck_{table}_problem_is_known'), table, f'problem in ({new})')


def upgrade():
    for table in ('answer', 'profile_choice'):
        allow_problems(table, PROBLEMS, f"{PROBLEMS}, 'off_route'")


def downgrade():
    for table in ('answer', 'profile_choice'):
        op.execute(f"update {table} set problem = 'spoiled' where problem = 'off_route'")
        allow_problems(table, f"{PROBLEMS}, 'off_route'", PROBLEMS)
