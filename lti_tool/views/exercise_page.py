"""What the page of one showing shows: the exercise to answer, or what became of the answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from generators.exercise.content import CaseStudy, Content
from generators.exercise.formats.labels import spell_label
from generators.exercise.parts import count_rungs, needs_marking
from generators.exercise.presentation import present, shown_by_authored
from lti_tool.models import (
    Attempt,
    Exercise,
    ExerciseState,
    ExerciseVersion,
    Person,
    Practice,
    Showing,
    Skill,
)
from lti_tool.services.attempts import is_over
from lti_tool.services.carrying import carry_answer
from lti_tool.services.citations import list_quotes
from lti_tool.services.exercises import find_version, show_content
from lti_tool.services.open_answers import find_waiting, read_waiting
from lti_tool.services.showings import current_version, list_attempts
from lti_tool.services.typed_answers import Typed, read_typed
from lti_tool.services.windows import WindowState, read_window
from lti_tool.views.answer_form import AnswerForm, make_form
from lti_tool.views.exercise_feedback import Feedback, Outcome, build_feedback, tell_given
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_answer import part_prefix, write_fields
from lti_tool.views.learn_words import explain_reason
from lti_tool.views.quote_places import QuotePlace, group_quotes


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """`given` is what was answered while nobody has marked it. The rest as of `ExercisePage`."""

    number: int
    points: int
    form: AnswerForm
    feedback: Feedback | None
    given: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """`tries_left` None: as many as wanted. `restored`: the form holds what was typed before,
    in the state `seen`.
    `waiting` is what was answered, question by question, while it is not marked yet; `once`: it
    is handed in a single time. `withdrawn`: it takes no answer any more, though it is not over.
    `label` says for people, and `aigc` (the
    metadata of GB 45438-2025 as JSON) for machines, that the exercise was generated."""

    form: AnswerForm
    questions: tuple[CaseQuestion, ...]
    practice: Practice
    showing: Showing
    skill: str
    kind: str
    why: str
    version: int
    token: str
    attempts: int
    tries_left: int | None
    open: bool
    over: bool
    withdrawn: bool
    feedback: Feedback | None
    restored: bool
    seen: str
    hints: tuple[str, ...]
    more_hints: bool
    places: tuple[QuotePlace, ...]
    waiting: tuple[str, ...]
    once: bool
    regraded_at: datetime | None
    label: str
    aigc: str


def read_exercise_page(
    session: Session,
    practice: Practice,
    showing: Showing,
    now: datetime,
    posted: Mapping[str, str] | None = None,
) -> ExercisePage:
    """`posted` fills the form with what was typed, where it was not taken."""
    window = read_window(session, practice, showing.person_id)
    attempts = list_attempts(session, showing.id)
    last = attempts[-1] if attempts else None
    left = window.tries_left(len(attempts))
    over = is_over(showing, attempts, left)
    version = _shown_version(session, showing, last if over else None)
    content = show_content(version, showing.seed)
    shown = present(content, showing.seed)
    typed = Typed() if over or posted else read_typed(session, showing.id, len(attempts))
    answers = [_carry(session, showing, a, version, content) for a in attempts]
    fields = (
        posted or typed.fields or write_fields(content, showing.seed, answers[-1] if last else {})
    )
    form = make_form(shown, fields, _tried_options(content, answers))
    feedback = _read_feedback(session, showing, last, over=over)
    told = feedback if last and last.version == version.number else None
    paper = find_waiting(session, showing.id)
    waiting = tell_given(content, read_waiting(paper)) if paper else ()
    return ExercisePage(
        form=form,
        questions=tuple(_list_questions(content, form, told, waiting, showing.hints_used)),
        practice=practice,
        showing=showing,
        skill=session.get_one(Skill, showing.skill_id).name,
        kind=str(KINDS[content.kind]),
        why=explain_reason(showing.reason, showing.facts),
        version=version.number,
        token=(posted or {}).get("token") or secrets.token_urlsafe(16),
        attempts=len(attempts),
        tries_left=left,
        open=window.state(now) is WindowState.OPEN,
        over=over,
        withdrawn=not over and _is_withdrawn(session, showing),
        feedback=feedback,
        restored=bool(typed.fields),
        seen=typed.seen,
        hints=content.hints[: showing.hints_used],
        more_hints=bool(attempts) and not over and showing.hints_used < count_rungs(content),
        places=_list_places(session, practice, content, feedback),
        label=_label(session, version, content),
        aigc=json.dumps(aigc) if (aigc := version.provenance.get("AIGC")) else "",
        waiting=waiting,
        once=needs_marking(content),
        regraded_at=last.regraded_at if last else None,
    )


def _list_questions(
    content: Content,
    form: AnswerForm,
    feedback: Feedback | None,
    waiting: tuple[str, ...],
    hints: int,
) -> Iterator[CaseQuestion]:
    """Of a case; a question that is answered right has no more use for hints."""
    if not isinstance(content, CaseStudy):
        return
    for at, (part, own) in enumerate(zip(content.parts, form.parts, strict=True)):
        told = feedback.questions[at] if feedback else None
        right = told is not None and told.outcome is Outcome.RIGHT
        yield CaseQuestion(
            number=at + 1,
            points=part.points,
            form=own,
            feedback=told,
            given=waiting[at] if waiting else "",
            hints=() if right else part.content.hints[:hints],
        )


def _label(session: Session, version: ExerciseVersion, content: Content) -> str:
    if "AIGC" not in version.provenance:
        return ""
    reviewer = session.get(Person, version.person_id) if version.person_id else None
    return spell_label(content.language, reviewer.name or "" if reviewer else "")


def _shown_version(session: Session, showing: Showing, last: Attempt | None) -> ExerciseVersion:
    """The one that the last answer was graded under, where no other will come."""
    if last:
        return find_version(session, showing.exercise_id, last.version)
    return current_version(session, showing)


def _is_withdrawn(session: Session, showing: Showing) -> bool:
    exercise = session.get_one(Exercise, showing.exercise_id)
    return exercise.state is not ExerciseState.PUBLISHED


def _carry(
    session: Session, showing: Showing, attempt: Attempt, shown: ExerciseVersion, content: Content
) -> Mapping[str, Any]:
    """The attempt's answer in the ids of the version that is shown; {} where it does not fit."""
    if attempt.version == shown.number:
        return attempt.answer
    answered = find_version(session, showing.exercise_id, attempt.version)
    return carry_answer(show_content(answered, showing.seed), content, attempt.answer) or {}


def _read_feedback(
    session: Session, showing: Showing, last: Attempt | None, *, over: bool
) -> Feedback | None:
    if last is None:
        return None
    version = find_version(session, showing.exercise_id, last.version)
    return build_feedback(show_content(version, showing.seed), showing.seed, last, over=over)


def _list_places(
    session: Session, practice: Practice, content: Content, feedback: Feedback | None
) -> tuple[QuotePlace, ...]:
    """Where to read on: told with the feedback, not before."""
    if feedback is None:
        return ()
    quotes = list_quotes(session, practice.context_id, content.citations)
    return group_quotes(quotes, feedback.explanation)


def _tried_options(content: Content, answers: list[Mapping[str, Any]]) -> frozenset[str]:
    """Named as the fields of the form are."""
    return frozenset(name for own in answers for name in _name_tried(content, own))


def _name_tried(content: Content, answer: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(content, CaseStudy):
        for number, part in enumerate(content.parts, start=1):
            given = answer.get("parts", {}).get(str(number), {})
            yield from (part_prefix(str(number)) + n for n in _name_tried(part.content, given))
    shown = shown_by_authored(content, "option")
    if (own := answer.get("option")) in shown:
        yield shown[own]
