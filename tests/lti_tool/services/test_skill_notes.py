"""What sources say of a skill: as drafted, as edited, where it stands, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import Context, Person, Skill, SkillPrerequisite, SkillState
from lti_tool.services.skill_changes import (
    ChangedSinceError,
    edit_skill,
    list_changes,
    merge_skills,
    undo_change,
)
from lti_tool.services.skill_notes import find_places
from lti_tool.services.skill_prerequisites import PrerequisiteCircleError, list_reasons
from lti_tool.services.skill_proposals import Proposal, add_proposals
from lti_tool.services.skills import SkillForm, TypedError, list_skills, mark_error
from tests.lti_tool.factories import make_course, make_person, make_skill
from tests.lti_tool.source_factories import make_passage, make_source

QUOTE = "Speed is often confused with velocity."
DEFINITION = "Speed is the distance covered in a unit of time."


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


@pytest.fixture
def course(session: Session) -> Context:
    return make_course(session)


@pytest.fixture
def person(session: Session, course: Context) -> Person:
    return make_person(session, course)


def make_noted(session: Session, course: Context, name: str = "Speed") -> Skill:
    errors = [{"text": "Speed is velocity.", "quote": QUOTE}]
    return make_skill(session, course, name, definition=DEFINITION, misconceptions=errors)


def form_of(skill: Skill, **changes: object) -> SkillForm:
    typed = tuple(TypedError(one["text"], mark_error(one)) for one in skill.misconceptions)
    values = {"definition": skill.definition, "misconceptions": typed, **changes}
    return SkillForm(skill.name, skill.description, tuple(skill.terms), **values)  # type: ignore[arg-type]


def edit(session: Session, skill: Skill, person: Person, form: SkillForm, *requires: str) -> None:
    edit_skill(session, skill.context_id, skill.id, form, requires, person.id, utcnow())


def test_an_edit_that_is_refused_leaves_no_trace(
    session: Session, course: Context, person: Person
) -> None:
    skill, other = make_noted(session, course), make_skill(session, course, "Force")
    session.add(SkillPrerequisite(skill_id=other.id, requires_id=skill.id))
    with pytest.raises(PrerequisiteCircleError):
        edit(session, skill, person, form_of(skill), other.id)
    with pytest.raises(NotFoundError):
        edit(session, skill, person, form_of(skill), "nowhere")
    assert list_changes(session, course.id) == []


def test_saving_what_stands_there_is_no_change(
    session: Session, course: Context, person: Person
) -> None:
    skill = make_noted(session, course)
    edit(session, skill, person, form_of(skill))
    assert list_changes(session, course.id) == []


def test_a_form_without_these_fields_leaves_them(
    session: Session, course: Context, person: Person
) -> None:
    skill = make_noted(session, course)
    edit(session, skill, person, SkillForm("Pace"))
    assert (skill.name, skill.definition) == ("Pace", DEFINITION)
    assert skill.misconceptions[0]["quote"] == QUOTE


def test_quotes_come_from_what_was_stored_and_never_from_the_form(
    session: Session, course: Context, person: Person
) -> None:
    skill = make_noted(session, course)
    mark = mark_error(skill.misconceptions[0])
    typed = (
        TypedError(" Fast  is far. ", mark),
        TypedError("Mine.", "made-up"),
        TypedError("Mine."),
        TypedError("  "),
    )
    edit(session, skill, person, form_of(skill, misconceptions=typed))
    assert skill.misconceptions == [
        {"text": "Fast is far.", "quote": QUOTE},
        {"text": "Mine.", "quote": ""},
    ]


def test_an_edit_is_taken_back_whole_with_reasons(
    session: Session, course: Context, person: Person
) -> None:
    skill, other = make_noted(session, course), make_skill(session, course, "Distance")
    skill.state = SkillState.PROPOSED
    session.add(SkillPrerequisite(skill_id=skill.id, requires_id=other.id, quote=DEFINITION))
    session.flush()
    edit(session, skill, person, form_of(skill, definition="Mine.", misconceptions=()))
    assert (skill.definition, skill.misconceptions) == ("Mine.", [])
    assert (skill.state, list_reasons(session, skill.id)) == (SkillState.KEPT, {})
    [change] = list_changes(session, course.id)
    undo_change(session, course.id, change.id, utcnow())
    session.refresh(skill)
    assert (skill.definition, skill.state) == (DEFINITION, SkillState.PROPOSED)
    assert skill.misconceptions == [{"text": "Speed is velocity.", "quote": QUOTE}]
    assert list_reasons(session, skill.id) == {other.id: DEFINITION}
    with pytest.raises(ChangedSinceError):
        undo_change(session, course.id, change.id, utcnow())


def test_a_prerequisite_that_stays_keeps_its_reason(
    session: Session, course: Context, person: Person
) -> None:
    skill, one, two = (make_skill(session, course, name) for name in ("Speed", "Time", "Length"))
    session.add(SkillPrerequisite(skill_id=skill.id, requires_id=one.id, quote=DEFINITION))
    session.flush()
    edit(session, skill, person, form_of(skill), one.id, two.id)
    assert list_reasons(session, skill.id) == {one.id: DEFINITION, two.id: ""}


def test_merged_skills_bring_their_errors_along(
    session: Session, course: Context, person: Person
) -> None:
    old, new = make_noted(session, course), make_skill(session, course, "Motion")
    merge_skills(session, course.id, old.id, new.id, person.id, utcnow())
    session.refresh(new)
    assert new.definition == DEFINITION
    assert [error["quote"] for error in new.misconceptions] == [QUOTE]


def test_places_are_those_of_sources_in_use(session: Session, course: Context) -> None:
    source = make_source(session, course)
    session.add(make_passage(source, f"{DEFINITION}\nMore text.", page=3))
    places = find_places(session, make_noted(session, course))
    assert places.definition is not None
    assert (places.definition.page, places.definition.filename) == (3, source.filename)
    [quote] = places.errors.values()
    assert (quote.text, quote.passage_id) == (QUOTE, None)


def test_proposals_bring_definition_errors_and_prerequisites(database: Database) -> None:
    with database.write() as session:
        course = make_course(session)
        make_skill(session, course, "Old", state=SkillState.DROPPED)
        sources = [make_source(session, course).id]
        proposals = [
            Proposal("Speed", "", (), "en", DEFINITION, (("Speed is velocity.", QUOTE),)),
            Proposal("Rate", "", (), "en", requires=(("speed", DEFINITION), ("Old", "x"))),
        ]
        assert add_proposals(session, course.id, sources, proposals) == 2
        skills = {row.name: row for row in list_skills(session, course.id)}
        assert skills["Speed"].definition == DEFINITION
        assert skills["Speed"].misconceptions == [{"text": "Speed is velocity.", "quote": QUOTE}]
        reasons = list_reasons(session, skills["Rate"].id)
        assert reasons == {skills["Speed"].id: DEFINITION}, "what was dropped is none"
