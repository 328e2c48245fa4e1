"""add_imports"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'

CHANNELS = "'online', 'paper', 'telephone', 'assisted'"


def allow_channels(old, new):
    """Change by which channels a response can come: on SQLite in the way that 0010 explains."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('pragma writable_schema = on')
        op.get_bind().exec_driver_sql(
            "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'response'",
            (f'channel in ({old})', f'channel in ({new})'),
        )
        number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
        op.execute(f'pragma schema_version = {number + 1}')
        op.execute('pragma writable_schema = reset')
    else:
        op.drop_constraint(op.f('ck_response_channel_is_known'), 'response', type_='check')
        op.create_check_constraint(op.f('ck_response_channel_is_known'), 'response', f'channel in ({new})')


def upgrade():
    op.add_column('consultation', sa.Column('analysed_only', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('response_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('system', sa.String(length=20), nullable=False),
    sa.Column('refused', sa.Text(), nullable=False),
    sa.Column('mapping', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('n_rows', sa.Integer(), nullable=True),
    sa.Column('n_faulty', sa.Integer(), nullable=True),
    sa.Column('n_known', sa.Integer(), nullable=True),
    sa.Column('checked_version', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('n_imported', sa.Integer(), nullable=True),
    sa.Column('thrown_away_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(file_sha256) = 64', name=op.f('ck_response_import_file_has_a_hash')),
    sa.CheckConstraint('finished_at is null or thrown_away_at is null', name=op.f('ck_response_import_finished_or_thrown_away')),
    sa.CheckConstraint('removed_at is null or finished_at is not null', name=op.f('ck_response_import_removed_after_finishing')),
    sa.CheckConstraint('(finished_at is null) = (n_imported is null)', name=op.f('ck_response_import_finished_with_a_count')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_response_import_consultation_id')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_response_import_job_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['staff_user.id'], name=op.f('fk_response_import_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_import')),
    sa.UniqueConstraint('public_id', name=op.f('uq_response_import_public_id'))
    )
    op.create_index('ix_response_import_consultation', 'response_import', ['consultation_id'], unique=False)
    op.create_table('imported_row',
    sa.Column('response_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('content_hmac', sa.String(length=64), nullable=False),
    sa.CheckConstraint('row_number >= 1', name=op.f('ck_imported_row_row_from_one')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_imported_row_consultation_id')),
    sa.ForeignKeyConstraint(['import_id'], ['response_import.id'], name=op.f('fk_imported_row_import_id')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_imported_row_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_imported_row')),
    sa.UniqueConstraint('consultation_id', 'fingerprint', name=op.f('uq_imported_row_consultation_id_fingerprint'))
    )
    op.create_index('ix_imported_row_import', 'imported_row', ['import_id', 'row_number'], unique=False)
    allow_channels(CHANNELS, f"{CHANNELS}, 'imported'")


def downgrade():
    op.execute("update response set channel = 'online' where channel = 'imported'")
    allow_channels(f"{CHANNELS}, 'imported'", CHANNELS)
    op.drop_index('ix_imported_row_import', table_name='imported_row')
    op.drop_table('imported_row')
    op.drop_index('ix_response_import_consultation', table_name='response_import')
    op.drop_table('response_import')
    op.drop_column('consultation', 'analysed_only')
