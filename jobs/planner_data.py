"""What a course's planner learns from: worksheets out of what learners did and instructors sent.

A learner is a pseudonym in it, and their state is what evidence showed before the sheet: no names,
no words. Where there is too little, the rule teaches: its sheets are for training alone, so that
what the planner is judged on is always the course's own.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from analytics.predict import p_correct
from analytics.profile import fold_profile, read_mastery
from analytics.snapshot import Snapshot
from analytics.types import Evidence, Profile
from generators.exercise.content import QUESTION_KINDS, Bloom, Kind
from generators.exercise.worksheet import LearnerState, PlannedSheet, Slot
from generators.planner.rule import plan_by_rule
from generators.planner.sheets import DatedSheet, Prepared, prepare_sheets
from generators.planner.skill_map import SkillMap
from generators.planner.wishes import Wishes
from generators.planner.world import simulate_sheets
from jobs.worksheet_ground import spread_of
from lti_tool.models import Attempt, Exercise, Membership, Worksheet
from lti_tool.services.evidence import list_evidence
from lti_tool.services.exercise_minutes import MINUTES
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.recommendations import list_nodes
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worksheet_slots import read_slots

PAUSE = timedelta(minutes=30)  # longer, and another sitting begins
FEWEST_SLOTS, MOST_SLOTS = 3, 12  # of a sitting that counts as a worksheet
MOST_SHEETS = 3000  # the newest
ENOUGH = 400  # sheets to train on; the rule fills up to so many
TEACH_LENGTH = 6
SIMULATED_LEARNERS, SHEETS_EACH = 80, 5


@dataclass(frozen=True, slots=True)
class CourseData:
    """`prepared` is split; `own` counts the course's sheets, `taught` those of the rule for states
    of its learners, `simulated` those for made-up ones, `removed` the course's doubles. `skills`
    are in course order."""

    prepared: Prepared
    skills: tuple[str, ...]
    requires: Mapping[str, tuple[str, ...]]
    learners: int
    own: int
    taught: int
    simulated: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Did:
    """An exercise that a learner worked at, with the time that all tries took."""

    learner: str
    time: datetime
    slot: Mapping[str, object]
    seconds: float | None


def gather_course(session: Session, context_id: str, seed: int) -> CourseData:
    """Of a course without skills there is nothing at all."""
    skills = list_kept_skills(session, context_id)
    nodes = list_nodes(session, skills)
    order = tuple(node.id for node in nodes)
    requires = {node.id: node.requires for node in nodes if node.requires}
    own = list(_list_own(session, context_id, order)) if order else []
    prepared = prepare_sheets(own)
    taught, simulated = _teach(own, order, requires, ENOUGH - len(prepared.train), seed)
    return CourseData(
        prepared=_add(prepared, [*taught, *simulated]),
        skills=order,
        requires=requires,
        learners=len({one.learner for one in own}),
        own=len(own) - prepared.removed,
        taught=len(taught),
        simulated=len(simulated),
        removed=prepared.removed,
    )


def _list_own(session: Session, context_id: str, order: Sequence[str]) -> Iterator[DatedSheet]:
    """Sittings, and what instructors sent or gave; never of anyone who was ever instructor."""
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for piece in list_evidence(session, context_id):
        evidence[piece.learner].append(piece)
    snapshot = read_snapshot(session, context_id)
    sittings = [one for one in _cut(_read_done(session, context_id)) if len(one) >= FEWEST_SLOTS]
    for sitting in sittings[-MOST_SHEETS:]:
        learner, begun = sitting[0].learner, sitting[0].time
        before = [piece for piece in evidence[learner] if piece.time < begun]
        profile = fold_profile(learner, before, snapshot, now=begun)
        slots = [
            _make_slot(one, profile, snapshot)
            for one in sitting
            if one.slot["skill"] in order and one.slot["kind"] in QUESTION_KINDS
        ]
        if len(slots) >= FEWEST_SLOTS:
            sheet = PlannedSheet(learner=_read_state(profile, order, begun), sheet=tuple(slots))
            yield DatedSheet(_hide(context_id, learner), begun, sheet)
    yield from _read_reviewed(session, context_id, order)


def _read_done(session: Session, context_id: str) -> list[_Did]:
    """One an exercise shown, oldest first."""
    query = (
        select(Attempt, Exercise)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .where(Attempt.context_id == context_id, Attempt.person_id.not_in(_instructors(context_id)))
        .order_by(Attempt.person_id, Attempt.created_at, Attempt.number)
    )
    found: dict[str, _Did] = {}
    for attempt, exercise in session.execute(query):
        first = found.get(attempt.showing_id)
        if first:
            more = None if None in (first.seconds, attempt.seconds) else attempt.seconds
            total = None if more is None or first.seconds is None else first.seconds + more
            found[attempt.showing_id] = replace(first, seconds=total)
            continue
        slot = {
            "skill": exercise.skill_id,
            "bloom": Bloom(exercise.bloom),
            "kind": Kind(exercise.kind),
            "difficulty": min(max(exercise.difficulty, -4.0), 4.0),
        }
        found[attempt.showing_id] = _Did(
            attempt.person_id, attempt.created_at, slot, attempt.seconds
        )
    return list(found.values())


def _instructors(context_id: str) -> Select[str]:
    return select(Membership.person_id).where(
        Membership.context_id == context_id, Membership.ever_instructor
    )


def _cut(done: Sequence[_Did]) -> list[list[_Did]]:
    """Where a learner paused, and after as many slots as a sheet has at most; in order of time."""
    sittings: list[list[_Did]] = [[done[0]]] if done else []
    for last, one in pairwise(done):
        same = one.learner == last.learner and one.time - last.time <= PAUSE
        if same and len(sittings[-1]) < MOST_SLOTS:
            sittings[-1].append(one)
        else:
            sittings.append([one])
    return sorted(sittings, key=lambda sitting: sitting[0].time)


def _make_slot(done: _Did, profile: Profile, snapshot: Snapshot) -> Slot:
    skill, difficulty = str(done.slot["skill"]), float(str(done.slot["difficulty"]))
    kind = Kind(str(done.slot["kind"]))
    minutes = done.seconds / 60 if done.seconds else MINUTES[kind]
    return Slot(
        skill=skill,
        bloom=Bloom(str(done.slot["bloom"])),
        kind=kind,
        difficulty=difficulty,
        minutes=min(max(minutes, 0.1), 120.0),
        p_correct=p_correct(
            profile, (skill,), difficulty + snapshot.skills.get(skill, 0.0), done.time
        ),
    )


def _read_state(profile: Profile, order: Iterable[str], now: datetime) -> LearnerState:
    known = {skill: read_mastery(profile, skill, now) for skill in order}
    return LearnerState(
        mastery={skill: one.mean for skill, one in known.items()},
        uncertainty={skill: spread_of(one) for skill, one in known.items()},
    )


def _read_reviewed(session: Session, context_id: str, order: Sequence[str]) -> Iterator[DatedSheet]:
    """Worksheets as instructors decided on them, with the state that they were planned for."""
    query = select(Worksheet).where(
        Worksheet.context_id == context_id,
        Worksheet.person_id.is_not(None),
        Worksheet.practice_id.is_(None),
        Worksheet.request_id.is_not(None) | Worksheet.given_at.is_not(None),
    )
    for row in session.scalars(query.order_by(Worksheet.created_at)):
        slots = [
            Slot.model_validate(one.model_dump(include=set(Slot.model_fields)))
            for one in read_slots(row.slots)
            if one.skill in order
        ]
        if row.person_id and row.planned_at and row.profile and len(slots) >= FEWEST_SLOTS:
            state = LearnerState.model_validate(row.profile)
            known = {skill: p for skill, p in state.mastery.items() if skill in order}
            spread = {skill: p for skill, p in state.uncertainty.items() if skill in order}
            plain = state.model_copy(update={"mastery": known, "uncertainty": spread})
            if all(slot.skill in known for slot in slots):
                sheet = PlannedSheet(learner=plain, sheet=tuple(slots))
                yield DatedSheet(_hide(context_id, row.person_id), row.planned_at, sheet)


def _hide(context_id: str, person_id: str) -> str:
    """Who it is cannot be told from a model or a report of this course."""
    return hashlib.sha256(f"{context_id}/{person_id}".encode()).hexdigest()[:16]


def _teach(
    own: Sequence[DatedSheet],
    order: Sequence[str],
    requires: Mapping[str, tuple[str, ...]],
    wanted: int,
    seed: int,
) -> tuple[list[DatedSheet], list[DatedSheet]]:
    """The rule's sheets: for the states that learners were in, then for simulated ones."""
    if not order or wanted <= 0:
        return [], []
    random = Random(f"teach {seed}")
    mine = random.sample(own, min(len(own), wanted // 2))
    taught = [_follow_rule(one, requires, number) for number, one in enumerate(mine)]
    skill_map = SkillMap("course", tuple(order), tuple(range(len(order))), _all(order, requires))
    others = simulate_sheets(skill_map, seed, SIMULATED_LEARNERS, SHEETS_EACH, TEACH_LENGTH)
    simulated = [
        _follow_rule(one.dated, requires, number)
        for number, one in zip(range(wanted - len(taught)), others, strict=False)
    ]
    return taught, simulated


def _all(
    order: Sequence[str], requires: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """What comes before it alone: a simulated course goes in order."""
    places = {skill: place for place, skill in enumerate(order)}
    return {
        skill: tuple(one for one in requires.get(skill, ()) if places[one] < places[skill])
        for skill in order
    }


def _follow_rule(one: DatedSheet, requires: Mapping[str, tuple[str, ...]], seed: int) -> DatedSheet:
    wishes = Wishes(length=TEACH_LENGTH)
    (sheet,) = plan_by_rule(one.planned.learner, wishes, seed=seed, requires=requires)
    return DatedSheet(f"rule-{one.learner}", one.time, sheet)


def _add(prepared: Prepared, taught: Sequence[DatedSheet]) -> Prepared:
    """For training and for knowing when to stop, never for judging."""
    more = prepare_sheets(taught)
    return replace(
        prepared,
        train=prepared.train + more.train + more.unseen,
        validation=prepared.validation + more.validation,
    )
