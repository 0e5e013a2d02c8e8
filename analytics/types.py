"""What the learner model speaks of: evidence in, profile and recommendation out.

Pure values: no rows, no clock. Times are aware UTC datetimes. Skills, exercises and learners
are opaque string ids that the caller chose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from analytics.parameters import DEFAULTS
from analytics.snapshot import SHIPPED, Snapshot


class Source(StrEnum):
    """Where a piece of evidence was seen."""

    HERE = "here"
    AGS_RESULT = "ags_result"
    GRADEBOOK = "gradebook"
    QUIZ_ATTEMPT = "quiz_attempt"
    COMPLETION = "completion"
    TOOL = "tool"  # another tool, by xAPI or Caliper
    SELF_REPORT = "self_report"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing seen of one learner.

    `score` is a share of the maximum in [0, 1]. `exercise` names the exercise (not its version);
    None for a grade of a whole activity. `weight` in (0, 1] says how much of one full answer
    it counts (a whole-activity grade touches many skills and says less of each).
    """

    id: str
    learner: str
    skills: tuple[str, ...]
    score: float
    time: datetime
    exercise: str | None = None
    source: Source = Source.HERE
    hints_used: int = 0
    confidence: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Mastery:
    """Belief about one learner's skill.

    `mean` is P(correct) on an exercise of average difficulty of that skill, `low` and `high`
    bound its 80 % interval, all in [0, 1]. `enough` is False while the interval is too wide to
    act on: pages then say "not enough evidence yet". `moved_by` holds ids of the (at most three)
    pieces of evidence that moved the estimate most, strongest first.
    """

    skill: str
    mean: float
    low: float
    high: float
    answers: int
    enough: bool
    last_seen: datetime | None = None
    moved_by: tuple[str, ...] = ()

    def reaches(self, gate: float) -> bool:
        """Whether the skill counts as mastered: known well enough, and well."""
        return self.enough and self.mean >= gate


@dataclass(frozen=True, slots=True)
class SkillState:
    """Ability in one skill, in logits: `pull` times the general ability, plus `own`.

    `own` has `variance` and is independent of the general ability. The pull is 1 before any
    answer in the skill and fades as answers come. `answers` counts pieces of evidence.
    """

    pull: float
    own: float
    variance: float
    answers: int = 0
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class LearnerState:
    """What is believed of one learner: the general ability and the skills seen so far."""

    general: float = DEFAULTS.general_mean
    variance: float = DEFAULTS.general_variance
    skills: dict[str, SkillState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """`mastery` has the skills that evidence touched; `state` tells of the others, too. It was
    folded under `snapshot`."""

    learner: str
    mastery: dict[str, Mastery] = field(default_factory=dict)
    state: LearnerState = field(default_factory=LearnerState)
    snapshot: Snapshot = SHIPPED


class Reason(StrEnum):
    """Why a recommendation was made; pages turn the code and its figures into a sentence."""

    START = "start"
    BELOW_GATE = "below_gate"
    RECENT_ERRORS = "recent_errors"
    REVIEW = "review"
    MASTERED = "mastered"  # this skill, while others are open still
    ALL_MASTERED = "all_mastered"


@dataclass(frozen=True, slots=True)
class SkillNode:
    """A skill in course order; `requires` are advisory prerequisites."""

    id: str
    position: int
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An exercise that could be shown. `difficulty` is on the logit scale, 0 is average."""

    exercise: str
    skills: tuple[str, ...]
    difficulty: float = 0.0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The next step. `exercise` is None when nothing published fits: that is a wish.

    `facts` are the figures that the reason speaks of, e.g. {"wrong": 2, "of": 3, "mastery": 0.41}.
    """

    skill: str
    exercise: str | None
    p_correct: float | None
    reason: Reason
    facts: dict[str, float] = field(default_factory=dict)
