"""What a course may use of a model server within a day, and what it has used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from generators.engines.base import Completion
from generators.models.catalogue import EndpointSource, ModelEntry
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services.model_use import is_spent, note_use

SPENT = (
    "This course has used up today's budget of the model server, so that its exercises were "
    "drafted without it. COURSEWRIGHT_SERVER_REQUESTS and COURSEWRIGHT_SERVER_TOKENS set it."
)


def find_spent(parts: Parts, entry: ModelEntry | None, courses: Iterable[str]) -> frozenset[str]:
    """The courses whose budget is used up. A model on our own machine has none."""
    budget = parts.settings.models.budget
    if entry is None or not isinstance(entry.source, EndpointSource) or budget.is_endless:
        return frozenset()
    today = utcnow().date()
    with parts.database.read() as session:
        return frozenset(own for own in set(courses) if is_spent(session, budget, own, today))


class Use:
    """Adds up what a round used, and what went wrong; `courses` are those of its asks, place by
    place.
    """

    def __init__(self, courses: Sequence[str]) -> None:
        self._courses = courses
        self._requests: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._ends: Counter[str] = Counter()
        self._errors: dict[str, None] = {}

    def add(self, place: int, completion: Completion) -> None:
        self._requests[self._courses[place]] += 1
        self._tokens[self._courses[place]] += completion.tokens + completion.prompt_tokens
        self._ends[completion.finish_reason] += 1
        if completion.error:
            self._errors[completion.error] = None

    @property
    def trouble(self) -> str:
        """For an administrator; "" where nothing is to be said."""
        if self._errors:
            return f"The model failed at some drafts: {'; '.join(list(self._errors)[:2])}"
        late = self._ends["deadline"]
        if late and late == self._ends.total():
            return (
                "The model came to no end in its time: choose a smaller one, or a faster machine."
            )
        return ""

    def keep(self, parts: Parts, entry: ModelEntry) -> None:
        if not isinstance(entry.source, EndpointSource):
            return
        today = utcnow().date()
        with parts.database.write() as session:
            for course, requests in self._requests.items():
                note_use(session, course, today, requests, self._tokens[course])
