"""add_custody"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade():
    op.create_table('batch_share',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('shared_by_id', sa.Integer(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_batch_share_batch_id')),
    sa.ForeignKeyConstraint(['shared_by_id'], ['staff_user.id'], name=op.f('fk_batch_share_shared_by_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_batch_share_staff_id')),
    sa.PrimaryKeyConstraint('batch_id', 'staff_id', name=op.f('pk_batch_share'))
    )
    op.add_column('paper_batch', sa.Column('seed', sa.Integer(), server_default='0', nullable=False))
    op.add_column('paper_batch', sa.Column('n_wrong', sa.Integer(), nullable=True))
    op.add_column('paper_batch', sa.Column('wrong_upper', sa.Double(), nullable=True))
    # No table is made anew: on SQLite that would drop the one that others point at. So each rule comes with a column.
    op.execute(
        'alter table paper_form add column typed_serial varchar(9) constraint ck_paper_form_held_reason_is_known'
        " check (held_reason in ('duplicate', 'foreign', 'late', 'pages'))"
    )
    op.add_column('paper_form', sa.Column('helped_by', sa.String(length=200), nullable=True))
    op.add_column('paper_form', sa.Column('has_interpreter', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        'alter table paper_form add column has_agreed boolean default false not null'
        ' constraint ck_paper_form_who_speaks_has_agreed check (batch_id is not null or has_agreed)'
    )


def downgrade():
    for column in ('has_agreed', 'has_interpreter', 'helped_by', 'typed_serial'):
        op.drop_column('paper_form', column)
    for column in ('wrong_upper', 'n_wrong', 'seed'):
        op.drop_column('paper_batch', column)
    op.drop_table('batch_share')
