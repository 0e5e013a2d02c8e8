"""Real rows, as the services would have left them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, Kind, Language, MultipleChoice, Option
from generators.exercise.family import Family
from lti_tool.db import Row, utcnow
from lti_tool.models import (
    Context,
    Deployment,
    Draft,
    Exercise,
    GenerationRequest,
    LineItem,
    Membership,
    Person,
    Practice,
    Registration,
    ResourceLink,
    Role,
    Score,
    Skill,
    SkillState,
)
from lti_tool.queue import JobName, QueueName
from lti_tool.services import drafts, exercises
from lti_tool.services.requests import create_request

PLATFORM = "https://moodle.example"
_numbers = itertools.count(1)


@dataclass
class RecordingQueue:
    """A doorbell that writes down who rang; `reachable = False` is Redis away."""

    rung: list[tuple[JobName, str]] = field(default_factory=list)
    reachable: bool = True

    def ring(self, job: JobName, row_id: str) -> bool:
        if self.reachable:
            self.rung.append((job, row_id))
        return self.reachable

    def depth(self, queue: QueueName) -> int | None:
        del queue
        return 0 if self.reachable else None


def store(session: Session, *rows: Row) -> None:
    for row in rows:
        session.add(row)
        session.flush()


def make_registration(session: Session, **values: Any) -> Registration:
    issuer = values.pop("issuer", PLATFORM)
    row = Registration(
        **{
            "issuer": issuer,
            "client_id": f"client-{next(_numbers)}",
            "name": "Example school",
            "auth_login_url": f"{issuer}/mod/lti/auth.php",
            "auth_token_url": f"{issuer}/mod/lti/token.php",
            "jwks_url": f"{issuer}/mod/lti/certs.php",
            **values,
        }
    )
    store(session, row)
    return row


def make_course(
    session: Session, registration: Registration | None = None, **values: Any
) -> Context:
    """A context with its deployment and, unless given, its registration."""
    registration = registration or make_registration(session)
    deployment = Deployment(registration_id=registration.id, lti_id=str(next(_numbers)))
    store(session, deployment)
    context = Context(
        **{
            "registration_id": registration.id,
            "deployment_id": deployment.id,
            "lti_id": str(next(_numbers)),
            "title": "Introductory Physics",
            "language": "en",
            **values,
        }
    )
    store(session, context)
    return context


def make_person(
    session: Session, context: Context, role: Role = Role.LEARNER, **values: Any
) -> Person:
    """A person who belongs to the context in this role."""
    number = next(_numbers)
    person = Person(
        **{
            "registration_id": context.registration_id,
            "subject": str(number),
            "name": f"Person {number}",
            **values,
        }
    )
    store(session, person)
    membership = Membership(
        context_id=context.id,
        person_id=person.id,
        role=role,
        launch_role=role,
        ever_instructor=role is Role.INSTRUCTOR,
    )
    store(session, membership)
    return person


def make_practice(session: Session, context: Context, **values: Any) -> Practice:
    row = Practice(context_id=context.id, **{"title": "Practice: speed", **values})
    store(session, row)
    return row


def make_resource_link(
    session: Session, context: Context, practice: Practice | None = None
) -> ResourceLink:
    """An activity with its gradebook column, opening `practice`."""
    number = next(_numbers)
    url = f"{PLATFORM}/mod/lti/services.php/2/lineitems/{number}/lineitem?type_id=1"
    item = LineItem(context_id=context.id, url=url)
    store(session, item)
    link = ResourceLink(
        context_id=context.id,
        lti_id=str(number),
        title="Practice: speed",
        practice_id=practice.id if practice else None,
        line_item_id=item.id,
    )
    store(session, link)
    return link


def make_skill(session: Session, context: Context, name: str = "Speed", **values: Any) -> Skill:
    row = Skill(context_id=context.id, name=name, **{"state": SkillState.KEPT, **values})
    store(session, row)
    return row


def make_blueprint(skill: Skill, kind: Kind = Kind.MULTIPLE_CHOICE, **values: Any) -> Blueprint:
    fields = {"language": Language.EN, "skill": skill.id, "skill_name": skill.name, **values}
    return Blueprint(kind=kind, **fields)


def make_request(
    session: Session, context: Context, *blueprints: Blueprint, **values: Any
) -> GenerationRequest:
    """Asked for by nobody in particular; without blueprints: one of a new skill."""
    wanted = blueprints or (make_blueprint(make_skill(session, context)),)
    return create_request(session, context.id, None, wanted, seed=1, **values)


def make_choice(stem: str = "What is speed?", **values: Any) -> MultipleChoice:
    """Option "b" is right."""
    options = (
        Option(text="Mass over time"),
        Option(text="Distance over time", correct=True),
        Option(text="Time over distance"),
    )
    return MultipleChoice(stem=stem, language=Language.EN, options=options, **values)


def make_draft(
    session: Session,
    request: GenerationRequest,
    content: Content | None = None,
    family: Family | None = None,
    **values: Any,
) -> Draft:
    """A draft of the request's first blueprint, in review unless a verdict fails it."""
    content = make_choice() if content is None and family is None else content
    kind = content.kind if content else Kind.NUMERICAL
    blueprint = Blueprint.model_validate({**request.blueprints[0], "kind": kind})
    draft = drafts.store_draft(
        session,
        request,
        content=content,
        family=family,
        **{
            "run_key": f"run-{next(_numbers)}",
            "blueprint": blueprint,
            "drafter": "extractive",
            "revision": "1",
            "seed": 7,
            "raw": "",
            "verdicts": (),
            **values,
        },
    )
    assert draft is not None
    return draft


def make_exercise(
    session: Session,
    context: Context,
    content: Content | None = None,
    family: Family | None = None,
    skill: Skill | None = None,
) -> Exercise:
    """Published out of a draft by an instructor of its own."""
    skill = skill or make_skill(session, context)
    draft = make_draft(
        session, make_request(session, context, make_blueprint(skill)), content, family
    )
    instructor = make_person(session, context, Role.INSTRUCTOR)
    return exercises.publish_draft(session, context.id, draft.id, instructor.id, utcnow())


def make_score(
    session: Session, context: Context, practice: Practice, person: Person, **values: Any
) -> Score:
    """A score that waits, of the practice's activity (made unless it is there)."""
    link = session.scalar(select(ResourceLink).where(ResourceLink.practice_id == practice.id))
    link = link or make_resource_link(session, context, practice)
    now = utcnow()
    row = Score(
        **{
            "line_item_id": link.line_item_id,
            "person_id": person.id,
            "registration_id": context.registration_id,
            "practice_id": practice.id,
            "given": 70.0,
            "activity_progress": "InProgress",
            "ts": now,
            "next_at": now,
            "waiting_since": now,
            **values,
        }
    )
    store(session, row)
    return row
