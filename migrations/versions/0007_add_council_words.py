"""add_council_words"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade():
    op.add_column('extension', sa.Column('translations', sa.JSON(), nullable=False, server_default='{}'))
    op.create_table('publication',
    sa.Column('consultation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_publication_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_publication_made_by_id')),
    sa.PrimaryKeyConstraint('consultation_id', name=op.f('pk_publication'))
    )


def downgrade():
    op.drop_table('publication')
    op.drop_column('extension', 'translations')
