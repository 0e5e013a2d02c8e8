"""What became of the scores of a course, for its instructors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Breaker, LineItem, Person, Practice, ResourceLink, Score, ScoreState

MOST_ROWS = 500
ORDER = (
    ScoreState.PARKED,
    ScoreState.LOCKED,
    ScoreState.OVERRIDDEN,
    ScoreState.WAITING,
    ScoreState.CONFIRMED,
)


Counts = dict[ScoreState, int]


@dataclass(frozen=True, slots=True)
class ActivityScores:
    """A gradebook column with what became of its scores. `title` is that of its activity, empty
    where the activity is gone or opens something without a column now; `practice` is empty where
    that was deleted. `link_id` is the platform's id of the activity."""

    line_item_id: str
    title: str
    link_id: str
    practice: str
    column_url: str
    maximum: float
    counts: Counts

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        """How many are not known to have arrived."""
        return self.total - self.counts[ScoreState.CONFIRMED]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    score: Score
    person: Person


def list_activities(session: Session, context_id: str) -> list[ActivityScores]:
    """In the order in which they came to the course; those of the past last."""
    counts = _count_states(session, context_id)
    query = (
        select(LineItem, ResourceLink, Practice.title)
        .outerjoin(ResourceLink, ResourceLink.line_item_id == LineItem.id)
        .outerjoin(Practice, Practice.id == ResourceLink.practice_id)
        .where(LineItem.context_id == context_id)
        .order_by(ResourceLink.id.is_(None), ResourceLink.created_at, LineItem.created_at)
    )
    found: dict[str, ActivityScores] = {}
    for item, link, practice in session.execute(query):
        if link or item.id in counts:
            found.setdefault(item.id, _describe(item, link, practice or "", counts[item.id]))
    return list(found.values())


def add_counts(activities: Sequence[ActivityScores]) -> Counts:
    """Every state, in the order in which an instructor needs to know of them."""
    return {state: sum(one.counts[state] for one in activities) for state in ORDER}


def _count_states(session: Session, context_id: str) -> dict[str, Counter[ScoreState]]:
    """By line item."""
    query = (
        select(Score.line_item_id, Score.state, func.count(Score.id).label("number"))
        .join(LineItem, LineItem.id == Score.line_item_id)
        .where(LineItem.context_id == context_id)
        .group_by(Score.line_item_id, Score.state)
    )
    found: dict[str, Counter[ScoreState]] = defaultdict(Counter)
    for row in session.execute(query):
        found[row.line_item_id][row.state] = row.number
    return found


def _describe(
    item: LineItem, link: ResourceLink | None, practice: str, counts: Counter[ScoreState]
) -> ActivityScores:
    return ActivityScores(
        item.id,
        (link.title or practice) if link else "",
        link.lti_id if link else "",
        practice,
        item.url,
        item.score_maximum,
        {state: counts[state] for state in ORDER},
    )


def list_rows(
    session: Session, context_id: str, state: ScoreState | None = None, line_item_id: str = ""
) -> list[ScoreRow]:
    """The first `MOST_ROWS`, what needs a person first."""
    query = _rows(context_id)
    if state is not None:
        query = query.where(Score.state == state)
    if line_item_id:
        query = query.where(Score.line_item_id == line_item_id)
    rank = case({member.value: place for place, member in enumerate(ORDER)}, value=Score.state)
    found = session.execute(
        query.order_by(rank, Person.name == "", Person.name, Person.subject).limit(MOST_ROWS)
    )
    return [ScoreRow(score, person) for score, person in found]


def _rows(context_id: str) -> Select[Score, Person]:
    return (
        select(Score, Person)
        .join(LineItem, LineItem.id == Score.line_item_id)
        .join(Person, Person.id == Score.person_id)
        .where(LineItem.context_id == context_id)
    )


def paused_until(session: Session, registration_id: str, now: datetime) -> datetime | None:
    """When the platform is tried again after failing repeatedly; None while it answers."""
    query = select(Breaker.open_until).where(
        Breaker.registration_id == registration_id, Breaker.open_until > now
    )
    return session.scalar(query)
