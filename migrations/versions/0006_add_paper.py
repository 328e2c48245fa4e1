"""add_paper"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade():
    op.create_table('paper_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('received_from', sa.String(length=200), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('kept_at', sa.String(length=200), nullable=False),
    sa.Column('n_standard', sa.Integer(), nullable=False),
    sa.Column('n_large_print', sa.Integer(), nullable=False),
    sa.Column('n_easy_read', sa.Integer(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closing_reason', sa.Text(), nullable=True),
    sa.Column('n_compared', sa.Integer(), nullable=True),
    sa.Column('n_differing', sa.Integer(), nullable=True),
    sa.CheckConstraint('(closed_at is null) = (closed_by_id is null)', name=op.f('ck_paper_batch_closed_by_somebody')),
    sa.CheckConstraint('n_standard >= 0 and n_large_print >= 0 and n_easy_read >= 0', name=op.f('ck_paper_batch_counts_not_negative')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff_user.id'], name=op.f('fk_paper_batch_closed_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_paper_batch_consultation_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['staff_user.id'], name=op.f('fk_paper_batch_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batch')),
    sa.UniqueConstraint('consultation_id', 'label', name=op.f('uq_paper_batch_consultation_id_label')),
    sa.UniqueConstraint('public_id', name=op.f('uq_paper_batch_public_id'))
    )
    op.create_table('paper_layout',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('layout', sa.String(length=12), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('n_pages', sa.Integer(), nullable=False),
    sa.Column('geometry', sa.JSON(), nullable=False),
    sa.Column('master', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("layout in ('standard', 'large_print', 'easy_read')", name=op.f('ck_paper_layout_layout_is_known')),
    sa.CheckConstraint('n_pages >= 1', name=op.f('ck_paper_layout_pages_from_one')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_paper_layout_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_layout')),
    sa.UniqueConstraint('version_id', 'layout', 'locale', name=op.f('uq_paper_layout_version_id_layout_locale'))
    )
    op.create_table('printed_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('serial', sa.String(length=9), nullable=False),
    sa.Column('paper_layout_id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_printed_form_job_id')),
    sa.ForeignKeyConstraint(['paper_layout_id'], ['paper_layout.id'], name=op.f('fk_printed_form_paper_layout_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printed_form')),
    sa.UniqueConstraint('public_id', name=op.f('uq_printed_form_public_id')),
    sa.UniqueConstraint('serial', name=op.f('uq_printed_form_serial'))
    )
    op.create_index('ix_printed_form_layout', 'printed_form', ['paper_layout_id'], unique=False)
    op.create_table('paper_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('layout', sa.String(length=12), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('printed_form_id', sa.Integer(), nullable=True),
    sa.Column('copy', sa.Integer(), nullable=False),
    sa.Column('sheet_number', sa.Integer(), nullable=True),
    sa.Column('postmarked_on', sa.Date(), nullable=True),
    sa.Column('held_reason', sa.String(length=20), nullable=True),
    sa.Column('released_by_id', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('release_reason', sa.Text(), nullable=True),
    sa.Column('rejected_by_id', sa.Integer(), nullable=True),
    sa.Column('rejected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rejected_reason', sa.Text(), nullable=True),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(batch_id is null) = (kind in ('telephone', 'assisted'))", name=op.f('ck_paper_form_paper_is_in_a_batch')),
    sa.CheckConstraint("kind <> 'printed' or printed_form_id is not null", name=op.f('ck_paper_form_printed_has_a_serial')),
    sa.CheckConstraint("kind <> 'unnumbered' or sheet_number is not null", name=op.f('ck_paper_form_unnumbered_has_a_sheet_number')),
    sa.CheckConstraint("kind in ('printed', 'unnumbered', 'telephone', 'assisted')", name=op.f('ck_paper_form_kind_is_known')),
    sa.CheckConstraint("layout in ('standard', 'large_print', 'easy_read')", name=op.f('ck_paper_form_layout_is_known')),
    sa.CheckConstraint('(rejected_at is null) = (rejected_reason is null)', name=op.f('ck_paper_form_rejected_with_reason')),
    sa.CheckConstraint('rejected_at is null or response_id is null', name=op.f('ck_paper_form_rejected_is_not_counted')),
    sa.ForeignKeyConstraint(['added_by_id'], ['staff_user.id'], name=op.f('fk_paper_form_added_by_id')),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_form_batch_id')),
    sa.ForeignKeyConstraint(['printed_form_id'], ['printed_form.id'], name=op.f('fk_paper_form_printed_form_id')),
    sa.ForeignKeyConstraint(['rejected_by_id'], ['staff_user.id'], name=op.f('fk_paper_form_rejected_by_id')),
    sa.ForeignKeyConstraint(['released_by_id'], ['staff_user.id'], name=op.f('fk_paper_form_released_by_id')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_paper_form_response_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_paper_form_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_form')),
    sa.UniqueConstraint('batch_id', 'sheet_number', name=op.f('uq_paper_form_batch_id_sheet_number')),
    sa.UniqueConstraint('printed_form_id', 'copy', name=op.f('uq_paper_form_printed_form_id_copy')),
    sa.UniqueConstraint('public_id', name=op.f('uq_paper_form_public_id')),
    sa.UniqueConstraint('response_id', name=op.f('uq_paper_form_response_id'))
    )
    op.create_table('keyed_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('locale', sa.String(length=10), nullable=True),
    sa.Column('missing', sa.String(length=12), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('keyed_by_id', sa.Integer(), nullable=True),
    sa.Column('keyed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.CheckConstraint("missing in ('none', 'illegible', 'spoiled', 'page_missing', 'refused')", name=op.f('ck_keyed_value_missing_is_known')),
    sa.CheckConstraint("source <> 'settled' or reason is not null", name=op.f('ck_keyed_value_settled_with_reason')),
    sa.CheckConstraint("source in ('first', 'second', 'scan', 'settled')", name=op.f('ck_keyed_value_source_is_known')),
    sa.ForeignKeyConstraint(['form_id'], ['paper_form.id'], name=op.f('fk_keyed_value_form_id')),
    sa.ForeignKeyConstraint(['keyed_by_id'], ['staff_user.id'], name=op.f('fk_keyed_value_keyed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keyed_value'))
    )
    op.create_index('ix_keyed_value_field', 'keyed_value', ['form_id', 'field', 'source', 'id'], unique=False)
    op.create_table('keying',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('keyed_by_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind in ('first', 'second', 'text')", name=op.f('ck_keying_kind_is_known')),
    sa.ForeignKeyConstraint(['form_id'], ['paper_form.id'], name=op.f('fk_keying_form_id')),
    sa.ForeignKeyConstraint(['keyed_by_id'], ['staff_user.id'], name=op.f('fk_keying_keyed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keying')),
    sa.UniqueConstraint('form_id', 'kind', name=op.f('uq_keying_form_id_kind'))
    )
    # No table is made anew: on SQLite that would drop the one that others point at.
    known = "check (problem in ('over_ticked', 'illegible', 'spoiled', 'page_missing', 'refused'))"
    op.execute(f'alter table answer add column problem varchar(12) constraint ck_answer_problem_is_known {known}')
    op.execute(
        f'alter table profile_choice add column problem varchar(12) constraint ck_profile_choice_problem_is_known {known}'
        ' constraint ck_profile_choice_problem_instead_of_option check (problem is null or option_id is null)'
    )


def downgrade():
    op.drop_column('profile_choice', 'problem')
    op.drop_column('answer', 'problem')
    op.drop_table('keying')
    op.drop_index('ix_keyed_value_field', table_name='keyed_value')
    op.drop_table('keyed_value')
    op.drop_table('paper_form')
    op.drop_index('ix_printed_form_layout', table_name='printed_form')
    op.drop_table('printed_form')
    op.drop_table('paper_layout')
    op.drop_table('paper_batch')
