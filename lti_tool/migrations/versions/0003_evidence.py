"""evidence: what more is read, kept and told of what learners know

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Model parameters (refit jobs).
    # End of model parameters.

    # Course facts of the platform (groups, completion, submissions, last access).
    # End of course facts.

    # Evidence from other tools (xAPI, Caliper); merged and split skills.
    # End of other tools.

    # The learner's own word (disagreements, self-reports, switches).
    # End of the learner's word.

    # The instructor's view (misconceptions, risk, group audit).
    # End of the instructor's view.

    # Trust (registration, keys, sessions, doctor).
    with op.batch_alter_table('registration_invite') as batch_op:
        batch_op.add_column(sa.Column('made_by', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('token_sealed', sa.LargeBinary(), nullable=True))
    op.add_column(
        'launch_session',
        sa.Column('storage_target', sa.String(length=255), server_default='', nullable=False),
    )
    op.create_table(
        'typed_answer',
        sa.Column('showing_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_typed_answer_person_id_person')),
        sa.ForeignKeyConstraint(['showing_id'], ['showing.id'], name=op.f('fk_typed_answer_showing_id_showing')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_typed_answer')),
        sa.UniqueConstraint('showing_id', name=op.f('uq_typed_answer_showing_id')),
    )
    op.create_index(op.f('ix_typed_answer_person_id'), 'typed_answer', ['person_id'], unique=False)
    # End of trust.


def downgrade() -> None:
    # Trust (registration, keys, sessions, doctor).
    with op.batch_alter_table('registration_invite') as batch_op:
        batch_op.drop_column('token_sealed')
        batch_op.drop_column('made_by')
    op.drop_table('typed_answer')
    op.drop_column('launch_session', 'storage_target')
    # End of trust.

    # The instructor's view (misconceptions, risk, group audit).
    # End of the instructor's view.

    # The learner's own word (disagreements, self-reports, switches).
    # End of the learner's word.

    # Evidence from other tools (xAPI, Caliper); merged and split skills.
    # End of other tools.

    # Course facts of the platform (groups, completion, submissions, last access).
    # End of course facts.

    # Model parameters (refit jobs).
    # End of model parameters.
