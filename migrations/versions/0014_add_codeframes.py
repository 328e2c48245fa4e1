"""add_codeframes"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def where(condition):
    """An index over the rows of this condition, on both databases."""
    return {'sqlite_where': sa.text(condition), 'postgresql_where': sa.text(condition)}


RULES = (
    'CONSTRAINT fk_analysis_run_codeframe_id FOREIGN KEY(codeframe_id) REFERENCES codeframe (id), '
    'CONSTRAINT ck_analysis_run_of_something CHECK (question_id is not null or codeframe_id is not null), '
)


def rewrite_runs(*changes):
    """Change how the table of runs is written down in SQLite, as in 0011: no statement does it, and every row stays.

    Making the table anew would drop the one that others point at.
    """
    op.execute('pragma writable_schema = on')
    for old, new in changes:
        op.get_bind().exec_driver_sql(
            "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'analysis_run'",
            (old, new),
        )
    number = op.get_bind().exec_driver_sql('pragma schema_version').scalar_one()
    op.execute(f'pragma schema_version = {number + 1}')
    op.execute('pragma writable_schema = reset')


def upgrade():
    op.create_table('codeframe',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.String(length=40), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(agreed_at is null) = (agreed_by_id is null)', name=op.f('ck_codeframe_agreed_by_somebody')),
    sa.CheckConstraint('agreed_at >= drafted_at', name=op.f('ck_codeframe_agreed_after_drafting')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_codeframe_number_from_one')),
    sa.CheckConstraint('version >= 0', name=op.f('ck_codeframe_version_not_negative')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['staff_user.id'], name=op.f('fk_codeframe_agreed_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_codeframe_consultation_id')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['staff_user.id'], name=op.f('fk_codeframe_drafted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_codeframe')),
    sa.UniqueConstraint('consultation_id', 'question_key', 'number', name=op.f('uq_codeframe_consultation_id_question_key_number'))
    )
    op.create_index('uq_codeframe_draft', 'codeframe', ['consultation_id', 'question_key'], unique=True, **where('agreed_at is null'))
    op.create_index('uq_codeframe_draft_every_question', 'codeframe', ['consultation_id'], unique=True, **where('agreed_at is null and question_key is null'))
    op.create_index('uq_codeframe_every_question', 'codeframe', ['consultation_id', 'number'], unique=True, **where('question_key is null'))
    op.create_table('agreement_sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('codeframe_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drawn_by_id', sa.Integer(), nullable=False),
    sa.Column('first_coder_id', sa.Integer(), nullable=False),
    sa.Column('second_coder_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('second_coder_id <> first_coder_id', name=op.f('ck_agreement_sample_two_people')),
    sa.ForeignKeyConstraint(['codeframe_id'], ['codeframe.id'], name=op.f('fk_agreement_sample_codeframe_id')),
    sa.ForeignKeyConstraint(['drawn_by_id'], ['staff_user.id'], name=op.f('fk_agreement_sample_drawn_by_id')),
    sa.ForeignKeyConstraint(['first_coder_id'], ['staff_user.id'], name=op.f('fk_agreement_sample_first_coder_id')),
    sa.ForeignKeyConstraint(['second_coder_id'], ['staff_user.id'], name=op.f('fk_agreement_sample_second_coder_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_sample'))
    )
    op.create_index('ix_agreement_sample_codeframe', 'agreement_sample', ['codeframe_id'], unique=False)
    op.create_table('codeframe_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('codeframe_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(length=20), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('undoes', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_codeframe_change_number_from_one')),
    sa.ForeignKeyConstraint(['codeframe_id'], ['codeframe.id'], name=op.f('fk_codeframe_change_codeframe_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff_user.id'], name=op.f('fk_codeframe_change_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_codeframe_change')),
    sa.UniqueConstraint('codeframe_id', 'number', name=op.f('uq_codeframe_change_codeframe_id_number'))
    )
    op.create_table('coded_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('codeframe_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('coder_id', sa.Integer(), nullable=False),
    sa.Column('sample_id', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(answer_id is null) <> (contribution_id is null)', name=op.f('ck_coded_text_one_text')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_coded_text_answer_id')),
    sa.ForeignKeyConstraint(['codeframe_id'], ['codeframe.id'], name=op.f('fk_coded_text_codeframe_id')),
    sa.ForeignKeyConstraint(['coder_id'], ['staff_user.id'], name=op.f('fk_coded_text_coder_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_coded_text_contribution_id')),
    sa.ForeignKeyConstraint(['sample_id'], ['agreement_sample.id'], name=op.f('fk_coded_text_sample_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coded_text'))
    )
    op.create_index('ix_coded_text_answer', 'coded_text', ['answer_id'], unique=False)
    op.create_index('ix_coded_text_contribution', 'coded_text', ['contribution_id'], unique=False)
    op.create_index('uq_coded_text_answer', 'coded_text', ['codeframe_id', 'answer_id', 'coder_id'], unique=True, **where('sample_id is null'))
    op.create_index('uq_coded_text_contribution', 'coded_text', ['codeframe_id', 'contribution_id', 'coder_id'], unique=True, **where('sample_id is null'))
    op.create_index('uq_coded_text_sample_answer', 'coded_text', ['sample_id', 'answer_id', 'coder_id'], unique=True, **where('sample_id is not null'))
    op.create_index('uq_coded_text_sample_contribution', 'coded_text', ['sample_id', 'contribution_id', 'coder_id'], unique=True, **where('sample_id is not null'))
    op.create_table('sample_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sample_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('stratum', sa.String(length=80), nullable=False),
    sa.CheckConstraint('(answer_id is null) <> (contribution_id is null)', name=op.f('ck_sample_text_one_text')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_sample_text_answer_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_sample_text_contribution_id')),
    sa.ForeignKeyConstraint(['sample_id'], ['agreement_sample.id'], name=op.f('fk_sample_text_sample_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sample_text')),
    sa.UniqueConstraint('sample_id', 'answer_id', name=op.f('uq_sample_text_sample_id_answer_id')),
    sa.UniqueConstraint('sample_id', 'contribution_id', name=op.f('uq_sample_text_sample_id_contribution_id')),
    sa.UniqueConstraint('sample_id', 'position', name=op.f('uq_sample_text_sample_id_position'))
    )
    op.create_index('ix_sample_text_answer', 'sample_text', ['answer_id'], unique=False)
    op.create_index('ix_sample_text_contribution', 'sample_text', ['contribution_id'], unique=False)
    op.create_table('theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('codeframe_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('label_key', sa.String(length=600), nullable=True),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('includes', sa.Text(), nullable=False),
    sa.Column('excludes', sa.Text(), nullable=False),
    sa.Column('key_words', sa.JSON(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('candidate_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("code <> ''", name=op.f('ck_theme_code_is_given')),
    sa.CheckConstraint("label <> ''", name=op.f('ck_theme_label_is_given')),
    sa.CheckConstraint('parent_id <> id', name=op.f('ck_theme_not_its_own_parent')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate_theme.id'], name=op.f('fk_theme_candidate_id')),
    sa.ForeignKeyConstraint(['codeframe_id'], ['codeframe.id'], name=op.f('fk_theme_codeframe_id')),
    sa.ForeignKeyConstraint(['parent_id', 'codeframe_id'], ['theme.id', 'theme.codeframe_id'], name='fk_theme_parent'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme')),
    sa.UniqueConstraint('codeframe_id', 'code', name=op.f('uq_theme_codeframe_id_code')),
    sa.UniqueConstraint('codeframe_id', 'label_key', name=op.f('uq_theme_codeframe_id_label_key')),
    sa.UniqueConstraint('id', 'codeframe_id', name=op.f('uq_theme_id_codeframe_id'))
    )
    op.create_table('settlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sample_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('applies', sa.Boolean(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_by_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('(answer_id is null) <> (contribution_id is null)', name=op.f('ck_settlement_one_text')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_settlement_answer_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_settlement_contribution_id')),
    sa.ForeignKeyConstraint(['sample_id'], ['agreement_sample.id'], name=op.f('fk_settlement_sample_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['staff_user.id'], name=op.f('fk_settlement_settled_by_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_settlement_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settlement')),
    sa.UniqueConstraint('sample_id', 'theme_id', 'answer_id', name=op.f('uq_settlement_sample_id_theme_id_answer_id')),
    sa.UniqueConstraint('sample_id', 'theme_id', 'contribution_id', name=op.f('uq_settlement_sample_id_theme_id_contribution_id'))
    )
    op.create_index('ix_settlement_answer', 'settlement', ['answer_id'], unique=False)
    op.create_index('ix_settlement_contribution', 'settlement', ['contribution_id'], unique=False)
    op.create_table('theme_example',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(answer_id is null) <> (contribution_id is null)', name=op.f('ck_theme_example_one_text')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_theme_example_answer_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_theme_example_contribution_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_theme_example_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_example')),
    sa.UniqueConstraint('theme_id', 'answer_id', name=op.f('uq_theme_example_theme_id_answer_id')),
    sa.UniqueConstraint('theme_id', 'contribution_id', name=op.f('uq_theme_example_theme_id_contribution_id'))
    )
    op.create_index('ix_theme_example_answer', 'theme_example', ['answer_id'], unique=False)
    op.create_index('ix_theme_example_contribution', 'theme_example', ['contribution_id'], unique=False)
    op.create_table('theme_origin',
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('origin_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('theme_id <> origin_id', name=op.f('ck_theme_origin_not_of_itself')),
    sa.ForeignKeyConstraint(['origin_id'], ['theme.id'], name=op.f('fk_theme_origin_origin_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_theme_origin_theme_id')),
    sa.PrimaryKeyConstraint('theme_id', 'origin_id', name=op.f('pk_theme_origin'))
    )
    op.create_index('ix_theme_origin_origin', 'theme_origin', ['origin_id'], unique=False)
    op.create_table('code_assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('coder_id', sa.Integer(), nullable=True),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('sample_id', sa.Integer(), nullable=True),
    sa.Column('applies', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Double(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('settlement_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(answer_id is null) <> (contribution_id is null)', name=op.f('ck_code_assignment_one_text')),
    sa.CheckConstraint('(coder_id is null) <> (run_id is null)', name=op.f('ck_code_assignment_one_maker')),
    sa.CheckConstraint('replaced_at >= assigned_at', name=op.f('ck_code_assignment_replaced_after_assigning')),
    sa.CheckConstraint('sample_id is null or coder_id is not null', name=op.f('ck_code_assignment_people_code_samples')),
    sa.CheckConstraint('score between 0 and 1', name=op.f('ck_code_assignment_score_is_a_share')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_code_assignment_answer_id')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['code_assignment.id'], name=op.f('fk_code_assignment_carried_from_id')),
    sa.ForeignKeyConstraint(['coder_id'], ['staff_user.id'], name=op.f('fk_code_assignment_coder_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_code_assignment_contribution_id')),
    sa.ForeignKeyConstraint(['run_id'], ['analysis_run.id'], name=op.f('fk_code_assignment_run_id')),
    sa.ForeignKeyConstraint(['sample_id'], ['agreement_sample.id'], name=op.f('fk_code_assignment_sample_id')),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlement.id'], name=op.f('fk_code_assignment_settlement_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_code_assignment_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_assignment'))
    )
    op.create_index('ix_code_assignment_answer', 'code_assignment', ['answer_id'], unique=False)
    op.create_index('ix_code_assignment_carried', 'code_assignment', ['carried_from_id'], unique=False, **where('carried_from_id is not null'))
    op.create_index('ix_code_assignment_contribution', 'code_assignment', ['contribution_id'], unique=False, **where('contribution_id is not null'))
    op.create_index('ix_code_assignment_settlement', 'code_assignment', ['settlement_id'], unique=False, **where('settlement_id is not null'))
    op.create_index('ix_code_assignment_theme', 'code_assignment', ['theme_id', 'replaced_at'], unique=False)
    op.create_index('uq_code_assignment_answer', 'code_assignment', ['theme_id', 'answer_id', 'coder_id'], unique=True, **where('replaced_at is null and sample_id is null and coder_id is not null'))
    op.create_index('uq_code_assignment_contribution', 'code_assignment', ['theme_id', 'contribution_id', 'coder_id'], unique=True, **where('replaced_at is null and sample_id is null and coder_id is not null'))
    op.create_index('uq_code_assignment_run_answer', 'code_assignment', ['run_id', 'theme_id', 'answer_id'], unique=True, **where('run_id is not null'))
    op.create_index('uq_code_assignment_run_contribution', 'code_assignment', ['run_id', 'theme_id', 'contribution_id'], unique=True, **where('run_id is not null and contribution_id is not null'))
    op.create_index('uq_code_assignment_sample_answer', 'code_assignment', ['sample_id', 'theme_id', 'answer_id', 'coder_id'], unique=True, **where('replaced_at is null and sample_id is not null'))
    op.create_index('uq_code_assignment_sample_contribution', 'code_assignment', ['sample_id', 'theme_id', 'contribution_id', 'coder_id'], unique=True, **where('replaced_at is null and sample_id is not null'))
    op.add_column('analysis_run', sa.Column('codeframe_id', sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == 'sqlite':
        rewrite_runs(
            ('question_id INTEGER NOT NULL', 'question_id INTEGER'),
            ('CONSTRAINT pk_analysis_run', f'{RULES}CONSTRAINT pk_analysis_run'),
        )
    else:
        op.alter_column('analysis_run', 'question_id', existing_type=sa.INTEGER(), nullable=True)
        op.create_foreign_key(op.f('fk_analysis_run_codeframe_id'), 'analysis_run', 'codeframe', ['codeframe_id'], ['id'])
        op.create_check_constraint(
            op.f('ck_analysis_run_of_something'), 'analysis_run', 'question_id is not null or codeframe_id is not null'
        )
    op.create_index('ix_analysis_run_codeframe', 'analysis_run', ['codeframe_id'], unique=False)


def downgrade():
    # the runs of these tables go with them
    op.execute('delete from code_assignment')
    op.execute('delete from analysis_run where codeframe_id is not null')
    op.drop_index('ix_analysis_run_codeframe', table_name='analysis_run')
    if op.get_bind().dialect.name == 'sqlite':
        rewrite_runs((RULES, ''), ('question_id INTEGER', 'question_id INTEGER NOT NULL'))
    else:
        op.drop_constraint(op.f('ck_analysis_run_of_something'), 'analysis_run', type_='check')
        op.drop_constraint(op.f('fk_analysis_run_codeframe_id'), 'analysis_run', type_='foreignkey')
        op.alter_column('analysis_run', 'question_id', existing_type=sa.INTEGER(), nullable=False)
    op.drop_column('analysis_run', 'codeframe_id')
    op.drop_table('code_assignment')
    op.drop_table('theme_origin')
    op.drop_table('theme_example')
    op.drop_table('settlement')
    op.drop_table('theme')
    op.drop_table('sample_text')
    op.drop_table('coded_text')
    op.drop_table('codeframe_change')
    op.drop_table('agreement_sample')
    op.drop_table('codeframe')
