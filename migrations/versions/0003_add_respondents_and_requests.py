"""add_respondents_and_requests"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade():
    op.create_table('channel_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_channel_code_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_code')),
    sa.UniqueConstraint('consultation_id', 'code', name=op.f('uq_channel_code_consultation_id_code'))
    )
    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('old_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('new_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('easy_reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('new_closes_at > old_closes_at', name=op.f('ck_extension_is_longer')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_extension_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_extension_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension'))
    )
    op.create_table('format_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closing_note', sa.Text(), nullable=True),
    sa.CheckConstraint("topic in ('paper', 'large_print', 'easy_read', 'language', 'braille', 'audio', 'sign_language', 'help', 'problem', 'something_else')", name=op.f('ck_format_request_topic_is_known')),
    sa.CheckConstraint('(closed_at is null) = (closing_note is null)', name=op.f('ck_format_request_note_when_closed')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff_user.id'], name=op.f('fk_format_request_closed_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_format_request_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_format_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_format_request_public_id'))
    )
    op.create_table('incomplete_opening',
    sa.Column('version_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('allowed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('allowed_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['allowed_by_id'], ['staff_user.id'], name=op.f('fk_incomplete_opening_allowed_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_incomplete_opening_version_id')),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_incomplete_opening'))
    )
    op.create_table('consent',
    sa.Column('response_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('quote', sa.Boolean(), nullable=True),
    sa.Column('contact', sa.Boolean(), nullable=True),
    sa.Column('outcome', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_consent_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_consent'))
    )
    op.create_table('contact_details',
    sa.Column('response_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_contact_details_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_contact_details'))
    )
    op.create_table('organisation',
    sa.Column('response_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('size', sa.String(length=20), nullable=True),
    sa.Column('area', sa.String(length=200), nullable=False),
    sa.CheckConstraint("size in ('volunteers', '1_to_9', '10_to_49', '50_to_249', '250_or_more')", name=op.f('ck_organisation_size_is_known')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_organisation_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_organisation'))
    )
    op.create_table('respondent',
    sa.Column('response_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('capacity', sa.String(length=20), nullable=True),
    sa.Column('helper', sa.String(length=20), nullable=True),
    sa.CheckConstraint("capacity in ('resident', 'on_behalf', 'with_help', 'professional', 'organisation')", name=op.f('ck_respondent_capacity_is_known')),
    sa.CheckConstraint("helper in ('carer', 'parent', 'interpreter', 'someone_else')", name=op.f('ck_respondent_helper_is_known')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_respondent_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_respondent'))
    )
    op.add_column('response', sa.Column('via', sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column('response', 'via')
    op.drop_table('respondent')
    op.drop_table('organisation')
    op.drop_table('contact_details')
    op.drop_table('consent')
    op.drop_table('incomplete_opening')
    op.drop_table('format_request')
    op.drop_table('extension')
    op.drop_table('channel_code')
