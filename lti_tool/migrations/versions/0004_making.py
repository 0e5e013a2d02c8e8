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


def downgrade() -> None:
    # Open answers.
    op.drop_table('waiting_answer')
    # End of open answers.

    # Quotas.
    op.drop_table('model_use')
    # End of quotas.
