"""first_tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade():
    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('demonstration', sa.Boolean(), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_consultation_closes_after_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation')),
    sa.UniqueConstraint('code', name=op.f('uq_consultation_code'))
    )
    op.create_table('sign_in_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_hmac', sa.String(length=64), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_failure'))
    )
    op.create_index('ix_sign_in_failure_account', 'sign_in_failure', ['account_hmac', 'failed_at'], unique=False)
    op.create_table('staff_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('demonstration', sa.Boolean(), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role in ('administrator', 'engagement_officer', 'data_entry_clerk', 'analyst', 'panel_member')", name=op.f('ck_staff_user_role_is_known')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_staff_user_email_in_small_letters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_user')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_user_email')),
    sa.UniqueConstraint('public_id', name=op.f('uq_staff_user_public_id'))
    )
    op.create_table('audit_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('verb', sa.String(length=40), nullable=False),
    sa.Column('object_type', sa.String(length=40), nullable=False),
    sa.Column('object_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['staff_user.id'], name=op.f('fk_audit_event_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index('ix_audit_event_object', 'audit_event', ['object_type', 'object_id'], unique=False)
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease', sa.String(length=24), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('progress', sa.Double(), nullable=False),
    sa.Column('stage', sa.String(length=60), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.Text(), nullable=True),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_job_attempts_not_negative')),
    sa.CheckConstraint('progress between 0 and 1', name=op.f('ck_job_progress_is_a_share')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff_user.id'], name=op.f('fk_job_asked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('public_id', name=op.f('uq_job_public_id'))
    )
    op.create_index('ix_job_waiting', 'job', ['finished_at', 'leased_until'], unique=False)
    op.create_table('questionnaire',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_questionnaire_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire')),
    sa.UniqueConstraint('consultation_id', 'key', name=op.f('uq_questionnaire_consultation_id_key'))
    )
    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('data_sha256', sa.String(length=64), nullable=False),
    sa.Column('n_responses', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(file_sha256) = 64', name=op.f('ck_release_file_has_a_hash')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_release_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_release_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release'))
    )
    op.create_table('staff_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_staff_session_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_session')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_staff_session_token_sha256'))
    )
    op.create_index('ix_staff_session_staff', 'staff_session', ['staff_id'], unique=False)
    op.create_table('questionnaire_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_questionnaire_version_number_from_one')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaire.id'], name=op.f('fk_questionnaire_version_questionnaire_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_version')),
    sa.UniqueConstraint('questionnaire_id', 'number', name=op.f('uq_questionnaire_version_questionnaire_id_number'))
    )
    op.create_table('response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('holder_sha256', sa.String(length=64), nullable=True),
    sa.Column('reference', sa.String(length=12), nullable=True),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('variant', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("channel in ('online', 'paper', 'telephone', 'assisted')", name=op.f('ck_response_channel_is_known')),
    sa.CheckConstraint("variant in ('standard', 'easy_read')", name=op.f('ck_response_variant_is_known')),
    sa.CheckConstraint('(submitted_at is null) = (reference is null)', name=op.f('ck_response_reference_when_submitted')),
    sa.CheckConstraint('submitted_at is null or submitted_at >= started_at', name=op.f('ck_response_submitted_after_starting')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_response_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response')),
    sa.UniqueConstraint('public_id', name=op.f('uq_response_public_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_response_reference'))
    )
    op.create_index('ix_response_version_submitted', 'response', ['version_id', 'submitted_at'], unique=False)
    op.create_table('section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.CheckConstraint("purpose in ('views', 'profile')", name=op.f('ck_section_purpose_is_known')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_section_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section')),
    sa.UniqueConstraint('version_id', 'key', name=op.f('uq_section_version_id_key'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('type', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_question_section_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_question_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('version_id', 'key', name=op.f('uq_question_version_id_key'))
    )
    op.create_table('respondent_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_respondent_profile_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent_profile')),
    sa.UniqueConstraint('response_id', name=op.f('uq_respondent_profile_response_id'))
    )
    op.create_table('analysis_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('method', sa.String(length=200), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('code_version', sa.String(length=40), nullable=False),
    sa.Column('input_sha256', sa.String(length=64), nullable=False),
    sa.Column('n_texts', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('n_texts >= 0', name=op.f('ck_analysis_run_texts_not_negative')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_analysis_run_job_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_analysis_run_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_analysis_run')),
    sa.UniqueConstraint('job_id', name=op.f('uq_analysis_run_job_id'))
    )
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('variant', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.CheckConstraint("variant in ('standard', 'easy_read')", name=op.f('ck_answer_variant_is_known')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_answer_question_id')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_answer_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('id', 'question_id', name=op.f('uq_answer_id_question_id')),
    sa.UniqueConstraint('response_id', 'question_id', name=op.f('uq_answer_response_id_question_id'))
    )
    op.create_index('ix_answer_question', 'answer', ['question_id'], unique=False)
    op.create_table('option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('exclusive', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_option_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option')),
    sa.UniqueConstraint('id', 'question_id', name=op.f('uq_option_id_question_id')),
    sa.UniqueConstraint('question_id', 'key', name=op.f('uq_option_question_id_key'))
    )
    op.create_table('answer_choice',
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.CheckConstraint('rank between 1 and 3', name=op.f('ck_answer_choice_rank_one_to_three')),
    sa.ForeignKeyConstraint(['answer_id', 'question_id'], ['answer.id', 'answer.question_id'], name='choice_is_of_its_answer', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['option_id', 'question_id'], ['option.id', 'option.question_id'], name='choice_is_of_its_question'),
    sa.PrimaryKeyConstraint('answer_id', 'option_id', name=op.f('pk_answer_choice')),
    sa.UniqueConstraint('answer_id', 'rank', name=op.f('uq_answer_choice_answer_id_rank'))
    )
    op.create_index('ix_answer_choice_question', 'answer_choice', ['question_id', 'option_id'], unique=False)
    op.create_table('candidate_theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.CheckConstraint('size >= 0', name=op.f('ck_candidate_theme_size_not_negative')),
    sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=op.f('fk_candidate_theme_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate_theme')),
    sa.UniqueConstraint('run_id', 'position', name=op.f('uq_candidate_theme_run_id_position'))
    )
    op.create_table('profile_choice',
    sa.Column('profile_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['option_id', 'question_id'], ['option.id', 'option.question_id'], name='choice_is_of_its_question'),
    sa.ForeignKeyConstraint(['profile_id'], ['respondent_profile.id'], name=op.f('fk_profile_choice_profile_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_profile_choice_question_id')),
    sa.PrimaryKeyConstraint('profile_id', 'question_id', name=op.f('pk_profile_choice'))
    )
    op.create_table('unusable_answer',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_unusable_answer_answer_id')),
    sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=op.f('fk_unusable_answer_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'answer_id', name=op.f('pk_unusable_answer'))
    )
    op.create_table('candidate_member',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('quote', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_candidate_member_answer_id')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate_theme.id'], name=op.f('fk_candidate_member_candidate_id')),
    sa.PrimaryKeyConstraint('candidate_id', 'answer_id', name=op.f('pk_candidate_member')),
    sa.UniqueConstraint('candidate_id', 'quote', name=op.f('uq_candidate_member_candidate_id_quote'))
    )


def downgrade():
    op.drop_table('candidate_member')
    op.drop_table('unusable_answer')
    op.drop_table('profile_choice')
    op.drop_table('candidate_theme')
    op.drop_index('ix_answer_choice_question', table_name='answer_choice')
    op.drop_table('answer_choice')
    op.drop_table('option')
    op.drop_index('ix_answer_question', table_name='answer')
    op.drop_table('answer')
    op.drop_table('analysis_run')
    op.drop_table('respondent_profile')
    op.drop_table('question')
    op.drop_table('section')
    op.drop_index('ix_response_version_submitted', table_name='response')
    op.drop_table('response')
    op.drop_table('questionnaire_version')
    op.drop_index('ix_staff_session_staff', table_name='staff_session')
    op.drop_table('staff_session')
    op.drop_table('release')
    op.drop_table('questionnaire')
    op.drop_index('ix_job_waiting', table_name='job')
    op.drop_table('job')
    op.drop_index('ix_audit_event_object', table_name='audit_event')
    op.drop_table('audit_event')
    op.drop_table('staff_user')
    op.drop_index('ix_sign_in_failure_account', table_name='sign_in_failure')
    op.drop_table('sign_in_failure')
    op.drop_table('consultation')
