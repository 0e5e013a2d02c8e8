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

UNIQUE = 'uq_outside_evidence_context_id_source_external_id_person_id'


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

    # Quiz attempts of the platform, question by question.
    with op.batch_alter_table('context', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attempts_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('attempts_begun', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('attempts_waiting', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('attempts_total', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('attempts_note', sa.String(length=64), nullable=False, server_default=''))
    with op.batch_alter_table('outside_evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('occasion', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('activity', sa.String(length=64), nullable=False, server_default=''))
        batch_op.drop_constraint(op.f(UNIQUE), type_='unique')
        batch_op.create_unique_constraint('uq_outside_evidence_occasion', ['context_id', 'source', 'external_id', 'occasion', 'person_id'])
    # End of quiz attempts.

    # Refused launches, the keys' rate, services on other hosts.
    op.create_table('refusal',
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('registration_id', sa.String(length=32), nullable=True),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('check', sa.String(length=128), nullable=False),
    sa.Column('expected', sa.Text(), nullable=False),
    sa.Column('found', sa.Text(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_refusal_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refusal'))
    )
    with op.batch_alter_table('refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refusal_reference'), ['reference'], unique=False)
        batch_op.create_index('ix_refusal_registration_id_created_at', ['registration_id', 'created_at'], unique=False)
    op.add_column('registration', sa.Column('jwks_rest_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registration', sa.Column('service_hosts', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('context', sa.Column('roster_changes_url', sa.Text(), nullable=True))
    # End of refused launches.

    # Privacy: blocked people, asked-for erasures, item statistics without identity.
    op.add_column('person', sa.Column('block_reason', sa.String(length=255), server_default='', nullable=False))
    op.add_column('person', sa.Column('erasure_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'exercise_tally',
        sa.Column('exercise_id', sa.String(length=32), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('right', sa.Integer(), nullable=False),
        sa.Column('timed', sa.Integer(), nullable=False),
        sa.Column('seconds', sa.Double(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['exercise_id'], ['exercise.id'], name=op.f('fk_exercise_tally_exercise_id_exercise')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_exercise_tally')),
        sa.UniqueConstraint('exercise_id', name=op.f('uq_exercise_tally_exercise_id')),
    )
    # End of privacy.

    # Files that the platform's course offers.
    op.create_table('offered_file',
    sa.Column('context_id', sa.String(length=32), nullable=False),
    sa.Column('external_id', sa.String(length=255), nullable=False),
    sa.Column('section', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('media_type', sa.String(length=127), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('modified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.Boolean(), nullable=False),
    sa.Column('source_id', sa.String(length=32), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=64), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_offered_file_context_id_context')),
    sa.ForeignKeyConstraint(['source_id'], ['source.id'], name=op.f('fk_offered_file_source_id_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offered_file')),
    sa.UniqueConstraint('context_id', 'external_id', name=op.f('uq_offered_file_context_id_external_id'))
    )
    with op.batch_alter_table('offered_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offered_file_wanted'), ['wanted'], unique=False)
    # End of files.

    # Keys: when one retired, when the key set was last asked for; what jobs came to.
    op.add_column('tool_key', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registration', sa.Column('keys_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('job_tally',
    sa.Column('job', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_tally')),
    sa.UniqueConstraint('job', 'outcome', name=op.f('uq_job_tally_job_outcome'))
    )
    # End of keys.

    # Any browser: what a login begins again with, and how a launch was bound to its browser.
    op.add_column('login_state', sa.Column('login_hint', sa.Text(), nullable=True))
    op.add_column('login_state', sa.Column('message_hint', sa.Text(), server_default='', nullable=False))
    op.add_column('login_state', sa.Column('storage_target', sa.String(length=255), server_default='', nullable=False))
    op.add_column('login_state', sa.Column('restarted', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('launch_session', sa.Column('rung', sa.String(length=16), nullable=True))
    # End of any browser.


def downgrade() -> None:
    # Any browser.
    for table, column in (
        ('launch_session', 'rung'),
        ('login_state', 'restarted'),
        ('login_state', 'storage_target'),
        ('login_state', 'message_hint'),
        ('login_state', 'login_hint'),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    # End of any browser.

    # Keys.
    op.drop_table('job_tally')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_column('keys_asked_at')
    with op.batch_alter_table('tool_key', schema=None) as batch_op:
        batch_op.drop_column('retired_at')
    # End of keys.

    # Files.
    op.drop_table('offered_file')
    # End of files.

    # Privacy.
    op.drop_table('exercise_tally')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('erasure_asked_at')
        batch_op.drop_column('block_reason')
    # End of privacy.

    # Refused launches.
    with op.batch_alter_table('context', schema=None) as batch_op:
        batch_op.drop_column('roster_changes_url')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_column('service_hosts')
        batch_op.drop_column('jwks_rest_until')
    op.drop_table('refusal')
    # End of refused launches.

    # Quiz attempts.
    op.execute("DELETE FROM outside_evidence WHERE occasion <> ''")
    with op.batch_alter_table('outside_evidence', schema=None) as batch_op:
        batch_op.drop_constraint('uq_outside_evidence_occasion', type_='unique')
        batch_op.create_unique_constraint(op.f(UNIQUE), ['context_id', 'source', 'external_id', 'person_id'])
        batch_op.drop_column('activity')
        batch_op.drop_column('occasion')
    with op.batch_alter_table('context', schema=None) as batch_op:
        batch_op.drop_column('attempts_note')
        batch_op.drop_column('attempts_total')
        batch_op.drop_column('attempts_waiting')
        batch_op.drop_column('attempts_begun')
        batch_op.drop_column('attempts_since')
    # End of quiz attempts.

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
