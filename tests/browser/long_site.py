"""A whole installation whose names are as long as people make them, and its pages' addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Kind
from lti_tool.db import Database, Row, utcnow
from lti_tool.lti.deep_linking import DeepLinkingSettings
from lti_tool.lti.vault import Vault
from lti_tool.models import (
    Context,
    Deployment,
    Disagreement,
    Draft,
    DraftState,
    Exercise,
    ExerciseVersion,
    GenerationRequest,
    Lesson,
    Passage,
    Person,
    Practice,
    Refusal,
    Registration,
    Role,
    ScoreState,
    Showing,
    Skill,
    Source,
    SourceState,
    WaitingAnswer,
    Worksheet,
)
from lti_tool.services.registration_invites import invite_registration
from tests.lti_tool.factories import (
    make_person,
    make_registration,
    make_resource_link,
    make_score,
    store,
)
from tests.lti_tool.visits import VisitClient, visit_client
from tests.lti_tool.whole_site import add_later_rows, make_whole_site

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HAN = "热力学第二定律与不可逆过程的熵变计算及其在工程制冷循环中的应用练习"
# The row of an address's part; the first one of the table where no other is named.
IDS: dict[str, type[Row]] = {
    "draft_id": Draft, "exercise_id": Exercise, "passage_id": Passage, "person_id": Person,
    "practice_id": Practice, "registration_id": Registration, "request_id": GenerationRequest,
    "row_id": Disagreement, "showing_id": Showing, "skill_id": Skill, "source_id": Source,
    "worksheet_id": Worksheet, "paper_id": WaitingAnswer, "lesson_id": Lesson,
}  # fmt: skip
TEXTS = {"kind": Kind.MULTIPLE_CHOICE.value, "name": "moodle_xml"}


@dataclass(frozen=True)
class LongSite:
    """`values` fill in an address's parts. `chooser` is an instructor who adds an activity."""

    instructor: VisitClient
    learner: VisitClient
    chooser: VisitClient
    values: dict[str, str]


def make_long_site(app: Flask, database: Database, vault: Vault, locale: str) -> LongSite:
    with database.write() as session:
        site = make_whole_site(session)
        add_later_rows(session, site)
        practice = session.get_one(Practice, _first(session, Practice))
        _lengthen(session, practice)
        _add_states(session, site.context.id, practice)
        invite_registration(session, vault, utcnow(), "ada", f"{'moodle.' * 20}school.lan")
    asked = asdict(DeepLinkingSettings("https://moodle.example/back", accepts_links=True))
    choosing = {"message": "deep_linking", "settings": {"deep_linking": asked}}
    visits = [
        visit_client(app, role, site.context, practice, person, locale=locale, **more)
        for role, person, more in (
            (Role.INSTRUCTOR, site.instructor, {}),
            (Role.LEARNER, site.learner, {}),
            (Role.INSTRUCTOR, site.instructor, choosing),
        )
    ]
    with database.write() as session:
        for person in (site.instructor, site.learner):
            session.get_one(Person, person.id).locale = locale
        values = {name: _first(session, kind) for name, kind in IDS.items()}
        values |= _choose(session, site.learner.id)
        _cite(session, values)
    return LongSite(*visits, values | TEXTS)


def list_addresses(app: Flask, stem: str, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of what can be opened below `stem`, parts filled in."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith(stem) and "GET" in (rule.methods or ()):
                parts = {name: values.get(name, "none") for name in rule.arguments}
                yield rule.endpoint, url_for(rule.endpoint, **parts)


def _first(session: Session, kind: type[Row]) -> str:
    return session.scalars(select(kind.id).order_by(kind.created_at, kind.id)).first() or "none"


def _choose(session: Session, learner_id: str) -> dict[str, str]:
    """Rows that have a page of their own."""
    ready = select(Source.id).where(Source.state == SourceState.READY)
    draft = select(Draft.id).where(Draft.state == DraftState.IN_REVIEW)
    passage = select(Passage.id).join(Source).where(Source.state == SourceState.READY)
    showing = select(Showing.id).where(Showing.person_id == learner_id)
    queries = {
        "source_id": ready, "draft_id": draft, "passage_id": passage, "showing_id": showing,
    }  # fmt: skip
    found = {name: session.scalars(query).first() for name, query in queries.items()}
    return {name: value for name, value in found.items() if value} | {"person_id": learner_id}


def _cite(session: Session, values: dict[str, str]) -> None:
    """So that the passage has a page beside the learner's exercise."""
    quote = session.get_one(Passage, values["passage_id"]).text
    citation = {"passage": values["passage_id"], "quote": quote}
    for version in session.scalars(select(ExerciseVersion)):
        version.content = {**version.content, "citations": [citation]}


def _lengthen(session: Session, practice: Practice) -> None:
    practice.title = f"{LONG} {HAN}"
    for kind, column in (
        (Person, "name"), (Skill, "name"), (Source, "filename"), (Registration, "name"),
    ):  # fmt: skip
        for number, row in enumerate(session.scalars(select(kind))):
            setattr(row, column, f"{LONG}{number} {HAN}")
    for registration in session.scalars(select(Registration)):
        registration.issuer = f"https://{'very-long-host-name.' * 5}example/{registration.id}"
    refusal = session.scalars(select(Refusal)).one()
    refusal.expected = refusal.found = f"https://{'very-long-host-name.' * 9}example"


def _add_states(session: Session, context_id: str, practice: Practice) -> None:
    """A score of each state in two activities, a registration switched off."""
    context = session.get_one(Context, context_id)
    off = make_registration(session, active=False, name=HAN)
    store(session, Deployment(registration_id=off.id, lti_id="1"))
    twin = make_resource_link(session, context, practice)
    for state in ScoreState:
        person = make_person(session, context, name=f"{HAN} {state}")
        make_score(session, context, practice, person, state=state, last_error=f"busy_{state}",
                   line_item_id=twin.line_item_id, failures=1)  # fmt: skip
