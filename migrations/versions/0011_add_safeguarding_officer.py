"""add_safeguarding_officer"""

from alembic import op

revision = '0011'
down_revision = '0010'

STAFF = "'administrator', 'engagement_officer', 'data_entry_clerk', 'analyst', 'panel_member', 'note_taker'"


def allow_roles(old, new):
    """Change which roles the database allows.

    SQLite has no statement for it, and making the table anew would drop the one that others point at; its own
    documentation gives this way for a change that leaves every row as it is (sqlite.org/lang_altertable.html, 7).
    """
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('pragma writable_schema = on')
        op.get_bind().exec_driver_sql(
            "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'staff_user'",
            (f'role in ({old})', f'role in ({new})'),
        )
        number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
        op.execute(f'pragma schema_version = {number + 1}')
        op.execute('pragma writable_schema = reset')
    else:
        op.drop_constraint(op.f('ck_staff_user_role_is_known'), 'staff_user', type_='check')
        op.create_check_constraint(op.f('ck_staff_user_role_is_known'), 'staff_user', f'role in ({new})')


def upgrade():
    allow_roles(STAFF, f"{STAFF}, 'safeguarding_officer'")


def downgrade():
    op.execute(
        "update staff_user set role = 'panel_member', disabled_at = current_timestamp where role = 'safeguarding_officer'"
    )
    allow_roles(f"{STAFF}, 'safeguarding_officer'", STAFF)
