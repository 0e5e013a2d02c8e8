"""making: what drafting, reviewing and planning keep

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Quotas.
    op.create_table(
        'model_use',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('day', sa.String(length=10), nullable=False),
        sa.Column('requests', sa.Integer(), nullable=False),
        sa.Column('tokens', sa.Integer(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_model_use_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_model_use')),
        sa.UniqueConstraint('context_id', 'day', name=op.f('uq_model_use_context_id_day')),
    )
    # End of quotas.

    # Skills.
    op.add_column('skill', sa.Column('definition', sa.Text(), server_default='', nullable=False))
    op.add_column('skill', sa.Column('misconceptions', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('skill_prerequisite', sa.Column('quote', sa.Text(), server_default='', nullable=False))
    # End of skills.

    # Open answers.
    op.create_table(
        'waiting_answer',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('practice_id', sa.String(length=32), nullable=False),
        sa.Column('showing_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('exercise_id', sa.String(length=32), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('token', sa.String(length=64), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('confidence', sa.Double(), nullable=True),
        sa.Column('seconds', sa.Double(), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_waiting_answer_context_id_context')),
        sa.ForeignKeyConstraint(['exercise_id'], ['exercise.id'], name=op.f('fk_waiting_answer_exercise_id_exercise')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_waiting_answer_person_id_person')),
        sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_waiting_answer_practice_id_practice')),
        sa.ForeignKeyConstraint(['showing_id'], ['showing.id'], name=op.f('fk_waiting_answer_showing_id_showing')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_answer')),
        sa.UniqueConstraint('showing_id', name=op.f('uq_waiting_answer_showing_id')),
    )
    with op.batch_alter_table('waiting_answer', schema=None) as batch_op:
        batch_op.create_index('ix_waiting_answer_context_created', ['context_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_answer_exercise_id'), ['exercise_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_answer_person_id'), ['person_id'], unique=False)
    # End of open answers.

    # Worksheets.
    op.create_table(
        'worksheet',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=True),
        sa.Column('group_id', sa.String(length=32), nullable=False),
        sa.Column('group_name', sa.Text(), nullable=False),
        sa.Column('practice_id', sa.String(length=32), nullable=True),
        sa.Column('asked_by', sa.String(length=32), nullable=True),
        sa.Column('state', sa.Enum('waiting', 'planned', 'sent', 'working', 'done', 'dropped', 'failed', name='worksheetstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('for_model', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('slots', sa.JSON(), nullable=False),
        sa.Column('undone', sa.JSON(), nullable=False),
        sa.Column('alternatives', sa.JSON(), nullable=False),
        sa.Column('sheets', sa.JSON(), nullable=False),
        sa.Column('profile', sa.JSON(), nullable=False),
        sa.Column('path', sa.Enum('planner', 'rule', name='sheetpath', native_enum=False, create_constraint=True, length=24), nullable=True),
        sa.Column('path_reason', sa.String(length=32), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('revision', sa.String(length=64), nullable=False),
        sa.Column('reason', sa.String(length=32), nullable=False),
        sa.Column('request_id', sa.String(length=32), nullable=True),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_worksheet_asked_by_person')),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_worksheet_context_id_context')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_worksheet_person_id_person')),
        sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_worksheet_practice_id_practice')),
        sa.ForeignKeyConstraint(['request_id'], ['generation_request.id'], name=op.f('fk_worksheet_request_id_generation_request')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_worksheet')),
    )
    op.create_index('ix_worksheet_context_person', 'worksheet', ['context_id', 'person_id'], unique=False)
    op.create_index(op.f('ix_worksheet_person_id'), 'worksheet', ['person_id'], unique=False)
    op.create_index(op.f('ix_worksheet_state'), 'worksheet', ['state'], unique=False)
    op.create_table(
        'planner_model',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('state', sa.Enum('none', 'waiting', 'training', 'trained', 'failed', name='plannerstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('stage', sa.String(length=24), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('serves', sa.Enum('planner', 'rule', name='sheetpath', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('gate_reason', sa.String(length=32), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('rule_wanted', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('revision', sa.String(length=64), nullable=False),
        sa.Column('trained_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_planner_model_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_planner_model')),
        sa.UniqueConstraint('context_id', name=op.f('uq_planner_model_context_id')),
    )
    op.create_index(op.f('ix_planner_model_state'), 'planner_model', ['state'], unique=False)
    # End of worksheets.

    # Lessons.
    op.create_table(
        'lesson',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('skill_id', sa.String(length=32), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'failed', 'in_review', 'published', name='lessonstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('content', sa.JSON(), nullable=True),
        sa.Column('drafted', sa.JSON(), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('of', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('asked_by', sa.String(length=32), nullable=True),
        sa.Column('published_by', sa.String(length=32), nullable=True),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_lesson_asked_by_person')),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_lesson_context_id_context')),
        sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_lesson_published_by_person')),
        sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_lesson_skill_id_skill')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson')),
    )
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_context_id'), ['context_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_skill_id'), ['skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_state'), ['state'], unique=False)
    # End of lessons.

    # Review desk.
    # No batch: SQLite would build the table anew, which rows that name its rows forbid.
    op.add_column('draft', sa.Column('drafted', sa.JSON(), nullable=True))
    op.execute(
        'ALTER TABLE draft ADD COLUMN assigned_to VARCHAR(32) '
        'CONSTRAINT fk_draft_assigned_to_person REFERENCES person (id)'
    )
    op.create_table(
        'draft_comment',
        sa.Column('draft_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_comment_draft_id_draft')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_comment_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_comment')),
    )
    with op.batch_alter_table('draft_comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_comment_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_comment_person_id'), ['person_id'], unique=False)
    # End of review desk.


def downgrade() -> None:
    # Review desk.
    op.drop_table('draft_comment')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_draft_assigned_to_person'), type_='foreignkey')
        batch_op.drop_column('assigned_to')
        batch_op.drop_column('drafted')
    # End of review desk.

    # Lessons.
    op.drop_table('lesson')
    # End of lessons.

    # Worksheets.
    op.drop_table('planner_model')
    op.drop_table('worksheet')
    # End of worksheets.

    # Open answers.
    op.drop_table('waiting_answer')
    # End of open answers.

    # Skills.
    op.drop_column('skill_prerequisite', 'quote')
    op.drop_column('skill', 'misconceptions')
    op.drop_column('skill', 'definition')
    # End of skills.

    # Quotas.
    op.drop_table('model_use')
    # End of quotas.
