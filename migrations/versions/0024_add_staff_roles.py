"""add_staff_roles"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'

ROLES = (
    "'administrator', 'engagement_officer', 'data_entry_clerk', 'analyst', 'panel_member', 'note_taker', "
    "'safeguarding_officer'"
)
KNOWN = f'CONSTRAINT ck_staff_user_role_is_known CHECK (role in ({ROLES})), \n\t'
EVERYWHERE = sa.text('consultation_id is null')


def forget_known_roles():
    """Take the rule about roles away from the table of staff, so that the column can go: as in 0011 on SQLite."""
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('ck_staff_user_role_is_known'), 'staff_user', type_='check')
        return
    op.execute('pragma writable_schema = on')
    op.get_bind().exec_driver_sql(
        "update sqlite_schema set sql = replace(sql, ?, '') where type = 'table' and name = 'staff_user'", (KNOWN,)
    )
    number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
    op.execute(f'pragma schema_version = {number + 1}')
    op.execute('pragma writable_schema = reset')


def upgrade():
    op.create_table('staff_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(f'role in ({ROLES})', name=op.f('ck_staff_role_role_is_known')),
    sa.CheckConstraint(
        "role <> 'administrator' or consultation_id is null", name=op.f('ck_staff_role_administrators_of_all')
    ),
    sa.CheckConstraint('ends_at is null or ends_at > given_at', name=op.f('ck_staff_role_ends_after_it_was_given')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_staff_role_consultation_id')),
    sa.ForeignKeyConstraint(['given_by_id'], ['staff_user.id'], name=op.f('fk_staff_role_given_by_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_staff_role_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_role')),
    sa.UniqueConstraint('staff_id', 'role', 'consultation_id', name=op.f('uq_staff_role_staff_id_role_consultation_id'))
    )
    op.create_index('ix_staff_role_everywhere', 'staff_role', ['staff_id', 'role'], unique=True,
                    sqlite_where=EVERYWHERE, postgresql_where=EVERYWHERE)
    # until now everybody had one role, on every consultation
    op.execute(
        'insert into staff_role (staff_id, role, given_at) '
        "select id, role, coalesce((select min(at) from audit_event where verb = 'added_staff' "
        "and object_type = 'staff_user' and object_id = staff_user.public_id), current_timestamp) "
        'from staff_user order by id'
    )
    forget_known_roles()
    op.drop_column('staff_user', 'role')


def downgrade():
    # the first role of each person is kept; somebody who has none is shut out, for the old program knows no such people
    op.add_column('staff_user', sa.Column('role', sa.String(length=20), server_default='panel_member', nullable=False))
    op.execute(
        'update staff_user set disabled_at = current_timestamp '
        'where id not in (select staff_id from staff_role where consultation_id is null) and disabled_at is null'
    )
    op.execute(
        'update staff_user set role = (select role from staff_role where staff_role.id = '
        '(select min(id) from staff_role where staff_id = staff_user.id and consultation_id is null)) '
        'where id in (select staff_id from staff_role where consultation_id is null)'
    )
    op.drop_index('ix_staff_role_everywhere', 'staff_role')
    op.drop_table('staff_role')
