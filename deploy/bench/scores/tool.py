"""The tool's rows of a run: a course with a practice, and learners in launched sessions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deploy.bench.scores.journal import Final
from deploy.bench.scores.platform import CLIENT_ID, ScorePlatform
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language, TrueFalse
from lti_tool.db import Database, Row, utcnow
from lti_tool.lti import claims
from lti_tool.models import (
    Context,
    Deployment,
    LaunchSession,
    LineItem,
    Membership,
    Person,
    Practice,
    Registration,
    RequestState,
    ResourceLink,
    Role,
    Score,
    ScoreState,
    Skill,
    SkillState,
)
from lti_tool.services.drafts import store_draft
from lti_tool.services.exercises import publish_draft
from lti_tool.services.keys import ensure_key
from lti_tool.services.requests import create_request
from lti_tool.services.visit_tokens import issue_token
from lti_tool.settings import Settings

EXERCISES = 60  # as many answers a learner can give
STATEMENT = "Backup number {} of the plan is kept apart from the machine that it belongs to."


@dataclass(frozen=True, slots=True)
class Seat:
    """A learner whose launch is over: where their visit lies, and the token of its pages."""

    subject: str
    visit: str
    token: str


@dataclass(frozen=True, slots=True)
class ScoreTool:
    """`database` is what the processes work on too."""

    settings: Settings
    database: Database
    platform: ScorePlatform

    def sow(self) -> list[Seat]:
        with self.database.write() as session:
            context = self._register(session)
            link = self._make_practice(session, context)
            _publish_exercises(session, context)
            return [
                self._seat(session, context, link, subject) for subject in self.platform.subjects
            ]

    def count_waiting(self) -> int:
        with self.database.read() as session:
            query = select(func.count(Score.id)).where(Score.state != ScoreState.CONFIRMED)
            return session.scalars(query).one()

    def read_finals(self) -> list[Final]:
        with self.database.read() as session:
            rows = session.execute(
                select(Person.subject, Score.given).join(Person, Person.id == Score.person_id)
            )
            return [Final(subject, self.platform.line_item, given) for subject, given in rows]

    def _register(self, session: Session) -> Context:
        url = self.platform.url
        registration = Registration(
            id=self.platform.registration_id,
            issuer=url,
            client_id=CLIENT_ID,
            name="Scores under fire",
            auth_login_url=f"{url}/mod/lti/auth.php",
            auth_token_url=f"{url}/mod/lti/token.php",
            jwks_url=f"{url}/mod/lti/certs.php",
            scopes=[claims.SCOPE_SCORE, claims.SCOPE_RESULT_READONLY],
        )
        _store(session, registration)
        ensure_key(session, self.settings.vault, registration.id)
        deployment = Deployment(registration_id=registration.id, lti_id="1")
        _store(session, deployment)
        context = Context(
            registration_id=registration.id,
            deployment_id=deployment.id,
            lti_id="2",
            title="Fire",
            language="en",
        )
        _store(session, context)
        return context

    def _make_practice(self, session: Session, context: Context) -> ResourceLink:
        practice = Practice(context_id=context.id, title="Backups", goal=EXERCISES)
        url = f"{self.platform.line_item}?type_id={self.platform.tool_id}"
        item = LineItem(context_id=context.id, url=url)
        _store(session, practice, item)
        link = ResourceLink(
            context_id=context.id, lti_id="1", practice_id=practice.id, line_item_id=item.id
        )
        _store(session, link)
        return link

    def _seat(self, session: Session, context: Context, link: ResourceLink, subject: str) -> Seat:
        person = _add_person(session, context, subject, Role.LEARNER)
        visit = LaunchSession(
            person_id=person.id,
            context_id=context.id,
            deployment_id=context.deployment_id,
            resource_link_id=link.id,
            message="resource_link",
            secret_hash=person.id,
            locale="en",
            seen_at=utcnow(),
        )
        _store(session, visit)
        return Seat(subject, visit.id, issue_token(self.settings.secret_key, visit))


def _publish_exercises(session: Session, context: Context) -> None:
    """Statements that are all true, so that a learner need not be told what is right."""
    instructor = _add_person(session, context, "1", Role.INSTRUCTOR)
    skill = Skill(context_id=context.id, name="Keeping backups", state=SkillState.KEPT)
    _store(session, skill)
    blueprint = Blueprint(
        kind=Kind.TRUE_FALSE, language=Language.EN, skill=skill.id, skill_name=skill.name
    )
    request = create_request(session, context.id, None, (blueprint,), seed=1)
    request.state = RequestState.DONE
    for number in range(1, EXERCISES + 1):
        stem = STATEMENT.format(number)
        draft = store_draft(
            session,
            request,
            run_key=f"fire-{number}",
            blueprint=blueprint,
            drafter="extractive",
            revision="1",
            seed=number,
            content=TrueFalse(stem=stem, language=Language.EN, truth=True),
            family=None,
            raw="",
            verdicts=(),
        )
        assert draft is not None
        publish_draft(session, context.id, draft.id, instructor.id, utcnow())


def _add_person(session: Session, context: Context, subject: str, role: Role) -> Person:
    person = Person(registration_id=context.registration_id, subject=subject)
    _store(session, person)
    instructs = role is Role.INSTRUCTOR
    membership = Membership(
        context_id=context.id,
        person_id=person.id,
        role=role,
        launch_role=role,
        ever_instructor=instructs,
    )
    _store(session, membership)
    return person


def _store(session: Session, *rows: Row) -> None:
    for row in rows:
        session.add(row)
        session.flush()
