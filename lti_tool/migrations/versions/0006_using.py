"""using: cases of several questions, worksheets that a job gives, other forms of an exercise

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('passage', sa.Column('marked', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('bank_model', sa.Column('forms', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('waiting_answer', sa.Column('answer', sa.JSON(), nullable=False, server_default='{}'))
    # Worksheets are given by a job.
    op.create_table(
        'giving',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('worksheet_id', sa.String(length=32), nullable=False),
        sa.Column('practice_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=True),
        sa.Column('asked_by', sa.String(length=32), nullable=True),
        sa.Column('state', sa.Enum('giving', 'given', 'stopped', 'taking', 'taken', name='givingstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('reached', sa.String(length=32), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('given', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=32), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_giving_asked_by_person')),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_giving_context_id_context')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_giving_person_id_person')),
        sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_giving_practice_id_practice')),
        sa.ForeignKeyConstraint(['worksheet_id'], ['worksheet.id'], name=op.f('fk_giving_worksheet_id_worksheet')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_giving')),
    )
    op.create_index(op.f('ix_giving_context_id'), 'giving', ['context_id'], unique=False)
    op.create_index(op.f('ix_giving_person_id'), 'giving', ['person_id'], unique=False)
    op.create_index(op.f('ix_giving_state'), 'giving', ['state'], unique=False)
    op.create_index(op.f('ix_giving_worksheet_id'), 'giving', ['worksheet_id'], unique=False)
    op.add_column('worksheet', sa.Column('giving_id', sa.String(length=32), nullable=True))
    op.create_index('ix_worksheet_giving_person', 'worksheet', ['giving_id', 'person_id'], unique=True)


def downgrade() -> None:
    op.drop_index('ix_worksheet_giving_person', table_name='worksheet')
    op.drop_column('worksheet', 'giving_id')
    op.drop_table('giving')
    op.drop_column('waiting_answer', 'answer')
    op.drop_column('bank_model', 'forms')
    op.drop_column('passage', 'marked')
