"""add_own_pictures"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade():
    op.create_table('own_picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('media_type', sa.String(length=20), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('licence', sa.String(length=100), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("media_type in ('image/png', 'image/jpeg', 'image/webp')", name=op.f('ck_own_picture_media_type_is_known')),
    sa.CheckConstraint('length(source) > 0', name=op.f('ck_own_picture_source_is_given')),
    sa.CheckConstraint('length(licence) > 0', name=op.f('ck_own_picture_licence_is_given')),
    sa.ForeignKeyConstraint(['added_by_id'], ['staff_user.id'], name=op.f('fk_own_picture_added_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_picture')),
    sa.UniqueConstraint('name', name=op.f('uq_own_picture_name')),
    sa.UniqueConstraint('public_id', name=op.f('uq_own_picture_public_id'))
    )


def downgrade():
    op.drop_table('own_picture')
