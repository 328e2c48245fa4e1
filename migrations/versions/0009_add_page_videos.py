"""add_page_videos"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade():
    op.create_table('page_video',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('section_key', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('media_type', sa.String(length=20), nullable=False),
    sa.Column('n_bytes', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('captions', sa.Text(), nullable=False),
    sa.Column('transcript', sa.Text(), nullable=False),
    sa.Column('credit', sa.String(length=300), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("media_type in ('video/mp4', 'video/webm')", name=op.f('ck_page_video_media_type_is_known')),
    sa.CheckConstraint('length(captions) > 0', name=op.f('ck_page_video_captions_are_given')),
    sa.CheckConstraint('length(transcript) > 0', name=op.f('ck_page_video_transcript_is_given')),
    sa.CheckConstraint('length(credit) > 0', name=op.f('ck_page_video_credit_is_given')),
    sa.CheckConstraint("language in ('bsl')", name=op.f('ck_page_video_language_is_known')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_page_video_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page_video')),
    sa.UniqueConstraint('consultation_id', 'section_key', 'language', name=op.f('uq_page_video_consultation_id_section_key_language')),
    sa.UniqueConstraint('public_id', name=op.f('uq_page_video_public_id'))
    )


def downgrade():
    op.drop_table('page_video')
