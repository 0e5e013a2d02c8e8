"""A model that knows only what was answered early is corrected and judged by what came later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analytics.blend import STRAIGHT, Line
from analytics.course_report import CourseReport, Seen
from analytics.lines import fit_line, follow_line
from analytics.parameters import DEFAULTS
from analytics.refit_rows import CourseRows
from analytics.tracing.features import make_features
from analytics.tracing.figures import Measures
from analytics.tracing.log import AnswerRow, Floats, Vocabulary, arrange_log
from analytics.tracing.measures import expect_ece, measure_predictions, report_reliability
from analytics.tracing.model import TraceModel, predict_logits
from analytics.tracing.names import BELIEF

SITE_TRUST, COURSE_TRUST = 100.0, 50.0  # in the line that was there before, in answers
NO_NAMES = Vocabulary({}, {}, {})


@dataclass(frozen=True, slots=True)
class Lines:
    """That correct the blend and the belief."""

    blend: Line = STRAIGHT
    belief: Line = STRAIGHT


def fit_lines(model: TraceModel, rows: Sequence[CourseRows]) -> tuple[Lines, list[Lines]]:
    """Those of the site, and those of each course, which start from the site's."""
    site = Lines()
    middle = [row for mine in rows for row in mine.middle]
    earlier = [row for mine in rows for row in mine.early]
    site = _fit(model, middle, earlier, Lines(), SITE_TRUST)
    return site, [_fit(model, mine.middle, mine.early, site, COURSE_TRUST) for mine in rows]


def judge_course(model: TraceModel, rows: CourseRows, lines: Lines) -> CourseReport | None:
    """None where nothing came late."""
    if not rows.late:
        return None
    earlier = [*rows.early, *rows.middle]
    blend, belief = predict_logits(model, rows.late, earlier)
    shown = expit(follow_line(lines.belief, belief))
    correct = _outcomes(rows.late)
    luck, luck_high = expect_ece(shown)
    return CourseReport(
        Seen(
            fitted=len(rows.early),
            fitted_learners=len({row.user for row in rows.early}),
            corrected=len(rows.middle),
            judged_from=rows.late[0].time,
            judged_until=rows.late[-1].time,
            trees=model.boosted is not None,
        ),
        belief=_measure(shown, rows.late),
        blend=_measure(expit(follow_line(lines.blend, blend)), rows.late),
        shipped=_measure(expit(_predict_shipped(rows.late, earlier)), rows.late),
        bins=tuple(report_reliability(shown, correct)),
        luck=luck,
        luck_high=luck_high,
    )


def _fit(
    model: TraceModel,
    rows: Sequence[AnswerRow],
    earlier: Sequence[AnswerRow],
    before: Lines,
    trust: float,
) -> Lines:
    blend, belief = predict_logits(model, rows, earlier)
    correct, weight = _outcomes(rows), np.array([row.weight for row in rows])
    return Lines(
        fit_line(blend, correct, weight, before.blend, trust),
        fit_line(belief, correct, weight, before.belief, trust),
    )


def _outcomes(rows: Sequence[AnswerRow]) -> Floats:
    return np.array([row.correct for row in rows], dtype=np.float64)


def _measure(p: Floats, rows: Sequence[AnswerRow]) -> Measures:
    numbers: dict[str, int] = {}
    users = [numbers.setdefault(row.user, len(numbers)) for row in rows]
    return measure_predictions(p, _outcomes(rows), np.array(users, dtype=np.int64))


def _predict_shipped(rows: Sequence[AnswerRow], earlier: Sequence[AnswerRow]) -> Floats:
    """Logits by the learner model with the constants that come with the tool."""
    users = {row.user for row in rows}
    log = arrange_log([*rows, *(row for row in earlier if row.user in users)], NO_NAMES)
    nothing = np.zeros(len(log))
    table = np.vstack([nothing + DEFAULTS.general_mean, nothing, log.easy, nothing, nothing])
    found = np.empty(len(log))
    found[log.place] = make_features(log, table, DEFAULTS)[:, BELIEF]
    return found[: len(rows)]
