"""add_results_releases"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'

DRAFT = {'sqlite_where': sa.text('published_at is null'), 'postgresql_where': sa.text('published_at is null')}


def upgrade():
    op.create_table('results_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('prepared_by_id', sa.Integer(), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_sha256', sa.String(length=64), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_why', sa.Text(), nullable=False),
    sa.CheckConstraint("taken_back_at is null or (published_at is not null and taken_back_why <> '')", name=op.f('ck_results_release_taken_back_for_reason')),
    sa.CheckConstraint('(approved_at is null) = (approved_by_id is null) and (approved_at is null) = (approved_sha256 is null)', name=op.f('ck_results_release_approved_by_somebody')),
    sa.CheckConstraint('(published_at is null) = (published_by_id is null)', name=op.f('ck_results_release_published_by_somebody')),
    sa.CheckConstraint('approved_by_id <> prepared_by_id', name=op.f('ck_results_release_approved_by_another')),
    sa.CheckConstraint('approved_sha256 = sha256', name=op.f('ck_results_release_approved_as_it_is')),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_results_release_has_a_hash')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_results_release_number_from_one')),
    sa.CheckConstraint('published_at is null or approved_at is not null', name=op.f('ck_results_release_published_when_approved')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['staff_user.id'], name=op.f('fk_results_release_approved_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_results_release_consultation_id')),
    sa.ForeignKeyConstraint(['prepared_by_id'], ['staff_user.id'], name=op.f('fk_results_release_prepared_by_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['staff_user.id'], name=op.f('fk_results_release_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_release')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_results_release_consultation_id_number'))
    )
    op.create_index('uq_results_release_draft', 'results_release', ['consultation_id'], unique=True, **DRAFT)
    op.create_table('release_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_release_file_has_a_hash')),
    sa.ForeignKeyConstraint(['release_id'], ['results_release.id'], name=op.f('fk_release_file_release_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_file')),
    sa.UniqueConstraint('release_id', 'name', name=op.f('uq_release_file_release_id_name'))
    )
    op.create_table('release_override',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('stop', sa.String(length=80), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_release_override_reason_is_given')),
    sa.CheckConstraint('(granted_at is null) = (granted_by_id is null)', name=op.f('ck_release_override_granted_by_somebody')),
    sa.CheckConstraint('granted_by_id <> asked_by_id', name=op.f('ck_release_override_granted_by_another')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff_user.id'], name=op.f('fk_release_override_asked_by_id')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['staff_user.id'], name=op.f('fk_release_override_granted_by_id')),
    sa.ForeignKeyConstraint(['release_id'], ['results_release.id'], name=op.f('fk_release_override_release_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_override')),
    sa.UniqueConstraint('release_id', 'stop', name=op.f('uq_release_override_release_id_stop'))
    )
    op.create_table('release_quote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('quote_id', sa.String(length=16), nullable=False),
    sa.Column('text_key', sa.String(length=20), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_by_id', sa.Integer(), nullable=True),
    sa.Column('hidden_why', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(hidden_at is null) = (hidden_why = '')", name=op.f('ck_release_quote_hidden_for_reason')),
    sa.ForeignKeyConstraint(['hidden_by_id'], ['staff_user.id'], name=op.f('fk_release_quote_hidden_by_id')),
    sa.ForeignKeyConstraint(['release_id'], ['results_release.id'], name=op.f('fk_release_quote_release_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_release_quote_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_quote')),
    sa.UniqueConstraint('release_id', 'theme_id', 'quote_id', name=op.f('uq_release_quote_release_id_theme_id_quote_id'))
    )


def downgrade():
    op.drop_table('release_quote')
    op.drop_table('release_override')
    op.drop_table('release_file')
    op.drop_index('uq_results_release_draft', table_name='results_release')
    op.drop_table('results_release')
