"""add_panel"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'


def upgrade():
    op.create_table('date_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('old_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind = 'suspended' or ended_at is null", name=op.f('ck_date_change_only_a_suspension_ends')),
    sa.CheckConstraint("kind in ('suspended', 'closed_early', 'paper_only')",
        name=op.f('ck_date_change_kind_is_known')),
    sa.CheckConstraint('ended_at is null or ended_at >= made_at', name=op.f('ck_date_change_ended_after_it_began')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_date_change_consultation_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['staff_user.id'], name=op.f('fk_date_change_ended_by_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_date_change_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_change'))
    )
    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n_sent', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('closing_week', 'closing_day', 'results_week', 'results_late')",
        name=op.f('ck_reminder_kind_is_known')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_reminder_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('consultation_id', 'kind', 'due_on', name=op.f('uq_reminder_consultation_id_kind_due_on'))
    )
    op.create_table('panel_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('plan', sa.JSON(), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('number >= 1', name=op.f('ck_panel_submission_number_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_panel_submission_consultation_id')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['staff_user.id'], name=op.f('fk_panel_submission_submitted_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_panel_submission_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_submission')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_panel_submission_consultation_id_number'))
    )
    op.create_table('pilot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('n_wiped', sa.Integer(), nullable=True),
    sa.CheckConstraint('(ended_at is null) = (n_wiped is null)', name=op.f('ck_pilot_ended_with_a_count')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['staff_user.id'], name=op.f('fk_pilot_begun_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_pilot_consultation_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['staff_user.id'], name=op.f('fk_pilot_ended_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_pilot_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot')),
    sa.UniqueConstraint('public_id', name=op.f('uq_pilot_public_id'))
    )
    op.create_table('wording_fix',
    sa.Column('version_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_wording_fix_made_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_wording_fix_version_id')),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_wording_fix'))
    )
    op.create_table('panel_comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_by_id', sa.Integer(), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(reply = '') = (replied_at is null)", name=op.f('ck_panel_comment_reply_has_a_day')),
    sa.ForeignKeyConstraint(['replied_by_id'], ['staff_user.id'], name=op.f('fk_panel_comment_replied_by_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['panel_submission.id'], name=op.f('fk_panel_comment_submission_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['staff_user.id'], name=op.f('fk_panel_comment_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_comment'))
    )
    op.create_table('panel_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.String(length=20), nullable=False),
    sa.Column('decision', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("capacity in ('chair', 'vice_chair', 'member', 'lay_member')",
        name=op.f('ck_panel_decision_capacity_is_known')),
    sa.CheckConstraint("decision = 'approved' or note <> ''", name=op.f('ck_panel_decision_changes_are_named')),
    sa.CheckConstraint("decision in ('approved', 'changes_asked')", name=op.f('ck_panel_decision_decision_is_known')),
    sa.ForeignKeyConstraint(['member_id'], ['staff_user.id'], name=op.f('fk_panel_decision_member_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['panel_submission.id'], name=op.f('fk_panel_decision_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_decision'))
    )
    op.add_column('consultation', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('consultation', sa.Column('paper_until', sa.Date(), nullable=True))
    op.add_column('response', sa.Column('is_test', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    op.execute("delete from response where is_test")
    op.drop_column('response', 'is_test')
    op.drop_column('consultation', 'paper_until')
    op.drop_column('consultation', 'suspended_at')
    for table in ('panel_decision', 'panel_comment', 'wording_fix', 'pilot', 'panel_submission', 'reminder', 'date_change'):
        op.drop_table(table)
