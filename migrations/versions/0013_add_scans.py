"""add_scans"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'


def upgrade():
    op.create_table('scanned_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('n_bytes', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n_pages', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused', sa.String(length=20), nullable=True),
    sa.CheckConstraint('refused is null or finished_at is not null', name=op.f('ck_scanned_file_refused_is_finished')),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_scanned_file_batch_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_scanned_file_job_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['staff_user.id'], name=op.f('fk_scanned_file_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scanned_file')),
    sa.UniqueConstraint('batch_id', 'sha256', name=op.f('uq_scanned_file_batch_id_sha256')),
    sa.UniqueConstraint('public_id', name=op.f('uq_scanned_file_public_id'))
    )
    op.create_table('scanned_page',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('printed_form_id', sa.Integer(), nullable=True),
    sa.Column('form_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('problem', sa.String(length=20), nullable=True),
    sa.Column('dots_per_inch', sa.Integer(), nullable=True),
    sa.Column('n_marks', sa.Integer(), nullable=True),
    sa.Column('is_upside_down', sa.Boolean(), nullable=False),
    sa.Column('is_photograph', sa.Boolean(), nullable=False),
    sa.Column('writes_elsewhere', sa.Boolean(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('position >= 1', name=op.f('ck_scanned_page_position_from_one')),
    sa.CheckConstraint('problem is not null or form_id is not null', name=op.f('ck_scanned_page_read_page_is_of_a_form')),
    sa.ForeignKeyConstraint(['file_id'], ['scanned_file.id'], name=op.f('fk_scanned_page_file_id')),
    sa.ForeignKeyConstraint(['form_id'], ['paper_form.id'], name=op.f('fk_scanned_page_form_id')),
    sa.ForeignKeyConstraint(['printed_form_id'], ['printed_form.id'], name=op.f('fk_scanned_page_printed_form_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scanned_page')),
    sa.UniqueConstraint('file_id', 'position', name=op.f('uq_scanned_page_file_id_position')),
    sa.UniqueConstraint('public_id', name=op.f('uq_scanned_page_public_id'))
    )
    op.create_index('ix_scanned_page_erase', 'scanned_page', ['erase_on'], unique=False)
    op.create_index('ix_scanned_page_form', 'scanned_page', ['form_id', 'number'], unique=False)
    op.create_table('scanned_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('page_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=True),
    sa.Column('is_check', sa.Boolean(), nullable=False),
    sa.Column('value_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('confidence between 0 and 1', name=op.f('ck_scanned_answer_confidence_is_a_share')),
    sa.CheckConstraint('not is_check or reason is null', name=op.f('ck_scanned_answer_checks_are_of_what_is_sure')),
    sa.ForeignKeyConstraint(['page_id'], ['scanned_page.id'], name=op.f('fk_scanned_answer_page_id')),
    sa.ForeignKeyConstraint(['value_id'], ['keyed_value.id'], name=op.f('fk_scanned_answer_value_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scanned_answer')),
    sa.UniqueConstraint('page_id', 'field', name=op.f('uq_scanned_answer_page_id_field'))
    )
    op.create_index('ix_scanned_answer_value', 'scanned_answer', ['value_id'], unique=False)


def downgrade():
    op.drop_index('ix_scanned_answer_value', table_name='scanned_answer')
    op.drop_table('scanned_answer')
    op.drop_index('ix_scanned_page_form', table_name='scanned_page')
    op.drop_index('ix_scanned_page_erase', table_name='scanned_page')
    op.drop_table('scanned_page')
    op.drop_table('scanned_file')
