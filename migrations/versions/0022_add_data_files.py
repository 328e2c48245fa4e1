"""add_data_files"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'


def upgrade():
    op.create_table('data_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('n_bytes', sa.Integer(), nullable=False),
    sa.Column('n_responses', sa.Integer(), nullable=False),
    sa.Column('n_withdrawn', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_data_file_reason_is_given')),
    sa.CheckConstraint('length(file_sha256) = 64', name=op.f('ck_data_file_file_has_a_hash')),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_data_file_lives_for_a_while')),
    sa.CheckConstraint('erased_at >= made_at', name=op.f('ck_data_file_erased_after_making')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_data_file_consultation_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_data_file_job_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_file')),
    sa.UniqueConstraint('job_id', name=op.f('uq_data_file_job_id'))
    )


def downgrade():
    op.drop_table('data_file')
