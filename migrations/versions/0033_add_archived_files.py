"""add_archived_files"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'


def upgrade():
    op.create_table('archived_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_archived_file_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_archived_file')),
    sa.UniqueConstraint('consultation_id', 'path', name=op.f('uq_archived_file_consultation_id_path'))
    )


def downgrade():
    op.drop_table('archived_file')
