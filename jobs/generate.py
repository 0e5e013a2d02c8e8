"""Drafting what a generation request asks for, slot by slot. May run twice at any time.

What a slot gave is stored together with the request's progress, so a worker that is killed loses
at most the slot that it was at; the next one goes on there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from generators.drafters.base import Candidate, Drafter, Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.parametric import ParametricDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content
from generators.pipeline import Judged, Result, draft_blueprint
from jobs.course_material import read_passages
from jobs.model_drafts import ModelDrafts, Slot, draft_by_model
from jobs.model_engine import SHELF
from jobs.parts import Parts, current_parts
from jobs.request_lease import RequestLease
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import new_id, utcnow
from lti_tool.models import Draft, GenerationRequest
from lti_tool.services import requests
from lti_tool.services.drafts import list_bank_contents, read_text, store_draft

log = structlog.get_logger(__name__)

_SEED_STEP = 104_729
LEFT_OUT = (
    "Two workers died over this request, so it was finished without the language model. "
    "See their logs; a smaller model may be needed."
)
DraftByModel = Callable[..., ModelDrafts]


def run(request_id: str) -> None:
    generate_drafts(current_parts(), request_id)


def generate_drafts(parts: Parts, request_id: str, by_model: DraftByModel = draft_by_model) -> None:
    owner = new_id()
    with parts.database.write() as session:
        request = requests.take_request(session, request_id, owner, utcnow())
    if request is None:
        return
    with RequestLease(parts, request_id, owner) as lease:
        _Work(parts, request, lease, by_model).go()
    if STOP.is_set():
        with parts.database.write() as session:
            requests.release_request(session, request_id, owner)


@dataclass
class _Work:
    """One worker's run over a request."""

    parts: Parts
    request: GenerationRequest
    lease: RequestLease
    by_model: DraftByModel

    def go(self) -> None:
        with self.parts.database.read() as session:
            passages = read_passages(session, self.request.context_id)
            bank = self._read_bank(session)
        if not passages:
            self._fail("no_passages")
            return
        material = Material.of(tuple(passages))
        slots = list(self._slots())
        self._tell_stage("drafting" if SHELF.loaded else "loading")
        written = self._ask_model(slots, material)
        self._note(written.trouble)
        drafters: tuple[Drafter, ...] = (ParametricDrafter(), ExtractiveDrafter())
        for slot in slots:
            if self._must_end():
                return
            WATCHDOG.pet()
            number, blueprint, seed = slot
            given = written.by_slot.get(number, [])
            result = draft_blueprint(blueprint, material, drafters, bank, seed, given)
            if not self._store(slot, result):
                return
            bank += _contents(result)
        self._finish()

    def _ask_model(self, slots: list[Slot], material: Material) -> ModelDrafts:
        """The last try does without: perhaps it is the model that ends one worker after another."""
        if self.request.interruptions == requests.INTERRUPTIONS - 1:
            return ModelDrafts({}, LEFT_OUT)
        return self.by_model(self.parts, slots, material, self._must_end)

    def _read_bank(self, session: Session) -> list[Content]:
        """What may not be repeated; the draft that is to be written anew is part of it."""
        bank = list_bank_contents(session, self.request.context_id)
        if self.request.regenerates_id:
            text = read_text(session.get_one(Draft, self.request.regenerates_id))
            bank += [text.content] if text.content else []
        return bank

    def _must_end(self) -> bool:
        return STOP.is_set() or self.lease.lost()

    def _slots(self) -> Iterator[Slot]:
        """Those that no worker has come to yet."""
        for number, data in enumerate(self.request.blueprints):
            if number >= self.request.done:
                seed = self.request.seed + number * _SEED_STEP
                yield number, Blueprint.model_validate(data), seed

    def _store(self, slot: Slot, result: Result) -> bool:
        """All of a slot at once; False where the hold on the request is lost."""
        number, blueprint, _ = slot
        with self.parts.database.write() as session:
            held = requests.report_progress(
                session,
                self.request.id,
                self.lease.owner,
                utcnow(),
                done=number + 1,
                stage="drafting",
            )
            if held:
                for judged, key in _keyed(self.request.id, number, result):
                    self._store_one(session, blueprint, judged, key)
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
        number, blueprint, _ = slot
        row = session.get_one(GenerationRequest, self.request.id)
        missed = {
            "slot": number,
            "skill": blueprint.skill_name,
            "kind": blueprint.kind.value,
            "reason": result.reason,
        }
        row.missed = [*row.missed, missed]

    def _tell_stage(self, stage: str) -> None:
        with self.parts.database.write() as session:
            requests.report_progress(
                session,
                self.request.id,
                self.lease.owner,
                utcnow(),
                done=self.request.done,
                stage=stage,
            )

    def _note(self, trouble: str) -> None:
        """Kept with the request, for an administrator."""
        if trouble:
            with self.parts.database.write() as session:
                session.get_one(GenerationRequest, self.request.id).detail = trouble[:2000]

    def _finish(self) -> None:
        with self.parts.database.write() as session:
            requests.finish_request(session, self.request.id, self.lease.owner, utcnow())

    def _fail(self, reason: str) -> None:
        with self.parts.database.write() as session:
            requests.fail_request(
                session, self.request.id, self.lease.owner, utcnow(), reason=reason, detail=""
            )


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
