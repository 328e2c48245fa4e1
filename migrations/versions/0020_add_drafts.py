"""add_drafts"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade():
    op.create_table('questionnaire_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('edited_by_id', sa.Integer(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_questionnaire_draft_version_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_questionnaire_draft_consultation_id')),
    sa.ForeignKeyConstraint(['edited_by_id'], ['staff_user.id'], name=op.f('fk_questionnaire_draft_edited_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_draft')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_questionnaire_draft_consultation_id'))
    )
    op.create_table('draft_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('restores', sa.Integer(), nullable=True),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_draft_save_number_from_one')),
    sa.CheckConstraint('restores < number', name=op.f('ck_draft_save_restores_an_earlier_one')),
    sa.ForeignKeyConstraint(['draft_id'], ['questionnaire_draft.id'], name=op.f('fk_draft_save_draft_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['staff_user.id'], name=op.f('fk_draft_save_saved_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_save')),
    sa.UniqueConstraint('draft_id', 'number', name=op.f('uq_draft_save_draft_id_number'))
    )


def downgrade():
    op.drop_table('draft_save')
    op.drop_table('questionnaire_draft')
