"""xAPI 1.0.3 and 2.0 (IEEE 9274.1.1): statements that another tool sends.

https://github.com/adlnet/xAPI-Spec (1.0.3) and https://opensource.ieee.org/xapi (2.0). An unknown
verb is taken, as the standard asks, and tells nothing of what somebody knows.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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

VERSIONS = ("1.0.3", "2.0.0")
VERSION = re.compile(r"1\.0(\.\d+)?|2\.0(\.\d+)?")
VERBS = "http://adlnet.gov/expapi/verbs/"
VOIDED = f"{VERBS}voided"
ANSWERED, COMPLETED = f"{VERBS}answered", f"{VERBS}completed"
PASSED, FAILED, SCORED = f"{VERBS}passed", f"{VERBS}failed", f"{VERBS}scored"
TELLING = {ANSWERED: ANSWER, COMPLETED: RESULT, PASSED: RESULT, FAILED: RESULT, SCORED: RESULT}
VERDICTS = {PASSED: 1.0, FAILED: 0.0}
NOT_CONTENT = {"stored", "authority", "version", "attachments"}  # may differ when it comes again
Iri = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$", max_length=LONGEST_ID)]
Words = dict[str, str]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Account(Part):
    homePage: Iri  # noqa: N815 - the standard's name
    name: Annotated[str, Field(min_length=1, max_length=255)]


class Agent(Part):
    objectType: Literal["Agent", "Group"] = "Agent"  # noqa: N815
    name: str = ""
    mbox: Annotated[str, Field(pattern=r"^mailto:\S+@\S+$", max_length=255)] | None = None
    mbox_sha1sum: str | None = None
    openid: Iri | None = None
    account: Account | None = None
    member: list[Any] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Agent:
        names = (self.mbox, self.mbox_sha1sum, self.openid, self.account)
        count = sum(name is not None for name in names)
        if count > 1 or (count == 0 and self.objectType == "Agent"):
            raise ValueError("takes exactly one of account, mbox, mbox_sha1sum and openid")
        return self


class Verb(Part):
    id: Iri
    display: Words = {}


class Definition(Part):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    name: Words = {}


class Object(Part):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    objectType: Literal["Activity", "StatementRef", "Agent", "Group", "SubStatement"] = "Activity"  # noqa: N815
    id: str = ""
    definition: Definition | None = None

    @model_validator(mode="after")
    def _has_id(self) -> Object:
        if self.objectType == "Activity" and not re.fullmatch(r"[A-Za-z][\w+.-]*:\S+", self.id):
            raise ValueError("id has to be an IRI")
        if len(self.id) > LONGEST_ID:
            raise ValueError(f"id has more than {LONGEST_ID} characters")
        if self.objectType == "StatementRef":
            UUID(self.id)
        return self


class Points(Part):
    scaled: Annotated[float, Field(ge=-1, le=1)] | None = None
    raw: float | None = None
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _is_in_range(self) -> Points:
        low, high, raw = self.min, self.max, self.raw
        if low is not None and high is not None and low >= high:
            raise ValueError("min has to be less than max")
        if raw is not None and (
            (low is not None and raw < low) or (high is not None and raw > high)
        ):
            raise ValueError("raw has to lie between min and max")
        return self


class Result(Part):
    score: Points | None = None
    success: bool | None = None
    completion: bool | None = None
    response: str | None = None
    duration: str | None = None
    extensions: dict[str, Any] = {}


class Surroundings(Part):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    registration: str | None = None
    extensions: dict[str, Any] = {}

    @model_validator(mode="after")
    def _is_uuid(self) -> Surroundings:
        if self.registration is not None:
            UUID(self.registration)
        return self


class Statement(Part):
    id: str | None = None
    actor: Agent
    verb: Verb
    object: Object
    result: Result | None = None
    context: Surroundings | None = None
    timestamp: datetime | None = Field(default=None, strict=False)
    stored: Any = None
    authority: Any = None
    version: Annotated[str, Field(pattern=VERSION.pattern)] | None = None
    attachments: list[Any] = []

    @model_validator(mode="after")
    def _fits(self) -> Statement:
        if self.id is not None:
            UUID(self.id)
        if (self.verb.id == VOIDED) != (self.object.objectType == "StatementRef"):
            raise ValueError("a voiding, and nothing else, has a StatementRef as its object here")
        if any("fileUrl" not in one for one in self.attachments if isinstance(one, dict)):
            raise ValueError("attachments are not taken, other than by fileUrl")
        return self


def read_statements(sent: Any, homes: Homes, now: datetime) -> list[Received]:
    """One statement or a list of them. Raises `StatementError`, `TooManyStatementsError`."""
    bodies = sent if isinstance(sent, list) else [sent]
    check_count(len(bodies))
    problems, found = list[str](), list[Received]()
    for number, body in enumerate(bodies, 1):
        try:
            found.append(_read_statement(number, body, homes, now))
        except ValidationError as error:
            problems.append(f"Statement {number}: {tell_problems(error)}.")
        except ValueError as error:
            problems.append(f"Statement {number}: {error}.")
    ids = [one.statement_id for one in found]
    problems += [
        f"Two statements have the id {one}." for one in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if problems:
        raise StatementError(problems)
    return found


class Homes(Part):
    """The home pages under which an account's name is known: the platform's issuer, and the tool's
    own address for its pseudonyms."""

    issuer: str
    tool: str


def _read_statement(number: int, body: Any, homes: Homes, now: datetime) -> Received:
    """Raises ValueError with what is wrong."""
    statement = Statement.model_validate(body)
    own_id = str(UUID(statement.id)) if statement.id else str(uuid4())
    voids = str(UUID(statement.object.id)) if statement.verb.id == VOIDED else ""
    share, weight = (None, None) if voids else _weigh(statement)
    return Received(
        number=number,
        standard=Standard.XAPI,
        statement_id=own_id,
        digest=digest_of(_content_of(body)),
        body=_keep_body(body, own_id, voids=bool(voids)),
        actor=_find_actor(statement.actor, homes, voids=bool(voids)),
        verb=statement.verb.id,
        object_id=voids or statement.object.id,
        title=_title_of(statement.object),
        happened_at=settle_time(statement.timestamp, now),
        course=_course_of(statement.context),
        attempt=(statement.context.registration or "") if statement.context else "",
        share=share,
        weight=weight,
        voids=voids,
    )


def _keep_body(body: dict[str, Any], own_id: str, voids: bool) -> dict[str, Any]:
    """As it came, without whom it names besides the learner; of a voiding not who voided."""
    kept = {**body, "id": own_id}
    if voids:
        del kept["actor"]
    if isinstance(context := body.get("context"), dict):
        kept["context"] = {k: v for k, v in context.items() if k not in ("instructor", "team")}
    return kept


def _content_of(body: dict[str, Any]) -> dict[str, Any]:
    """What has to be the same when an id comes again: not what a server adds, nor how the verb and
    the object are described."""
    kept = {name: value for name, value in body.items() if name not in NOT_CONTENT and name != "id"}
    kept["verb"] = body["verb"]["id"]
    kept["object"] = {k: v for k, v in body["object"].items() if k != "definition"}
    return kept


def _find_actor(agent: Agent, homes: Homes, voids: bool) -> Actor | None:
    """None: a voiding by somebody whom the platform need not know."""
    if agent.account and agent.account.homePage.rstrip("/") == homes.issuer.rstrip("/"):
        return Actor(subject=agent.account.name)
    if voids:
        return None
    if agent.account and agent.account.homePage.rstrip("/") == homes.tool:
        return Actor(pseudonym=agent.account.name)
    if agent.mbox:
        return Actor(email=agent.mbox.removeprefix("mailto:"))
    raise ValueError(
        f"actor: nobody can be found by it. Give account.homePage {homes.issuer!r} and as "
        "account.name the platform's id of the person (sub)"
    )


def _title_of(thing: Object) -> str:
    names = thing.definition.name if thing.definition else {}
    return next(iter(names.values()), "")[:LONGEST_TITLE]


def _course_of(context: Surroundings | None) -> str:
    claim = context.extensions.get(LTI_CONTEXT) if context else None
    found = claim.get("id") if isinstance(claim, dict) else claim
    return found if isinstance(found, str) else ""


def _weigh(statement: Statement) -> tuple[float | None, float | None]:
    """The share that was reached and how much it says; (None, None) where it says nothing."""
    result = statement.result or Result()
    weight = TELLING.get(statement.verb.id)
    share = _share_of(result)
    if weight is not None and share is None:
        share = VERDICTS.get(statement.verb.id)
    if weight is not None and share is not None:
        return share, weight
    if statement.verb.id == COMPLETED and result.completion is not False:
        return 1.0, COMPLETION
    return None, None


def _share_of(result: Result) -> float | None:
    score = result.score or Points()
    if score.scaled is not None:
        return max(0.0, score.scaled)
    if score.raw is not None and score.max is not None:
        low = score.min or 0.0
        return (
            max(0.0, min(1.0, (score.raw - low) / (score.max - low))) if score.max > low else None
        )
    return None if result.success is None else float(result.success)
