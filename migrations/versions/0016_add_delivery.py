"""add_delivery"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade():
    op.create_table('ambition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('life_course', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint("life_course in ('start_well', 'live_well', 'age_well', 'all_age')", name=op.f('ck_ambition_life_course_is_known')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_ambition_number_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_ambition_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ambition')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_ambition_consultation_id_number'))
    )
    op.create_table('recommendation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('rationale', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(published_at is null) = (published_by_id is null)', name=op.f('ck_recommendation_published_by_somebody')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_recommendation_number_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_recommendation_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_recommendation_made_by_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['staff_user.id'], name=op.f('fk_recommendation_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recommendation')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_recommendation_consultation_id_number'))
    )
    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('received_from', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('n_pages', sa.Integer(), nullable=True),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('kept_at', sa.String(length=200), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('registered_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('n_pages >= 1', name=op.f('ck_submission_has_pages')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_submission_number_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_submission_consultation_id')),
    sa.ForeignKeyConstraint(['registered_by_id'], ['staff_user.id'], name=op.f('fk_submission_registered_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_submission_consultation_id_number'))
    )
    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('recommendation_id', sa.Integer(), nullable=True),
    sa.Column('ambition_id', sa.Integer(), nullable=True),
    sa.Column('focus', sa.String(length=200), nullable=False),
    sa.Column('delivery', sa.String(length=200), nullable=False),
    sa.Column('key_objective', sa.String(length=300), nullable=False),
    sa.Column('headline_action', sa.String(length=300), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('partnership', sa.String(length=300), nullable=False),
    sa.Column('lead_officer', sa.String(length=300), nullable=False),
    sa.Column('owner_role', sa.String(length=200), nullable=False),
    sa.Column('timescale', sa.String(length=200), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('row_sha256', sa.String(length=64), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("headline_action <> ''", name=op.f('ck_action_headline_is_given')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_action_number_from_one')),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_action_ambition_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_action_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_action_made_by_id')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_action_recommendation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_action_consultation_id_number'))
    )
    op.create_index('ix_action_recommendation', 'action', ['recommendation_id'], unique=False)
    op.create_table('body_response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recommendation_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('has_reason', sa.Boolean(), nullable=False),
    sa.Column('escalated_to', sa.String(length=200), nullable=True),
    sa.Column('escalated_on', sa.Date(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("answer in ('accepted', 'partly', 'no')", name=op.f('ck_body_response_answer_is_known')),
    sa.CheckConstraint("answer is null or answer = 'accepted' or has_reason", name=op.f('ck_body_response_refused_with_reason')),
    sa.CheckConstraint('(answer is null) = (answered_on is null)', name=op.f('ck_body_response_answered_on_a_day')),
    sa.CheckConstraint('(escalated_to is null) = (escalated_on is null)', name=op.f('ck_body_response_escalated_on_a_day')),
    sa.CheckConstraint('answer is null or escalated_to is null', name=op.f('ck_body_response_escalated_without_answer')),
    sa.CheckConstraint('answered_on >= asked_on', name=op.f('ck_body_response_answered_after_asking')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_body_response_recommendation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body_response'))
    )
    op.create_index('ix_body_response_recommendation', 'body_response', ['recommendation_id'], unique=False)
    op.create_table('consideration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('considered_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_consideration_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consideration'))
    )
    op.create_index('ix_consideration_submission', 'consideration', ['submission_id'], unique=False)
    op.create_table('logged_comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status = 'under_review' or reply <> ''", name=op.f('ck_logged_comment_settled_with_reply')),
    sa.CheckConstraint("status in ('under_review', 'accepted', 'partly', 'not_accepted', 'noted')", name=op.f('ck_logged_comment_status_is_known')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_logged_comment_number_from_one')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['staff_user.id'], name=op.f('fk_logged_comment_changed_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_logged_comment_consultation_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_logged_comment_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_logged_comment')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_logged_comment_consultation_id_number'))
    )
    op.create_table('measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ambition_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('better', sa.String(length=10), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.CheckConstraint("better in ('up', 'down')", name=op.f('ck_measure_better_is_known')),
    sa.ForeignKeyConstraint(['ambition_id'], ['ambition.id'], name=op.f('fk_measure_ambition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure')),
    sa.UniqueConstraint('ambition_id', 'name', name=op.f('uq_measure_ambition_id_name'))
    )
    op.create_table('action_state',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('easy_outcome', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("state in ('planned', 'under_way', 'done', 'stopped')", name=op.f('ck_action_state_state_is_known')),
    sa.CheckConstraint("state not in ('done', 'stopped') or outcome <> ''", name=op.f('ck_action_state_ended_with_outcome')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_action_state_number_from_one')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_state_action_id')),
    sa.ForeignKeyConstraint(['set_by_id'], ['staff_user.id'], name=op.f('fk_action_state_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_state')),
    sa.UniqueConstraint('action_id', 'number', name=op.f('uq_action_state_action_id_number'))
    )
    op.create_table('measure_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_measure_value_measure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_value')),
    sa.UniqueConstraint('measure_id', 'measured_on', name=op.f('uq_measure_value_measure_id_measured_on'))
    )
    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recommendation_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.String(length=40), nullable=True),
    sa.Column('option_key', sa.String(length=40), nullable=True),
    sa.Column('theme_id', sa.Integer(), nullable=True),
    sa.Column('figures', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(figures is null) = (counted_at is null)', name=op.f('ck_evidence_counted_on_a_day')),
    sa.CheckConstraint('(question_key is null) = (option_key is null)', name=op.f('ck_evidence_option_of_a_question')),
    sa.CheckConstraint('(theme_id is null) <> (option_key is null)', name=op.f('ck_evidence_option_or_theme')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_evidence_recommendation_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_evidence_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('recommendation_id', 'question_key', 'option_key', name=op.f('uq_evidence_recommendation_id_question_key_option_key')),
    sa.UniqueConstraint('recommendation_id', 'theme_id', name=op.f('uq_evidence_recommendation_id_theme_id'))
    )


def downgrade():
    op.drop_table('evidence')
    op.drop_table('measure_value')
    op.drop_table('action_state')
    op.drop_table('measure')
    op.drop_table('logged_comment')
    op.drop_index('ix_consideration_submission', table_name='consideration')
    op.drop_table('consideration')
    op.drop_index('ix_body_response_recommendation', table_name='body_response')
    op.drop_table('body_response')
    op.drop_index('ix_action_recommendation', table_name='action')
    op.drop_table('action')
    op.drop_table('submission')
    op.drop_table('recommendation')
    op.drop_table('ambition')
