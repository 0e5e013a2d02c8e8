"""How far the reading of a course has come, for who waits for it; and that they may stop it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.models import Context, Membership

WAITING = "waiting"  # in `Context.sync_note`, from when a reading is asked for until it ends
STOPPED = "stopped"


class Part(StrEnum):
    """In the order in which they are read. What is read learner by learner, and attempt by attempt,
    comes last, in jobs of its own."""

    ROSTER = "roster"
    RESULTS = "results"
    GRADES = "grades"
    CONTENTS = "contents"
    PEOPLE = "people"
    SUBMISSIONS = "submissions"
    COMPLETION = "completion"
    ATTEMPTS = "attempts"


AT_ONCE = tuple(Part)[: tuple(Part).index(Part.COMPLETION)]  # in one job


class StoppedError(Exception):
    """Somebody stopped this reading."""


def is_stopped(session: Session, context_id: str) -> bool:
    return session.get_one(Context, context_id).sync_note == STOPPED


def tell_stage(session: Session, context_id: str, part: Part) -> None:
    """Raises `StoppedError` where the reading is not wanted any longer."""
    context = session.get_one(Context, context_id, with_for_update=True)
    if context.sync_note == STOPPED:
        raise StoppedError
    context.sync_stage = part
    context.sync_done, context.sync_total = AT_ONCE.index(part), len(AT_ONCE)


def tell_round(session: Session, context_id: str, left: int) -> None:
    """`left` of the learners whose completion is wanted; the total is the most there were."""
    context = session.get_one(Context, context_id, with_for_update=True)
    if context.sync_stage != Part.COMPLETION or left > context.sync_total:
        context.sync_stage, context.sync_total = Part.COMPLETION, left
    context.sync_done = context.sync_total - left
    if not left:
        context.sync_stage, context.sync_done, context.sync_total = "", 0, 0


def note_problem(session: Session, context_id: str, part: Part, code: str) -> None:
    """An empty `code`: there is none any longer."""
    context = session.get_one(Context, context_id, with_for_update=True)
    others = {name: kept for name, kept in context.sync_problems.items() if name != part}
    context.sync_problems = others | ({part.value: code} if code else {})


def end_stages(context: Context, problems: Mapping[Part, str]) -> None:
    """Of what is read at once; the rounds after it note theirs."""
    rounds = (Part.COMPLETION, Part.ATTEMPTS)
    kept = {name: code for name, code in context.sync_problems.items() if name in rounds}
    context.sync_problems = {part.value: code for part, code in problems.items()} | kept
    context.sync_note = next(iter(problems.values()), "")
    context.sync_stage, context.sync_done, context.sync_total = "", 0, 0


def stop_reading(session: Session, context_id: str) -> None:
    """What was read so far stays; the rest is read when somebody asks for a reading again."""
    context = session.get_one(Context, context_id, with_for_update=True)
    context.sync_note = STOPPED
    context.attempts_waiting, context.attempts_begun, context.attempts_total = [], None, 0
    context.sync_stage, context.sync_done, context.sync_total = "", 0, 0
    session.execute(
        update(Membership)
        .where(Membership.context_id == context_id, Membership.completion_wanted)
        .values(completion_wanted=False)
    )
