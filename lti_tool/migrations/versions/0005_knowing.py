"""knowing: what models know of a course

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The bank as a whole.
    op.create_table(
        'bank_model',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('state', sa.Enum('none', 'waiting', 'training', 'trained', 'failed', name='bankstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('stage', sa.String(length=24), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('revision', sa.String(length=64), nullable=False),
        sa.Column('trained_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('places', sa.JSON(), nullable=False),
        sa.Column('pairs', sa.JSON(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_bank_model_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_model')),
        sa.UniqueConstraint('context_id', name=op.f('uq_bank_model_context_id')),
    )
    op.create_index(op.f('ix_bank_model_state'), 'bank_model', ['state'], unique=False)
    # End of the bank as a whole.
    op.add_column('typed_answer', sa.Column('writer', sa.String(length=64), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('typed_answer', 'writer')
    op.drop_table('bank_model')
