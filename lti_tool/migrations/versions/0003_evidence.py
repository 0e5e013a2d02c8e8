"""evidence: what more is read, kept and told of what learners know

Revision ID: 0003
Revises: 0002
"""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Model parameters (refit jobs).
    op.create_table(
        'refit',
        sa.Column('registration_id', sa.String(length=32), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('note', sa.String(length=24), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_refit_registration_id_registration')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_refit')),
        sa.UniqueConstraint('registration_id', name=op.f('uq_refit_registration_id')),
    )
    op.create_table(
        'site_model',
        sa.Column('registration_id', sa.String(length=32), nullable=False),
        sa.Column('parts', sa.JSON(), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('learners', sa.Integer(), nullable=False),
        sa.Column('courses', sa.Integer(), nullable=False),
        sa.Column('pooled', sa.Boolean(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_site_model_registration_id_registration')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_site_model')),
    )
    with op.batch_alter_table('site_model', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_site_model_registration_id'), ['registration_id'], unique=False)
    op.create_table(
        'course_model',
        sa.Column('site_model_id', sa.String(length=32), nullable=False),
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('parts', sa.JSON(), nullable=False),
        sa.Column('report', sa.JSON(), nullable=True),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('learners', sa.Integer(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_course_model_context_id_context')),
        sa.ForeignKeyConstraint(['site_model_id'], ['site_model.id'], name=op.f('fk_course_model_site_model_id_site_model')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_course_model')),
    )
    with op.batch_alter_table('course_model', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_model_context_id'), ['context_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_model_site_model_id'), ['site_model_id'], unique=False)
    # End of model parameters.

    # Course facts of the platform (groups, completion, submissions, last access).
    op.create_table(
        'course_group',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('external_id', sa.String(length=64), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('groupings', sa.JSON(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_course_group_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_course_group')),
        sa.UniqueConstraint('context_id', 'external_id', name=op.f('uq_course_group_context_id_external_id')),
    )
    op.create_table(
        'group_member',
        sa.Column('group_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['group_id'], ['course_group.id'], name=op.f('fk_group_member_group_id_course_group')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_group_member_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member')),
        sa.UniqueConstraint('group_id', 'person_id', name=op.f('uq_group_member_group_id_person_id')),
    )
    op.create_index(op.f('ix_group_member_person_id'), 'group_member', ['person_id'], unique=False)
    op.create_table(
        'course_activity',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('external_id', sa.String(length=64), nullable=False),
        sa.Column('activity', sa.String(length=64), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('section', sa.Text(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tracked', sa.Boolean(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_course_activity_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_course_activity')),
        sa.UniqueConstraint('context_id', 'external_id', name=op.f('uq_course_activity_context_id_external_id')),
    )
    op.create_table(
        'submission',
        sa.Column('course_activity_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('state', sa.Enum('draft', 'submitted', 'reopened', name='submissionstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['course_activity_id'], ['course_activity.id'], name=op.f('fk_submission_course_activity_id_course_activity')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_submission_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
        sa.UniqueConstraint('course_activity_id', 'person_id', name=op.f('uq_submission_course_activity_id_person_id')),
    )
    op.create_index(op.f('ix_submission_person_id'), 'submission', ['person_id'], unique=False)
    op.create_index(op.f('ix_submission_state'), 'submission', ['state'], unique=False)
    op.add_column('membership', sa.Column('last_access', sa.DateTime(timezone=True), nullable=True))
    op.add_column('membership', sa.Column('completion_wanted', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('membership', sa.Column('completion_read_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('context', sa.Column('sync_stage', sa.String(length=24), server_default='', nullable=False))
    op.add_column('context', sa.Column('sync_done', sa.Integer(), server_default='0', nullable=False))
    op.add_column('context', sa.Column('sync_total', sa.Integer(), server_default='0', nullable=False))
    op.add_column('context', sa.Column('sync_problems', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('context', sa.Column('facts_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('context', sa.Column('facts_people', sa.Integer(), server_default='0', nullable=False))
    op.add_column('context', sa.Column('attempts_people', sa.Integer(), server_default='0', nullable=False))
    # End of course facts.

    # Evidence from other tools (xAPI, Caliper); merged and split skills.
    op.add_column('outside_evidence', sa.Column('weight', sa.Double(), nullable=True))
    op.create_table(
        'evidence_key',
        sa.Column('registration_id', sa.String(length=32), nullable=False),
        sa.Column('context_id', sa.String(length=32), nullable=True),
        sa.Column('label', sa.String(length=120), nullable=False),
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('secret_hash', sa.String(length=64), nullable=False),
        sa.Column('by_email', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('made_by', sa.String(length=64), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_evidence_key_context_id_context')),
        sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_evidence_key_registration_id_registration')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_key')),
        sa.UniqueConstraint('name', name=op.f('uq_evidence_key_name')),
        sa.UniqueConstraint('secret_hash', name=op.f('uq_evidence_key_secret_hash')),
    )
    op.create_index(op.f('ix_evidence_key_registration_id'), 'evidence_key', ['registration_id'], unique=False)
    op.create_table(
        'statement',
        sa.Column('registration_id', sa.String(length=32), nullable=False),
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('key_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=True),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('standard', sa.String(length=8), nullable=False),
        sa.Column('statement_id', sa.String(length=64), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('body', sa.JSON(), nullable=False),
        sa.Column('verb', sa.Text(), nullable=False),
        sa.Column('object_id', sa.String(length=255), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('attempt', sa.String(length=64), nullable=False),
        sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('share', sa.Double(), nullable=True),
        sa.Column('weight', sa.Double(), nullable=True),
        sa.Column('voided', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_statement_context_id_context')),
        sa.ForeignKeyConstraint(['key_id'], ['evidence_key.id'], name=op.f('fk_statement_key_id_evidence_key')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_statement_person_id_person')),
        sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_statement_registration_id_registration')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
        sa.UniqueConstraint('registration_id', 'standard', 'statement_id', name='uq_statement_sent'),
    )
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.create_index('ix_statement_context_object', ['context_id', 'object_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_statement_registration_subject', ['registration_id', 'subject'], unique=False)
    op.create_table(
        'skill_change',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=True),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('skill_ids', sa.JSON(), nullable=False),
        sa.Column('names', sa.JSON(), nullable=False),
        sa.Column('journal', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_skill_change_context_id_context')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_skill_change_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_change')),
    )
    op.create_index(op.f('ix_skill_change_context_id'), 'skill_change', ['context_id'], unique=False)
    # End of other tools.

    # The learner's own word (disagreements, self-reports, switches).
    op.create_table(
        'disagreement',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('skill_id', sa.String(length=32), nullable=False),
        sa.Column('practice_id', sa.String(length=32), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('state', sa.Enum('stated', 'testing', 'tested', 'withdrawn', name='disagreementstate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('length', sa.Integer(), nullable=False),
        sa.Column('showing_ids', sa.JSON(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_disagreement_context_id_context')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_disagreement_person_id_person')),
        sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_disagreement_practice_id_practice')),
        sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_disagreement_skill_id_skill')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disagreement')),
    )
    with op.batch_alter_table('disagreement', schema=None) as batch_op:
        batch_op.create_index('ix_disagreement_context_person', ['context_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disagreement_state'), ['state'], unique=False)
    op.create_table(
        'self_report',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=32), nullable=False),
        sa.Column('week', sa.String(length=10), nullable=False),
        sa.Column('effort', sa.Integer(), nullable=True),
        sa.Column('feeling', sa.Integer(), nullable=True),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_self_report_context_id_context')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_self_report_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_self_report')),
        sa.UniqueConstraint('context_id', 'person_id', 'week', name=op.f('uq_self_report_context_id_person_id_week')),
    )
    op.create_table(
        'self_report_sum',
        sa.Column('context_id', sa.String(length=32), nullable=False),
        sa.Column('week', sa.String(length=10), nullable=False),
        sa.Column('shares', sa.JSON(), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_self_report_sum_context_id_context')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_self_report_sum')),
        sa.UniqueConstraint('context_id', 'week', name=op.f('uq_self_report_sum_context_id_week')),
    )
    op.add_column('context', sa.Column('self_reports', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('membership', sa.Column('confidence_off', sa.Boolean(), nullable=True))
    op.add_column('membership', sa.Column('self_reports_off', sa.Boolean(), server_default=sa.false(), nullable=False))
    # End of the learner's word.

    # The instructor's view (misconceptions, risk, group audit).
    op.create_table('contact',
    sa.Column('context_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.String(length=32), nullable=True),
    sa.Column('kind', sa.Enum('contacted', 'dismissed', name='contactkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_contact_by_id_person')),
    sa.ForeignKeyConstraint(['context_id'], ['context.id'], name=op.f('fk_contact_context_id_context')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index('ix_contact_context_person', ['context_id', 'person_id'], unique=False)
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
    op.add_column('registration', sa.Column('private_hosts', sa.JSON(), nullable=False, server_default='[]'))
    _permit_known_hosts()
    op.add_column('launch_session', sa.Column('came_as', sa.String(length=255), nullable=False, server_default=''))
    op.add_column('worker_beat', sa.Column('installed', sa.JSON(), nullable=False, server_default='[]'))
    # End of trust.


def _permit_known_hosts() -> None:
    """A platform that could be asked until now goes on to be asked, wherever it is."""
    names = ('auth_token_url', 'jwks_url', 'web_service_url')
    lists = (sa.column(name, sa.JSON()) for name in ('service_hosts', 'private_hosts'))
    table = sa.table('registration', sa.column('id'), *map(sa.column, names), *lists)
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        urls = [getattr(row, name) or '' for name in names] + [f'https://{host}' for host in row.service_hosts]
        hosts = sorted({urlsplit(url).hostname or '' for url in urls} - {''})
        connection.execute(table.update().where(table.c.id == row.id).values(private_hosts=hosts))


def downgrade() -> None:
    # Trust (registration, keys, sessions, doctor).
    with op.batch_alter_table('registration_invite') as batch_op:
        batch_op.drop_column('token_sealed')
        batch_op.drop_column('made_by')
    op.drop_table('typed_answer')
    op.drop_column('launch_session', 'storage_target')
    with op.batch_alter_table('worker_beat', schema=None) as batch_op:
        batch_op.drop_column('installed')
    with op.batch_alter_table('launch_session', schema=None) as batch_op:
        batch_op.drop_column('came_as')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_column('private_hosts')
    # End of trust.

    # The instructor's view (misconceptions, risk, group audit).
    op.drop_table('contact')
    # End of the instructor's view.

    # The learner's own word (disagreements, self-reports, switches).
    for table, column in (
        ('membership', 'self_reports_off'),
        ('membership', 'confidence_off'),
        ('context', 'self_reports'),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    op.drop_table('self_report_sum')
    op.drop_table('self_report')
    op.drop_table('disagreement')
    # End of the learner's word.

    # Evidence from other tools (xAPI, Caliper); merged and split skills.
    op.drop_table('skill_change')
    op.drop_table('statement')
    op.drop_table('evidence_key')
    with op.batch_alter_table('outside_evidence', schema=None) as batch_op:
        batch_op.drop_column('weight')
    # End of other tools.

    # Course facts of the platform (groups, completion, submissions, last access).
    with op.batch_alter_table('context', schema=None) as batch_op:
        for column in ('attempts_people', 'facts_people', 'facts_since', 'sync_problems', 'sync_total', 'sync_done', 'sync_stage'):
            batch_op.drop_column(column)
    with op.batch_alter_table('membership', schema=None) as batch_op:
        for column in ('completion_read_at', 'completion_wanted', 'last_access'):
            batch_op.drop_column(column)
    op.drop_table('submission')
    op.drop_table('course_activity')
    op.drop_table('group_member')
    op.drop_table('course_group')
    # End of course facts.

    # Model parameters (refit jobs).
    op.drop_table('course_model')
    op.drop_table('site_model')
    op.drop_table('refit')
    # End of model parameters.
