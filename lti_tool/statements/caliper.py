"""Caliper 1.2: envelopes of events that another tool sends. https://www.imsglobal.org/spec/caliper/v1p2

Kept are GradeEvent (a score), AssessmentEvent and AssessmentItemEvent (what was handed in); other
events and descriptions of entities tell nothing of what somebody knows, and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lti_tool.errors import ToolError
from lti_tool.statements.problems import tell_problems
from lti_tool.statements.received import (
    ANSWER,
    COMPLETION,
    LONGEST_ID,
    LONGEST_TITLE,
    LTI_CONTEXT,
    RESULT,
    Actor,
    Received,
    Standard,
    StatementError,
    check_count,
    digest_of,
    settle_time,
)

DATA_VERSION = "http://purl.imsglobal.org/ctx/caliper/v1p2"
KEPT = {"GradeEvent", "AssessmentEvent", "AssessmentItemEvent"}
ITEM = "AssessmentItem"
HANDED_IN = {("AssessmentEvent", "Submitted")}
PSEUDONYM = "urn:uuid:"
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


class DataVersionError(ToolError):
    code = "data_version"
    status = 422
    message = f"dataVersion has to be {DATA_VERSION}. Nothing was kept."


class Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    sensor: Any
    sendTime: Annotated[datetime, Field(strict=False)]  # noqa: N815 - the standard's name
    dataVersion: str  # noqa: N815
    data: list[dict[str, Any]]


class Event(BaseModel):
    """Entities are objects, or only their ids."""

    model_config = ConfigDict(extra="ignore", strict=True)
    id: Annotated[str, Field(pattern=r"^urn:uuid:[0-9a-fA-F-]{32,36}$")]
    type: str
    actor: str | dict[str, Any]
    action: Annotated[str, Field(min_length=1, max_length=64)]
    object: str | dict[str, Any]
    eventTime: Annotated[datetime, Field(strict=False)]  # noqa: N815
    generated: str | dict[str, Any] | None = None
    federatedSession: str | dict[str, Any] | None = None  # noqa: N815


class Score(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    type: Literal["Score"]
    maxScore: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # noqa: N815
    scoreGiven: Annotated[float, Field(ge=0, allow_inf_nan=False)]  # noqa: N815


@dataclass(frozen=True, slots=True)
class Opened:
    """`passed_over` counts what tells nothing of what somebody knows."""

    received: list[Received]
    passed_over: int


def open_envelope(sent: Any, issuer: str, now: datetime) -> Opened:
    """Raises `StatementError`, `TooManyStatementsError`, `DataVersionError`."""
    try:
        envelope = Envelope.model_validate(sent)
    except ValidationError as error:
        raise StatementError([f"The envelope: {tell_problems(error)}."]) from error
    if envelope.dataVersion != DATA_VERSION:
        raise DataVersionError
    check_count(len(envelope.data))
    problems, found = list[str](), list[Received]()
    try:
        settle_time(envelope.sendTime, now)
    except ValueError as error:
        problems.append(f"The envelope's sendTime: {error}.")
    kept = [(at, one) for at, one in enumerate(envelope.data, 1) if one.get("type") in KEPT]
    for number, body in kept:
        try:
            found.append(_read_event(number, body, issuer, now))
        except ValidationError as error:
            problems.append(f"Event {number}: {tell_problems(error)}.")
        except ValueError as error:
            problems.append(f"Event {number}: {error}.")
    ids = [one.statement_id for one in found]
    problems += [
        f"Two events have the id {one}." for one in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if problems:
        raise StatementError(problems)
    return Opened(found, len(envelope.data) - len(kept))


def _read_event(number: int, body: dict[str, Any], issuer: str, now: datetime) -> Received:
    """Raises ValueError with what is wrong."""
    event = Event.model_validate(body)
    attempt = _attempt_of(event)
    thing = _entity(attempt.get("assignable")) or _entity(event.object)
    object_id = str(thing.get("id", ""))
    if not object_id or len(object_id) > LONGEST_ID:
        raise ValueError(f"object: its id is missing or has more than {LONGEST_ID} characters")
    share, weight = _weigh(event, thing)
    return Received(
        number=number,
        standard=Standard.CALIPER,
        statement_id=event.id.lower(),
        digest=digest_of(body),
        body={},  # nobody asks for it again, and it may name others
        actor=_find_actor(event, attempt, issuer),
        verb=f"{event.type}:{event.action}",
        object_id=object_id,
        title=str(thing.get("name", ""))[:LONGEST_TITLE],
        happened_at=settle_time(event.eventTime, now),
        course=_course_of(event),
        attempt=digest_of(attempt["id"])[:32] if attempt.get("id") else "",
        share=share,
        weight=weight,
    )


def _entity(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"id": value}
    return value if isinstance(value, dict) else {}


def _attempt_of(event: Event) -> dict[str, Any]:
    """The attempt that was graded, or the one that was handed in."""
    graded = _entity(event.object)
    if graded.get("type") == "Attempt" or event.type == "GradeEvent":
        return graded
    made = _entity(event.generated)
    return _entity(made.get("attempt")) if made.get("type") == "Response" else made


def _weigh(event: Event, thing: dict[str, Any]) -> tuple[float | None, float | None]:
    if event.type == "GradeEvent":
        score = Score.model_validate(_entity(event.generated))
        weight = ANSWER if thing.get("type") == ITEM else RESULT
        return min(1.0, score.scoreGiven / score.maxScore), weight
    return (1.0, COMPLETION) if (event.type, event.action) in HANDED_IN else (None, None)


def _find_actor(event: Event, attempt: dict[str, Any], issuer: str) -> Actor:
    """A grade is about whose attempt it was, not about who graded."""
    person = _entity(attempt.get("assignee")) or _entity(event.actor)
    own_id = str(person.get("id", ""))
    if own_id.startswith(PSEUDONYM):
        return Actor(pseudonym=own_id.removeprefix(PSEUDONYM).replace("-", ""))
    by_type = dict(_identifiers(person))
    if subject := by_type.get("LtiUserId"):
        return Actor(subject=subject[:255])
    launch = _launch_of(event)
    is_actor = own_id == _entity(event.actor).get("id")
    if is_actor and launch.get("sub") and launch.get("iss", issuer) == issuer:
        return Actor(subject=str(launch["sub"])[:255])
    if email := by_type.get("EmailAddress"):
        return Actor(email=email[:255])
    raise ValueError(
        "actor: nobody can be found by it. Give the learner (of a grade: object.assignee) an "
        "otherIdentifiers entry of identifierType LtiUserId with the platform's id of them (sub)"
    )


def _identifiers(person: dict[str, Any]) -> Iterator[tuple[str, str]]:
    others = person.get("otherIdentifiers")
    for one in others if isinstance(others, list) else []:
        found = _entity(one)
        kind, value = found.get("identifierType"), found.get("identifier")
        if isinstance(kind, str) and isinstance(value, str) and value:
            yield kind, value


def _launch_of(event: Event) -> dict[str, Any]:
    """The claims of the LTI launch, where the event's session came by one."""
    return _entity(_entity(event.federatedSession).get("messageParameters"))


def _course_of(event: Event) -> str:
    found = _entity(_launch_of(event).get(LTI_CONTEXT)).get("id")
    return found if isinstance(found, str) else ""
