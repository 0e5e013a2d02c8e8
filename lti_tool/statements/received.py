"""What another tool told, whatever its standard: who did what when, and how well.

A share or none, in [0, 1]; a weight of a full answer made here, in (0, 1]. What tells nothing of
what somebody knows (a page was opened) has neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from lti_tool.errors import ConflictError, TooLargeError, ToolError

ANSWER, RESULT, COMPLETION = 0.9, 0.8, 0.3  # as a quiz answer, a grade and a completion of Moodle
SKEW = timedelta(minutes=5)  # by which a sender's clock may be ahead
MOST_STATEMENTS = 500
LONGEST_ID = 255
LONGEST_TITLE = 500
DEEPEST = 40
PROBLEMS_TOLD = 10
LTI_CONTEXT = "https://purl.imsglobal.org/spec/lti/claim/context"


class Standard(StrEnum):
    XAPI = "xapi"
    CALIPER = "caliper"


class StatementError(ToolError):
    """`problems` name the statement by its place in what was sent, and what is wrong with it."""

    code = "statement_refused"
    message = "Nothing was kept. %(problems)s"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        more = len(self.problems) - PROBLEMS_TOLD
        told = [*self.problems[:PROBLEMS_TOLD], *([f"And {more} more."] if more > 0 else [])]
        super().__init__(problems=" ".join(told))


class StatementConflictError(ConflictError):
    code = "statement_conflict"
    message = (
        "Nothing was kept. These ids were sent before with another content: %(ids)s. A statement "
        "never changes: void it and send a new one under a new id."
    )


class TooManyStatementsError(TooLargeError):
    code = "too_many_statements"
    message = (
        "At most %(most)s statements are taken at once, and there are %(count)s. Nothing was kept."
    )


class UnreadableBodyError(ToolError):
    code = "body_unreadable"
    message = "The body is not JSON that can be read: %(why)s. Nothing was kept."


@dataclass(frozen=True, slots=True)
class Actor:
    """Who it was: by the platform's id (`subject`), by our pseudonym, or by an e-mail address."""

    subject: str = ""
    pseudonym: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """`course` is the platform's id of the course, empty where it is not named. `voids` is the id
    of a statement that this one takes back. `number` counts from 1 in what was sent."""

    number: int
    standard: Standard
    statement_id: str
    digest: str
    body: dict[str, Any]
    actor: Actor | None
    verb: str
    object_id: str
    title: str
    happened_at: datetime
    course: str = ""
    attempt: str = ""
    share: float | None = None
    weight: float | None = None
    voids: str = ""


def read_json(data: bytes) -> Any:
    """Raises `UnreadableBodyError`, also for what no database can hold."""
    try:
        text = data.decode("utf-8")
        found = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except UnicodeError as error:
        raise UnreadableBodyError(why="it is not UTF-8") from error
    except RecursionError as error:
        raise UnreadableBodyError(why="it is nested too deeply") from error
    except ValueError as error:
        raise UnreadableBodyError(why=str(error)[:200]) from error
    if "\x00" in text or "\\u0000" in text:
        raise UnreadableBodyError(why="it holds the character U+0000")
    if _depth(found) > DEEPEST:
        raise UnreadableBodyError(why="it is nested too deeply")
    return found


def digest_of(content: Any) -> str:
    """The same for the same content, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_count(count: int) -> None:
    """Raises `TooManyStatementsError`."""
    if count > MOST_STATEMENTS:
        raise TooManyStatementsError(most=MOST_STATEMENTS, count=count)


def settle_time(told: datetime | None, now: datetime) -> datetime:
    """In UTC; what a fast clock put a little into the future is now.

    Raises ValueError for a time without zone, or further ahead than `SKEW`.
    """
    if told is None:
        return now
    if told.tzinfo is None:
        raise ValueError("its time has no zone; end it with Z or an offset like +08:00")
    if told > now + SKEW:
        raise ValueError(
            f"its time {told.isoformat()} is in the future. Set the sender's clock; up to "
            f"{SKEW.seconds // 60} minutes are forgiven"
        )
    return min(told.astimezone(UTC), now)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _depth(value: Any) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(one, dict | list):
            children = one.values() if isinstance(one, dict) else one
            waiting.extend((child, depth + 1) for child in children)
    return deepest
