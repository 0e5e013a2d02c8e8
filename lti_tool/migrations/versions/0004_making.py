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


def downgrade() -> None:
    # Quotas.
    op.drop_table('model_use')
    # End of quotas.
