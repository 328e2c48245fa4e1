"""add_translation_checks"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade():
    op.create_table('translation_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['staff_user.id'], name=op.f('fk_translation_check_checked_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_translation_check_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_check')),
    sa.UniqueConstraint('version_id', 'locale', name=op.f('uq_translation_check_version_id_locale'))
    )


def downgrade():
    op.drop_table('translation_check')
