"""A refit: from all evidence of a site's courses to a new snapshot for each of them.

Offsets shrink site > course > skill > exercise; a regression, and trees from about 100 learners on,
are fitted around the learner model. What was answered first is fitted on, what came next makes
the lines that correct it, and what came last judges both (`analytics.trials`); then all of it is
fitted anew. Brings numpy: not for a web process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.blend import Blend
from analytics.course_report import CourseReport
from analytics.parameters import DEFAULTS, Parameters
from analytics.plain import PlainError, read_snapshot, write_course, write_site
from analytics.refit_rows import CourseEvidence, CourseRows, name_within, split_rows
from analytics.snapshot import Snapshot
from analytics.tracing.log import AnswerRow, arrange_log
from analytics.tracing.model import TraceModel, fit_model
from analytics.tracing.offsets import read_offsets
from analytics.tracing.steps import Tell, keep_quiet
from analytics.trials import Lines, fit_lines, judge_course

LEARNERS, ANSWERS = 5, 50  # of a site; fewer make no model, and would tell of single people


class Obstacle(StrEnum):
    """Why there is no new snapshot; what was there before stays in use."""

    FEW_LEARNERS = "few_learners"
    FEW_ANSWERS = "few_answers"
    ONE_OUTCOME = "one_outcome"
    UNUSABLE = "unusable"
    NO_BETTER = "no_better"


class RefitError(Exception):
    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class CourseFit:
    """`report` is None where nothing came late enough to judge by."""

    snapshot: Snapshot
    report: CourseReport | None
    answers: int
    learners: int


@dataclass(frozen=True, slots=True)
class SiteFit:
    """`site` is for courses without evidence; `courses`, by id, are those with some."""

    site: Snapshot
    courses: dict[str, CourseFit]


@dataclass(frozen=True, slots=True)
class SiteTrial:
    """What a model of the early answers says of the late ones, course by course; `blended`: its
    blend predicts better than the belief."""

    rows: dict[str, CourseRows]
    site: Lines
    lines: list[Lines]
    reports: list[CourseReport | None]
    blended: bool


def refit_site(
    courses: Sequence[CourseEvidence],
    before: Parameters = DEFAULTS,
    seed: int = 0,
    tell: Tell = keep_quiet,
) -> SiteFit:
    """Constants that a log of answers says nothing of stay as they were `before`.

    Raises `RefitError`; nothing is kept then.
    """
    return finish_site(try_site(courses, seed, tell), before, seed, tell)


def try_site(
    courses: Sequence[CourseEvidence], seed: int = 0, tell: Tell = keep_quiet
) -> SiteTrial:
    """The half of a refit that says how good it would be. Raises `RefitError`."""
    rows = _split(courses)
    model = fit_model([row for mine in rows.values() for row in mine.early], seed, tell)
    site, lines = fit_lines(model, list(rows.values()))
    reports = [
        judge_course(model, mine, own) for mine, own in zip(rows.values(), lines, strict=True)
    ]
    return SiteTrial(rows, site, lines, reports, _check_better(reports))


def finish_site(
    trial: SiteTrial,
    before: Parameters = DEFAULTS,
    seed: int = 0,
    tell: Tell = keep_quiet,
) -> SiteFit:
    """The other half: all answers are fitted. Raises `RefitError`."""
    rows = trial.rows
    model = fit_model([row for mine in rows.values() for row in mine.every], seed, tell)
    maker = SnapshotMaker(model, before, model.make_blend() if trial.blended else None)
    found = {
        course: CourseFit(
            maker.make_course(course, mine.every, own), report, len(mine.every), _count_users(mine)
        )
        for (course, mine), own, report in zip(
            rows.items(), trial.lines, trial.reports, strict=True
        )
    }
    return _check_readable(SiteFit(maker.make_site(trial.site), found))


def _split(courses: Sequence[CourseEvidence]) -> dict[str, CourseRows]:
    """Of courses with evidence."""
    try:
        split = {one.course: split_rows(one) for one in courses}
    except ValueError as error:
        raise RefitError(Obstacle.UNUSABLE) from error
    rows = {course: mine for course, mine in split.items() if mine.every}
    if sum(map(_count_users, rows.values())) < LEARNERS:
        raise RefitError(Obstacle.FEW_LEARNERS)
    if sum(len(mine.every) for mine in rows.values()) < ANSWERS:
        raise RefitError(Obstacle.FEW_ANSWERS)
    scores = {row.correct for mine in rows.values() for row in mine.early}
    if len(scores) < 2:
        raise RefitError(Obstacle.ONE_OUTCOME)
    return rows


def _count_users(rows: CourseRows) -> int:
    return len({row.user for row in rows.every})


def _check_better(reports: Iterable[CourseReport | None]) -> bool:
    """Whether the blend predicts better than the belief. Raises `RefitError` where what pages
    would show is worse than under the shipped constants."""
    belief = blend = shipped = 0.0
    for report in reports:
        if report is not None:
            count = report.belief.answers
            belief += count * (report.belief.log_loss.value or 0.0)
            blend += count * (report.blend.log_loss.value or 0.0)
            shipped += count * (report.shipped.log_loss.value or 0.0)
    if not belief <= shipped:  # NaN too
        raise RefitError(Obstacle.NO_BETTER)
    return blend <= belief


@dataclass(frozen=True, slots=True)
class SnapshotMaker:
    """Puts a fitted model into snapshots."""

    model: TraceModel
    before: Parameters
    blend: Blend | None

    def make_site(self, lines: Lines) -> Snapshot:
        return self._make(0.0, lines)

    def make_course(self, course: str, rows: Sequence[AnswerRow], lines: Lines) -> Snapshot:
        """Difficulties of the skills and exercises that `rows` speak of."""
        model, prefix = self.model, name_within(course, "")
        own = model.offsets.course[model.vocabulary.courses[course]]
        log = arrange_log(rows, model.vocabulary)
        skill, item, _, seen = read_offsets(log, model.offsets)
        exercises: dict[str, tuple[float, float]] = {}
        for name, easy, count in zip(log.item_names, skill + item, seen, strict=True):
            exercises[name.removeprefix(prefix)] = (-float(easy), float(count))
        exercises.pop("", None)
        places = {name: model.vocabulary.skills[name] for row in rows for name in row.skills}
        return replace(
            self._make(float(own), lines),
            difficulties={name: value for name, (value, _) in exercises.items()},
            seen={name: count for name, (_, count) in exercises.items()},
            skills={
                name.removeprefix(prefix): -float(model.offsets.skill[at])
                for name, at in places.items()
            },
            skills_seen={
                name.removeprefix(prefix): float(model.offsets.skill_count[at])
                for name, at in places.items()
            },
        )

    def _make(self, course: float, lines: Lines) -> Snapshot:
        offsets = self.model.offsets
        parameters = replace(
            self.before,
            general_mean=offsets.site + course,
            general_variance=offsets.learner_variance,
        )
        blend = replace(self.blend, line=lines.blend) if self.blend else None
        return Snapshot(parameters, line=lines.belief, blend=blend)


def _check_readable(fit: SiteFit) -> SiteFit:
    """What could not be read again must not be kept: a NaN, an infinity."""
    try:
        site = write_site(fit.site)
        read_snapshot(site)
        for one in fit.courses.values():
            read_snapshot(site, write_course(one.snapshot))
    except PlainError as error:
        raise RefitError(Obstacle.UNUSABLE) from error
    return fit
