"""Drafting what generation requests ask for, in rounds that many of them share.

A ring says that something waits; what is taken is for the rows to say. Each round takes slots of
all requests that are held, course by course in turn, and asks the language model once for all of
them. A request over which a worker died is worked on alone, so that one that kills its workers
takes no other with it. May run twice at any time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import structlog

from jobs.model_drafts import DRAFTS, ModelDrafts, Slot, draft_by_model
from jobs.model_engine import SHELF
from jobs.parts import Parts, current_parts
from jobs.request_lease import RequestLease
from jobs.request_work import LEFT_OUT, CourseTexts, RequestWork
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import new_id, utcnow
from lti_tool.models import GenerationRequest
from lti_tool.services import requests
from lti_tool.services.request_queue import list_fairly

log = structlog.get_logger(__name__)

MOST_HELD = 8
LEAST_SLOTS = 12  # of a round
DraftByModel = Callable[..., ModelDrafts]


def run(_request_id: str) -> None:
    generate_drafts(current_parts())


def generate_drafts(parts: Parts, by_model: DraftByModel = draft_by_model) -> None:
    """Until nothing waits that is free to take, or the worker is to stop."""
    with ExitStack() as leases:
        _Rounds(parts, by_model, leases).go()


class _Rounds:
    def __init__(self, parts: Parts, by_model: DraftByModel, leases: ExitStack) -> None:
        self._parts, self._by_model, self._leases = parts, by_model, leases
        self._works: list[RequestWork] = []
        self._at: RequestWork | None = None  # the one that is worked on alone just now
        # As many prompts as the model writes at once, and a few that wait for a place.
        self._slots = max(LEAST_SLOTS, parts.settings.models.batch // DRAFTS + 4)

    def go(self) -> None:
        try:
            self._go()
        except Exception:
            self._spare_others()
            raise

    def _spare_others(self) -> None:
        """Where one of them breaks down, the others are not suspected of it."""
        for work in self._works if self._at else ():
            if work is not self._at:
                work.give_back()

    def _go(self) -> None:
        self._take()
        while self._works and not STOP.is_set():
            self._work_through(share_slots(self._works, self._slots))
            self._let_go()
            self._take()
        for work in self._works:
            work.give_back()

    def _take(self) -> None:
        """More requests, in fair order. A suspect waits until nothing else is held."""
        if STOP.is_set() or any(work.is_suspect for work in self._works):
            return
        with self._parts.database.read() as session:
            held = [work.request.context_id for work in self._works]
            free = list_fairly(session, utcnow(), held)
        for request_id, is_suspect in free:
            if len(self._works) >= MOST_HELD or (is_suspect and self._works):
                return
            self._take_one(request_id)
            if is_suspect and self._works:
                return

    def _take_one(self, request_id: str) -> None:
        owner = new_id()
        with self._parts.database.write() as session:
            request = requests.take_request(session, request_id, owner, utcnow())
        if request is None:
            return
        lease = self._leases.enter_context(RequestLease(self._parts, request_id, owner))
        work = RequestWork(self._parts, request, lease, self._texts(request))
        self._works.append(work)
        work.tell_stage("drafting" if SHELF.loaded else "loading")

    def _texts(self, request: GenerationRequest) -> CourseTexts:
        course = request.context_id
        held = [work.course for work in self._works if work.request.context_id == course]
        with self._parts.database.read() as session:
            return CourseTexts.read(session, course, held)

    def _work_through(self, slots: Sequence[Slot]) -> None:
        written = self._ask_model(slots)
        works = {work.request.id: work for work in self._works}
        for slot in slots:
            WATCHDOG.pet()
            self._at = works[slot.request_id]
            if not self._at.must_end():
                self._at.write_slot(slot, written)
        self._at = None

    def _ask_model(self, slots: Sequence[Slot]) -> ModelDrafts:
        users = {work.request.id for work in self._works if work.uses_model}
        asked = [slot for slot in slots if slot.request_id in users]
        written = (
            self._by_model(self._parts, asked, self._must_all_end) if asked else ModelDrafts({})
        )
        for work in self._works:
            work.note(written.why_not(work.request) if work.uses_model else LEFT_OUT)
        return written

    def _must_all_end(self) -> bool:
        return all(work.must_end() for work in self._works)

    def _let_go(self) -> None:
        """Of those that are through, or that are not ours any more."""
        for work in list(self._works):
            if not work.must_end() and not work.waiting:
                work.finish()
            elif not work.lost:
                continue
            work.lease.close()
            self._works.remove(work)


def share_slots(works: Sequence[RequestWork], most: int) -> list[Slot]:
    """Up to `most`, taken from courses in turn, and within a course from its requests in turn."""
    courses: dict[str, deque[RequestWork]] = defaultdict(deque)
    for work in works:
        if work.waiting:
            courses[work.request.context_id].append(work)
    turns = deque(courses.values())
    shared: list[Slot] = []
    while turns and len(shared) < most:
        own = turns.popleft()
        work = own.popleft()
        shared.append(work.waiting.popleft())
        if work.waiting:
            own.append(work)
        if own:
            turns.append(own)
    return shared
