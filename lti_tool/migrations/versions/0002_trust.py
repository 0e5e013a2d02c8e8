"""trust: what launches and registrations need beyond the first release

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Copies of courses and activities: where they come from.
    op.add_column('context', sa.Column('history', sa.Text(), server_default='', nullable=False))
    op.add_column('practice', sa.Column('root_id', sa.String(length=32), nullable=True))
    op.add_column(
        'resource_link',
        sa.Column('named_practice', sa.String(length=64), server_default='', nullable=False),
    )
    op.add_column(
        'resource_link',
        sa.Column('placement', sa.String(length=64), server_default='', nullable=False),
    )
    # End of copies.


def downgrade() -> None:
    # Copies.
    for table, column in (
        ('resource_link', 'placement'),
        ('resource_link', 'named_practice'),
        ('practice', 'root_id'),
        ('context', 'history'),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    # End of copies.
