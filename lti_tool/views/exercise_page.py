"""What the page of one showing shows: the exercise to answer, or what became of the answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from generators.exercise.content import Content, Kind
from generators.exercise.presentation import (
    Entry,
    Presentation,
    present,
    shown_by_authored,
)
from lti_tool.models import Attempt, Practice, Showing, Skill
from lti_tool.services.attempts import is_over
from lti_tool.services.citations import list_quotes
from lti_tool.services.exercises import find_version, show_content
from lti_tool.services.showings import current_version, list_attempts
from lti_tool.services.windows import WindowState, read_window
from lti_tool.views.exercise_feedback import Feedback, build_feedback
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_answer import write_fields
from lti_tool.views.learn_words import explain_reason
from lti_tool.views.markdown import render_markdown
from lti_tool.views.quote_places import QuotePlace, group_quotes

# Not inside a tag: clean HTML escapes < and > everywhere else.
GAP = re.compile(r"\{\{(\d)\}\}(?![^<>]*>)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cloze text, or the gap behind it."""

    html: Markup
    gap: str


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """`tries_left` None: as many as wanted. `fields` hold what the form is filled with, `tried`
    the shown ids of options chosen before."""

    practice: Practice
    showing: Showing
    skill: str
    kind: str
    why: str
    shown: Presentation
    pieces: tuple[Piece, ...]
    steps: tuple[Entry, ...]
    version: int
    token: str
    fields: Mapping[str, str]
    attempts: int
    tries_left: int | None
    tried: frozenset[str]
    open: bool
    over: bool
    feedback: Feedback | None
    hints: tuple[str, ...]
    more_hints: bool
    places: tuple[QuotePlace, ...]


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
    version = current_version(session, showing)
    if last and over:
        version = find_version(session, showing.exercise_id, last.version)
    content = show_content(version, showing.seed)
    shown = present(content, showing.seed)
    fields = posted or write_fields(content, showing.seed, last)
    feedback = _read_feedback(session, showing, last, over=over)
    quotes = list_quotes(session, practice.context_id, content.citations) if attempts else []
    return ExercisePage(
        practice=practice,
        showing=showing,
        skill=session.get_one(Skill, showing.skill_id).name,
        kind=str(KINDS[content.kind]),
        why=explain_reason(showing.reason, showing.facts),
        shown=shown,
        pieces=_cut_cloze(shown),
        steps=_place_steps(shown, fields),
        version=version.number,
        token=(posted or {}).get("token") or secrets.token_urlsafe(16),
        fields=fields,
        attempts=len(attempts),
        tries_left=left,
        tried=_tried_options(content, attempts),
        open=window.state(now) is WindowState.OPEN,
        over=over,
        feedback=feedback,
        hints=content.hints[: showing.hints_used],
        more_hints=bool(attempts) and not over and showing.hints_used < len(content.hints),
        places=group_quotes(quotes, feedback.explanation if feedback else ""),
    )


def _read_feedback(
    session: Session, showing: Showing, last: Attempt | None, *, over: bool
) -> Feedback | None:
    if last is None:
        return None
    version = find_version(session, showing.exercise_id, last.version)
    return build_feedback(show_content(version, showing.seed), showing.seed, last, over=over)


def _tried_options(content: Content, attempts: list[Attempt]) -> frozenset[str]:
    shown = shown_by_authored(content, "option")
    return frozenset(shown[own] for a in attempts if (own := a.answer.get("option")) in shown)


def _place_steps(shown: Presentation, fields: Mapping[str, str]) -> tuple[Entry, ...]:
    """As the form has them, so that going on from an answer starts where it ended."""
    return tuple(sorted(shown.steps, key=lambda step: fields.get(f"place-{step.id}", "").zfill(4)))


def _cut_cloze(shown: Presentation) -> tuple[Piece, ...]:
    """The rendered text in pieces; a gap that a formula or a link's title swallowed comes at the
    end."""
    if shown.kind is not Kind.CLOZE:
        return ()
    texts = [Markup(text) for text in GAP.split(str(render_markdown(shown.stem)))]
    pieces = [Piece(*pair) for pair in zip(texts[::2], [*texts[1::2], ""], strict=True)]
    found = {piece.gap for piece in pieces}
    pieces += [Piece(Markup(), gap.id) for gap in shown.gaps if gap.id not in found]
    return tuple(pieces)
