"""One worker's run over a generation request: its slots, and what becomes of each.

What a slot gave is stored together with the request's progress, so a worker that is killed loses
at most the slot that it was at; the next one goes on there.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from generators.drafters.base import Candidate, Drafter, Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.parametric import ParametricDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content
from generators.pipeline import Judged, Result, draft_blueprint
from jobs.check_tools import find_tools
from jobs.course_material import read_passages
from jobs.model_drafts import ModelDrafts, Slot
from jobs.parts import Parts
from jobs.request_lease import RequestLease
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import Draft, GenerationRequest
from lti_tool.services import requests
from lti_tool.services.drafts import list_bank_contents, read_text, store_draft

_SEED_STEP = 104_729
LEFT_OUT = (
    "Two workers died over this request, so it was finished without the language model. "
    "See their logs; a smaller model may be needed."
)


@dataclass
class CourseTexts:
    """What the requests of a course draft from, and what none of them may repeat."""

    material: Material | None
    bank: list[Content]

    @classmethod
    def read(
        cls, session: Session, context_id: str, held: Sequence[CourseTexts] = ()
    ) -> CourseTexts:
        """One of `held` (of other requests of it) where its passages are still those of the course;
        a source may have come or gone since it was read.
        """
        passages = tuple(read_passages(session, context_id))
        for one in held:
            if (one.material.passages if one.material else ()) == passages:
                return one
        material = Material.of(passages) if passages else None
        return cls(material, list_bank_contents(session, context_id))


@dataclass
class RequestWork:
    """Slots are worked through in their order; `waiting` are those that no worker has come to."""

    parts: Parts
    request: GenerationRequest
    lease: RequestLease
    course: CourseTexts
    waiting: deque[Slot] = field(default_factory=deque)
    lost: bool = False

    def __post_init__(self) -> None:
        material = self.course.material
        for number, data in enumerate(self.request.blueprints if material else ()):
            if material and number >= self.request.done:
                seed = self.request.seed + number * _SEED_STEP
                blueprint = Blueprint.model_validate(data)
                course = self.request.context_id
                slot = Slot(self.request.id, course, number, blueprint, seed, material)
                self.waiting.append(slot)
        self._own_bank = self._read_old()

    @property
    def uses_model(self) -> bool:
        """Not in the last try: perhaps it is the model that ends one worker after another."""
        return self.request.interruptions != requests.INTERRUPTIONS - 1

    @property
    def is_suspect(self) -> bool:
        """A worker died over it, so that it works alone."""
        return self.request.interruptions > 0

    def must_end(self) -> bool:
        self.lost = self.lost or self.lease.lost()
        return STOP.is_set() or self.lost

    def write_slot(self, slot: Slot, written: ModelDrafts) -> None:
        """Nothing is stored, and no other slot is written, where the hold on the request is lost:
        it was cancelled, or another worker took it.
        """
        drafters: tuple[Drafter, ...] = (ParametricDrafter(), ExtractiveDrafter())
        bank = self.course.bank + self._own_bank
        given = written.by_slot.get(slot.key, [])
        tools = find_tools(self.parts, slot.context_id, solve=self.uses_model)
        result = draft_blueprint(
            slot.blueprint, slot.material, drafters, bank, slot.seed, given, tools
        )
        if self._store(slot, result):
            self.course.bank += _contents(result)
        else:
            self.lost = True

    def tell_stage(self, stage: str) -> None:
        done = self.waiting[0].number if self.waiting else self.request.done
        with self.parts.database.write() as session:
            requests.report_progress(
                session, self.request.id, self.lease.owner, utcnow(), done=done, stage=stage
            )

    def note(self, trouble: str) -> None:
        """Kept with the request, for an administrator."""
        if trouble:
            with self.parts.database.write() as session:
                session.get_one(GenerationRequest, self.request.id).detail = trouble[:2000]

    def finish(self) -> None:
        with self.parts.database.write() as session:
            if self.course.material is None:
                requests.fail_request(
                    session,
                    self.request.id,
                    self.lease.owner,
                    utcnow(),
                    reason="no_passages",
                    detail="",
                )
            else:
                requests.finish_request(session, self.request.id, self.lease.owner, utcnow())

    def give_back(self) -> None:
        with self.parts.database.write() as session:
            requests.release_request(session, self.request.id, self.lease.owner)

    def _read_old(self) -> list[Content]:
        """The draft that is to be written anew may not be repeated either."""
        if not self.request.regenerates_id:
            return []
        with self.parts.database.read() as session:
            text = read_text(session.get_one(Draft, self.request.regenerates_id))
        return [text.content] if text.content else []

    def _store(self, slot: Slot, result: Result) -> bool:
        """All of a slot at once."""
        with self.parts.database.write() as session:
            held = requests.report_progress(
                session,
                self.request.id,
                self.lease.owner,
                utcnow(),
                done=slot.number + 1,
                stage="drafting",
            )
            if held:
                for judged, key in _keyed(self.request.id, slot.number, result):
                    self._store_one(session, slot.blueprint, judged, key)
                if result.best is None:
                    self._miss(session, slot, result)
        return held

    def _store_one(self, session: Session, blueprint: Blueprint, judged: Judged, key: str) -> None:
        candidate = judged.candidate
        store_draft(
            session,
            self.request,
            run_key=key,
            blueprint=blueprint,
            drafter=candidate.drafter,
            revision=candidate.revision,
            seed=candidate.seed,
            content=candidate.content,
            family=candidate.family,
            raw=candidate.raw,
            verdicts=judged.verdicts,
        )

    def _miss(self, session: Session, slot: Slot, result: Result) -> None:
        row = session.get_one(GenerationRequest, self.request.id)
        missed = {
            "slot": slot.number,
            "skill": slot.blueprint.skill_name,
            "kind": slot.blueprint.kind.value,
            "reason": result.reason,
        }
        row.missed = [*row.missed, missed]


def _contents(result: Result) -> list[Content]:
    content = result.best.candidate.content if result.best else None
    return [content] if content else []


def _keyed(request_id: str, slot: int, result: Result) -> Iterator[tuple[Judged, str]]:
    """The drafts to store, each with the key that makes a second run harmless."""
    judged = [*result.refused, *([result.best] if result.best else [])]
    numbers: Counter[tuple[str, str, int]] = Counter()
    for one in judged:
        own = (one.candidate.drafter, one.candidate.revision, one.candidate.seed)
        yield one, _run_key(request_id, slot, one.candidate, numbers[own])
        numbers[own] += 1


def _run_key(request_id: str, slot: int, candidate: Candidate, number: int) -> str:
    parts = (candidate.drafter, candidate.revision, candidate.seed, number)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return f"{request_id}/{slot}/{digest}"
