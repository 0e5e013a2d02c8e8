"""A course of which every word is hostile: names, files, passages, exercises, reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from generators.exercise.content import (
    Citation,
    Cloze,
    Content,
    Gap,
    Language,
    Matching,
    MultipleChoice,
    Numerical,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import utcnow
from lti_tool.models import Context, Exercise, OutsideEvidence, Person, Practice, Showing, Skill
from lti_tool.services.exercises import report_exercise
from lti_tool.services.passages import list_passages_of
from tests.browser.hostile_payloads import PAYLOADS
from tests.lti_tool.factories import (
    make_course,
    make_draft,
    make_exercise,
    make_person,
    make_practice,
    make_registration,
    make_request,
    make_score,
    make_skill,
    store,
)
from tests.lti_tool.source_factories import make_source

ALL = "\n\n".join(PAYLOADS)
IN_AN_ATTRIBUTE = '[x](https://ok.example "{{1}} onmouseover=alert(1) y=") {{2}} <b id="'


def shares(count: int, mark: str = "") -> list[str]:
    """All payloads in so many lines, none like another."""
    return [f"{' '.join(PAYLOADS[part::count])} {mark}{part}" for part in range(count)]


def packed(citations: tuple[Citation, ...]) -> list[Content]:
    """One exercise a kind, each with all payloads in all its places."""
    line, more = shares(8), shares(8, "x")
    prose: dict[str, Any] = {
        "stem": ALL, "language": Language.EN, "explanation": ALL, "hints": (ALL,),
        "citations": citations,
    }  # fmt: skip
    options = [Option(text=own, correct=n == 0, feedback=ALL) for n, own in enumerate(line)]
    gap = Gap(accepted=(more[1],), choices=tuple(more))
    return [
        MultipleChoice(**prose, options=tuple(options)),
        TrueFalse(**prose, truth=True, feedback_true=ALL, feedback_false=ALL),
        Cloze(**{**prose, "stem": f"{{{{1}}}} {ALL} {{{{2}}}}"}, gaps=(Gap(accepted=("x",)), gap)),
        Cloze(**{**prose, "stem": IN_AN_ATTRIBUTE}, gaps=(Gap(accepted=("x",)), gap)),
        ShortAnswer(**prose, accepted=tuple(line)),
        Numerical(**prose, value=5, unit=line[0], solution=ALL),
        Matching(
            **prose,
            pairs=tuple(Pair(left=own, right=other) for own, other in zip(line, more, strict=True)),
            distractors=tuple(shares(8, "y")),
        ),
        Ordering(**prose, steps=tuple(line)),
    ]


@dataclass(frozen=True)
class HostileCourse:
    """`showings` are the learner's, one of each exercise."""

    context: Context
    learner: Person
    practice: Practice
    skill: Skill
    source_id: str
    passage_id: str
    drafts: tuple[str, ...]
    exercises: tuple[str, ...]
    showings: tuple[str, ...]


def make_hostile_course(session: Session) -> HostileCourse:
    platform = make_registration(session, name=ALL, product=PAYLOADS[5])
    context = make_course(session, platform, title=ALL, label=PAYLOADS[5])
    people = [make_person(session, context, name=own, email=own) for own in PAYLOADS]
    notes = {"definition": ALL, "misconceptions": [{"text": ALL, "quote": ALL}]}
    skills = [make_skill(session, context, own, description=ALL, **notes) for own in shares(4)]
    practice = make_practice(session, context, title=ALL, language="")
    for own in PAYLOADS:
        make_source(session, context, filename=own, error_detail=own)
    source = make_source(
        session, context, *PAYLOADS, ALL, heading=PAYLOADS[5], filename=ALL[:250],
        unread=[{"place": own, "reason": "picture", "detail": own} for own in PAYLOADS],
    )  # fmt: skip
    passages = list_passages_of(session, source.id)
    source.marks = [{"passage": row.id, "marks": ["ignore_instructions"]} for row in passages]
    _add_figures(session, context, people, practice, skills[0])
    citations = tuple(Citation(passage=row.id, quote=row.text) for row in passages[:20])
    contents = packed(citations)
    exercises = [make_exercise(session, context, own, skill=skills[0]) for own in contents]
    for own, person in zip(PAYLOADS, people, strict=True):
        report_exercise(session, exercises[0].id, 1, person.id, own)
    return HostileCourse(
        context,
        people[0],
        practice,
        skills[0],
        source.id,
        passages[0].id,
        _make_drafts(session, context, contents),
        tuple(row.id for row in exercises),
        tuple(_show(session, practice, people[0], row) for row in exercises),
    )


def _add_figures(
    session: Session, context: Context, people: list[Person], practice: Practice, skill: Skill
) -> None:
    for own, person in zip(PAYLOADS, people, strict=True):
        make_score(session, context, practice, person)
        grade = OutsideEvidence(
            context_id=context.id, person_id=person.id, source="gradebook", external_id=own,
            title=own, skill_ids=[skill.id], score=0.5, seen_at=utcnow(),
        )  # fmt: skip
        store(session, grade)


def _make_drafts(session: Session, context: Context, contents: list[Content]) -> tuple[str, ...]:
    """The last one holds junk as a model wrote it."""
    request = make_request(session, context)
    request.detail = ALL
    flag = Verdict(check="injection", outcome=Outcome.FLAG, reason="injection_marks", evidence=ALL)
    drafts = [
        make_draft(session, request, own, verdicts=[flag], drafter=PAYLOADS[5]) for own in contents
    ]
    junk = make_draft(
        session, request, verdicts=[flag.model_copy(update={"outcome": Outcome.FAIL})]
    )
    junk.content, junk.raw, junk.reason = None, ALL, ALL
    return tuple(row.id for row in [*drafts, junk])


def _show(session: Session, practice: Practice, person: Person, exercise: Exercise) -> str:
    row = Showing(
        practice_id=practice.id, person_id=person.id, exercise_id=exercise.id,
        version=exercise.version, seed=3, skill_id=exercise.skill_id, reason="start", facts={},
    )  # fmt: skip
    store(session, row)
    return row.id
