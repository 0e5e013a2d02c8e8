"""The sentences about the fitted model: what figures come from, how good they are, why not."""

from __future__ import annotations

from flask import g
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from analytics.course_report import MOST_ECE, CourseReport, Verdict
from analytics.tracing.figures import Figure
from lti_tool.services.learner_models import LearnerModel, find_model
from lti_tool.views.translate import gettext
from lti_tool.views.wiring import wiring

# By analytics.refit.Obstacle, whose module brings numpy, and by the note of an interruption.
OBSTACLES = {
    "few_learners": _l("There are answers of fewer than five learners: too few to fit a model to."),
    "few_answers": _l("There are fewer than 50 answers: too few to fit a model to."),
    "one_outcome": _l("All answers have the same result, so that nothing can be told from them."),
    "unusable": _l(
        "Some of the evidence holds figures that cannot be used, such as an endless number. Have "
        "the grades of the course read again, then try again."
    ),
    "no_better": _l(
        "The newly fitted figures told later answers less well than the constants that come with "
        "the tool, so they were not taken."
    ),
    "interrupted": _l(
        "The fitting was interrupted several times. It is tried again in the coming night; an "
        "administrator can look at the workers' log."
    ),
}
VERDICTS = {
    Verdict.GOOD: _l("The chances shown come true about as often as they say."),
    Verdict.UNSURE: _l("There are too few late answers yet to tell how good the chances are."),
    Verdict.BAD: _l(
        "The chances are off by more than five in a hundred. The pages of this course therefore "
        "show no percentages, only how a skill stands in words, until a later model does better."
    ),
}


def course_model() -> LearnerModel:
    """That the visit's course is folded under; read once a request."""
    if "course_model" not in g:
        with wiring().database.read() as session:
            g.course_model = find_model(session, g.visit.context.id)
    found: LearnerModel = g.course_model
    return found


def chances_hidden() -> bool:
    """Whether pages of this visit's course may not show chances as figures."""
    return course_model().hides_chances


def tell_origin(model: LearnerModel) -> str:
    """What a course's figures come from, in one sentence."""
    if model.fitted_at is None:
        return gettext(
            "Nothing was fitted to this course yet: figures come from constants that are the same "
            "for every course."
        )
    if not model.answers:
        return gettext(
            "This course had no answers when the model was fitted: figures come from the other "
            "courses of the platform."
        )
    return gettext("Figures come from a model that was fitted to this course's own answers.")


def tell_verdict(report: CourseReport) -> str:
    return str(VERDICTS[report.verdict])


def tell_obstacle(note: str) -> str:
    return str(OBSTACLES.get(note, note))


def show_figure(figure: Figure, digits: int = 3) -> str:
    """With its interval where it has one."""
    if figure.value is None:
        return "–"
    shape = f"0.{'0' * digits}"
    value = str(format_decimal(figure.value, shape))
    if figure.low is None or figure.high is None:
        return value
    low, high = (format_decimal(one, shape) for one in (figure.low, figure.high))
    return gettext("%(value)s (%(low)s to %(high)s)", value=value, low=low, high=high)


def show_number(value: float) -> str:
    return str(format_decimal(value, "0.000"))


def show_bound() -> str:
    return str(format_decimal(MOST_ECE, "0.00"))
