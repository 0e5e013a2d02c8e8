"""Which skills a learner should turn to, the most wanted first, and why.

In simulated courses course order with a mastery gate did better than weakest-first and than
prerequisite graphs, which are rarely right: prerequisites push a skill back, they never lock it.
The course is gone through twice: first each skill until others can stand on it, then up to the
gate. What a learner is stuck in, or has practised for a while without a break, makes room for the
next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analytics.types import Evidence, Mastery, Reason, SkillNode

RIGHT = 0.5  # a score from here on is no error
ERRORS, ERRORS_OF = 2, 3
ERROR_WINDOW = 6  # answers; errors before these are history
REVIEW_AFTER = timedelta(days=3)
REVIEW_EVERY = 4  # at most one step of so many is a review
RETENTION = 0.9  # what is remembered with this chance needs no review yet
SPELL = 5  # answers in a row in one skill, before another one that is open gets a turn
FOOTING = (
    0.65  # the mean from which other skills can stand on one; the gate is for the second round
)
STUCK_AFTER = 22  # answers without that; the other open skills come before then


@dataclass(frozen=True, slots=True)
class Want:
    """A skill that could come next; `facts` are the figures of its reason."""

    skill: str
    reason: Reason
    facts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands: `mastery` is in course order, `recent` in order of time. `recall`
    has the skills of which exercises may be asked again, and the chance that those are in mind."""

    skills: Sequence[SkillNode]
    mastery: dict[str, Mastery]
    recent: Sequence[Evidence]
    gate: float
    now: datetime | None
    recall: Mapping[str, float] = field(default_factory=dict)

    def is_mastered(self, skill: str) -> bool:
        known = self.mastery.get(skill)
        return known is not None and known.reaches(self.gate)


def rank_wants(standing: Standing) -> list[Want]:
    """Recent errors, a review that is due, then what is below the gate; never empty."""
    below = _take_turns(_list_below_gate(standing), standing.recent)
    return [*_find_errors(standing), *_find_reviews(standing), *below] or _list_mastered(standing)


def rank_all(standing: Standing) -> list[Want]:
    """Every skill once, the most wanted first: what is not wanted yet follows as it will be wanted
    when those before it no longer are."""
    found: dict[str, Want] = {}
    left = standing
    while left.skills:  # wants name some skills of those left, never none
        for want in rank_wants(left):
            found.setdefault(want.skill, want)
        rest = [node for node in left.skills if node.id not in found]
        known = {node.id: standing.mastery[node.id] for node in rest}
        left = replace(left, skills=rest, mastery=known, recent=())
    if all(standing.is_mastered(skill) for skill in found):
        return list(found.values())
    return [_name_one_mastered(want) for want in found.values()]


def _name_one_mastered(want: Want) -> Want:
    """Among the skills that are left all may be mastered, while of all skills some are not."""
    return replace(want, reason=Reason.MASTERED) if want.reason is Reason.ALL_MASTERED else want


def _find_errors(standing: Standing) -> Iterator[Want]:
    """The skill of the last answer, if most of the last answers in it were wrong."""
    window = standing.recent[-ERROR_WINDOW:]
    for skill in window[-1].skills if window else ():
        scores = [piece.score for piece in window if skill in piece.skills][-ERRORS_OF:]
        wrong = sum(score < RIGHT for score in scores)
        if skill in standing.mastery and wrong >= ERRORS:
            mean = standing.mastery[skill].mean
            facts = {"wrong": wrong, "of": len(scores), "mastery": mean}
            yield Want(skill, Reason.RECENT_ERRORS, facts)


def _find_reviews(standing: Standing) -> Iterator[Want]:
    """The mastered skills that were left longest ago, unless one was touched just now."""
    lately = {skill for piece in standing.recent[1 - REVIEW_EVERY :] for skill in piece.skills}
    if any(standing.is_mastered(skill) for skill in lately):
        return
    for mastery in _sort_by_rest(standing):
        if facts := _find_due(standing, mastery):
            yield Want(mastery.skill, Reason.REVIEW, facts)


def find_due(
    mastery: Mastery, now: datetime, recall: float | None = None
) -> dict[str, float] | None:
    """Why a mastered skill is due again: `days` since it was seen and, where exercises of it may
    repeat, the chance that they are in mind still. None: it is not due."""
    rested = now - mastery.last_seen if mastery.last_seen else timedelta(0)
    if rested < REVIEW_AFTER or (recall or 0.0) >= RETENTION:
        return None
    facts = {"days": float(rested.days), "mastery": mastery.mean}
    return facts if recall is None else {**facts, "recall": recall}


def _list_below_gate(standing: Standing) -> list[Want]:
    """In course order; skills whose prerequisites have no footing come after the others, then
    those that many answers gave none, and last those that lack nothing but the gate."""
    nodes = [node for node in standing.skills if not standing.is_mastered(node.id)]
    firm = {node.id for node in nodes if standing.mastery[node.id].reaches(FOOTING)}
    opened = {node.id for node in nodes} - firm

    def turn(node: SkillNode) -> tuple[bool, bool, bool]:
        stuck = standing.mastery[node.id].answers >= STUCK_AFTER
        return node.id in firm, stuck, any(other in opened for other in node.requires)

    nodes.sort(key=turn)
    return [_want_open(standing.mastery[node.id], standing.gate) for node in nodes]


def _take_turns(below: list[Want], recent: Sequence[Evidence]) -> list[Want]:
    """Interleaving: after a spell in the first skill, the second is wanted before it."""
    spell = recent[-SPELL:]
    if len(below) < 2 or len(spell) < SPELL:
        return below
    first, second, *others = below
    if all(first.skill in piece.skills for piece in spell):
        return [replace(second, facts={**second.facts, "spell": float(SPELL)}), first, *others]
    return below


def _want_open(mastery: Mastery, gate: float) -> Want:
    facts = {"mastery": mastery.mean, "gate": gate}
    if not mastery.answers:
        return Want(mastery.skill, Reason.START, facts)
    return Want(mastery.skill, Reason.BELOW_GATE, {**facts, "enough": float(mastery.enough)})


def _list_mastered(standing: Standing) -> list[Want]:
    """One that is due says so, though nothing else is wanted."""
    return [
        Want(known.skill, Reason.REVIEW, due)
        if (due := _find_due(standing, known))
        else Want(known.skill, Reason.ALL_MASTERED, {"mastery": known.mean, "gate": standing.gate})
        for known in _sort_by_rest(standing)
    ]


def _find_due(standing: Standing, known: Mastery) -> dict[str, float] | None:
    if standing.now is None:
        return None
    return find_due(known, standing.now, standing.recall.get(known.skill))


def _sort_by_rest(standing: Standing) -> list[Mastery]:
    """The mastered skills, the one that was seen longest ago first."""
    mastered = [one for one in standing.mastery.values() if standing.is_mastered(one.skill)]
    return sorted(mastered, key=lambda one: one.last_seen.timestamp() if one.last_seen else 0.0)
