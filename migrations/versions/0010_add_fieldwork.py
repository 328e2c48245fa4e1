"""add_fieldwork"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

STAFF = "'administrator', 'engagement_officer', 'data_entry_clerk', 'analyst', 'panel_member'"


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
    allow_roles(STAFF, f"{STAFF}, 'note_taker'")
    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('type', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=True),
    sa.Column('ends', sa.Time(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('ward', sa.String(length=40), nullable=True),
    sa.Column('partner', sa.String(length=200), nullable=False),
    sa.Column('audience', sa.String(length=200), nullable=False),
    sa.Column('group_question', sa.String(length=40), nullable=True),
    sa.Column('group_option', sa.String(length=40), nullable=True),
    sa.Column('format', sa.Text(), nullable=False),
    sa.Column('support', sa.JSON(), nullable=False),
    sa.Column('support_details', sa.Text(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('facilitator_id', sa.Integer(), nullable=True),
    sa.Column('note_taker_id', sa.Integer(), nullable=True),
    sa.Column('planned_by_id', sa.Integer(), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_reason', sa.Text(), nullable=True),
    sa.CheckConstraint("type in ('focus_group', 'outreach_stand', 'network_meeting', 'drop_in', 'interview', 'visit', 'online_session')", name=op.f('ck_activity_type_is_known')),
    sa.CheckConstraint('(cancelled_at is null) = (cancelled_reason is null)', name=op.f('ck_activity_cancelled_with_reason')),
    sa.CheckConstraint('(group_question is null) = (group_option is null)', name=op.f('ck_activity_group_is_whole')),
    sa.CheckConstraint('ends > starts', name=op.f('ck_activity_ends_after_starting')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_activity_consultation_id')),
    sa.ForeignKeyConstraint(['facilitator_id'], ['staff_user.id'], name=op.f('fk_activity_facilitator_id')),
    sa.ForeignKeyConstraint(['note_taker_id'], ['staff_user.id'], name=op.f('fk_activity_note_taker_id')),
    sa.ForeignKeyConstraint(['planned_by_id'], ['staff_user.id'], name=op.f('fk_activity_planned_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('public_id', name=op.f('uq_activity_public_id'))
    )
    op.create_index('ix_activity_consultation', 'activity', ['consultation_id', 'held_on'], unique=False)
    op.create_table('population_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('option', sa.String(length=40), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.CheckConstraint('people >= 0', name=op.f('ck_population_count_people_not_negative')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_population_count_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_population_count')),
    sa.UniqueConstraint('consultation_id', 'question', 'option', name=op.f('uq_population_count_consultation_id_question_option'))
    )
    op.create_table('activity_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('started', sa.Time(), nullable=True),
    sa.Column('ended', sa.Time(), nullable=True),
    sa.Column('n_present', sa.Integer(), nullable=True),
    sa.Column('n_spoke', sa.Integer(), nullable=True),
    sa.Column('n_engaged', sa.Integer(), nullable=True),
    sa.Column('n_forms', sa.Integer(), nullable=True),
    sa.Column('absent', sa.Text(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('consent_read', sa.Boolean(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(closed_at is null) = (closed_by_id is null)', name=op.f('ck_activity_record_closed_by_somebody')),
    sa.CheckConstraint('ended > started', name=op.f('ck_activity_record_ended_after_starting')),
    sa.CheckConstraint('n_present >= 0 and n_spoke >= 0 and n_engaged >= 0 and n_forms >= 0', name=op.f('ck_activity_record_not_negative')),
    sa.CheckConstraint('n_spoke <= n_present', name=op.f('ck_activity_record_no_more_spoke_than_came')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_record_activity_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff_user.id'], name=op.f('fk_activity_record_closed_by_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['staff_user.id'], name=op.f('fk_activity_record_saved_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_record')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_activity_record_activity_id')),
    sa.UniqueConstraint('client_id', name=op.f('uq_activity_record_client_id'))
    )
    op.create_table('record_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_record_version_record_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['staff_user.id'], name=op.f('fk_record_version_saved_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_version')),
    sa.UniqueConstraint('record_id', 'number', name=op.f('uq_record_version_record_id_number'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_invitation_activity_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['staff_user.id'], name=op.f('fk_invitation_invited_by_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_user.id'], name=op.f('fk_invitation_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('activity_id', 'staff_id', name=op.f('uq_invitation_activity_id_staff_id'))
    )
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_participant_activity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant')),
    sa.UniqueConstraint('public_id', name=op.f('uq_participant_public_id'))
    )
    op.create_table('safeguarding_concern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('raised_by_id', sa.Integer(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.LargeBinary(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(acknowledged_at is null) = (acknowledged_by_id is null)', name=op.f('ck_safeguarding_concern_acknowledged_by_somebody')),
    sa.CheckConstraint('(closed_at is null) = (outcome is null)', name=op.f('ck_safeguarding_concern_closed_with_outcome')),
    sa.CheckConstraint('closed_at is null or acknowledged_at is not null', name=op.f('ck_safeguarding_concern_closed_after_acknowledging')),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['staff_user.id'], name=op.f('fk_safeguarding_concern_acknowledged_by_id')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_safeguarding_concern_activity_id')),
    sa.ForeignKeyConstraint(['raised_by_id'], ['staff_user.id'], name=op.f('fk_safeguarding_concern_raised_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safeguarding_concern')),
    sa.UniqueConstraint('activity_id', 'client_id', name=op.f('uq_safeguarding_concern_activity_id_client_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_safeguarding_concern_public_id'))
    )
    op.create_table('conflict_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('base_version', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(settled_at is null) = (settled_by_id is null)', name=op.f('ck_conflict_copy_settled_by_somebody')),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_conflict_copy_record_id')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['staff_user.id'], name=op.f('fk_conflict_copy_sent_by_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['staff_user.id'], name=op.f('fk_conflict_copy_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_copy')),
    sa.UniqueConstraint('record_id', 'content_sha256', name=op.f('uq_conflict_copy_record_id_content_sha256'))
    )
    op.create_table('contribution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=60), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('speaker', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('may_quote', sa.String(length=10), nullable=False),
    sa.Column('agreement', sa.String(length=10), nullable=True),
    sa.Column('n_agreed', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("agreement in ('one', 'some', 'several', 'most', 'all', 'disputed')", name=op.f('ck_contribution_agreement_is_known')),
    sa.CheckConstraint("kind in ('quote', 'paraphrase', 'flip_chart', 'sticky_note', 'drawing', 'question')", name=op.f('ck_contribution_kind_is_known')),
    sa.CheckConstraint("may_quote in ('yes', 'no', 'not_asked')", name=op.f('ck_contribution_consent_is_known')),
    sa.CheckConstraint('n_agreed >= 0', name=op.f('ck_contribution_agreed_not_negative')),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_contribution_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sa.UniqueConstraint('record_id', 'client_id', name=op.f('uq_contribution_record_id_client_id'))
    )
    op.create_table('photograph',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=20), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('consented', sa.Boolean(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.CheckConstraint("media_type in ('image/png', 'image/jpeg', 'image/webp')", name=op.f('ck_photograph_media_type_is_known')),
    sa.ForeignKeyConstraint(['added_by_id'], ['staff_user.id'], name=op.f('fk_photograph_added_by_id')),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_photograph_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photograph')),
    sa.UniqueConstraint('public_id', name=op.f('uq_photograph_public_id'))
    )
    op.create_table('promise',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.CheckConstraint("done_at is null or outcome <> ''", name=op.f('ck_promise_done_with_outcome')),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_promise_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise')),
    sa.UniqueConstraint('record_id', 'client_id', name=op.f('uq_promise_record_id_client_id'))
    )
    op.create_table('tally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('characteristic', 'dot_vote', 'group_choice', 'signposting')", name=op.f('ck_tally_kind_is_known')),
    sa.CheckConstraint('count >= 0', name=op.f('ck_tally_count_not_negative')),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_tally_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally')),
    sa.UniqueConstraint('record_id', 'kind', 'question', 'label', name=op.f('uq_tally_record_id_kind_question_label'))
    )
    op.create_table('topic_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['activity_record.id'], name=op.f('fk_topic_note_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_note')),
    sa.UniqueConstraint('record_id', 'topic', name=op.f('uq_topic_note_record_id_topic'))
    )


def downgrade():
    op.drop_table('topic_note')
    op.drop_table('tally')
    op.drop_table('promise')
    op.drop_table('photograph')
    op.drop_table('contribution')
    op.drop_table('conflict_copy')
    op.drop_table('safeguarding_concern')
    op.drop_table('participant')
    op.drop_table('invitation')
    op.drop_table('record_version')
    op.drop_table('activity_record')
    op.drop_table('population_count')
    op.drop_index('ix_activity_consultation', table_name='activity')
    op.drop_table('activity')
    op.execute(
        "update staff_user set role = 'panel_member', disabled_at = current_timestamp where role = 'note_taker'"
    )
    allow_roles(f"{STAFF}, 'note_taker'", STAFF)
