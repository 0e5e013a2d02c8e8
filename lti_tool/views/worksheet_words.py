"""The words of worksheets: why a slot, how likely, what planned it and why, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_percent
from flask_babel import lazy_gettext as _l

from analytics.types import Reason
from lti_tool.models import SheetPath, TrainingState, WorksheetState
from lti_tool.services.own_worksheets import Outcome
from lti_tool.services.score_policy import GATE
from lti_tool.services.worksheet_slots import CHOSEN, GROUP
from lti_tool.views.learn_words import explain_reason
from lti_tool.views.model_words import chances_hidden
from lti_tool.views.translate import gettext, ngettext

STATES = {
    WorksheetState.WAITING: _l("Being planned"),
    WorksheetState.PLANNED: _l("Planned"),
    WorksheetState.SENT: _l("Sent"),
    WorksheetState.WORKING: _l("Under way"),
    WorksheetState.DONE: _l("Done"),
    WorksheetState.DROPPED: _l("Dropped"),
    WorksheetState.FAILED: _l("Not planned"),
}
FAILURES = {
    "no_skills": _l("The course has no skills yet, so there is nothing to plan. Choose skills."),
    "no_exercises": _l(
        "No published exercise fits here yet. Your instructor sees that some are wanted."
    ),
    "nobody": _l("Nobody is left to plan for: these learners are no longer on the roster."),
    "interrupted": _l(
        "The planning was interrupted three times. Try again; tell your administrator if it "
        "happens again."
    ),
}
PATHS = {SheetPath.PLANNER: _l("the trained planner"), SheetPath.RULE: _l("the rule")}
# By the gate's reason, and those of services.planner_models and jobs.plan_worksheet.
WHYS = {
    "no_model": _l("No planner was trained for this course yet."),
    "too_few_sheets": _l("The planner was tried on too few unseen worksheets to trust it."),
    "not_better_on_unseen": _l(
        "On unseen worksheets the planner was no nearer to real ones than the rule."
    ),
    "not_played": _l("The planner was not tried in the simulated courses yet."),
    "worse_in_worlds": _l(
        "In the simulated courses learners learned less with the planner than with the rule."
    ),
    "better": _l(
        "The planner was nearer to real worksheets than the rule, and learners in the simulated "
        "courses learned as much with it."
    ),
    "switched_back": _l("This course was switched back to the rule."),
    "no_worker": _l("No worker that can ask the planner was running."),
    "unreadable": _l("The planner could not be used."),
}
TRAINING = {
    TrainingState.NONE: _l("Not trained"),
    TrainingState.WAITING: _l("Waiting"),
    TrainingState.TRAINING: _l("Training"),
    TrainingState.TRAINED: _l("Trained"),
    TrainingState.FAILED: _l("No new model"),
}
OUTCOMES = {
    Outcome.RIGHT: (_l("right"), "full", "success"),
    Outcome.TRIED: (_l("answered, not right yet"), "half", "primary"),
    Outcome.SKIPPED: (_l("skipped"), "unsure", "secondary"),
    Outcome.OPEN: (_l("begun"), "half", "primary"),
    Outcome.TO_COME: (_l("still to come"), "unsure", "secondary"),
    Outcome.WITHDRAWN: (_l("withdrawn by your instructor"), "unsure", "secondary"),
}  # the words, and a shape and a tone of learn.css
CHANCES = (
    (0.85, _l("almost sure")),
    (0.7, _l("likely")),
    (0.5, _l("more likely than not")),
    (0.0, _l("a stretch")),
)


def describe_chance(p_correct: float) -> str:
    """Of a right answer."""
    return str(next(words for least, words in CHANCES if p_correct >= least))


def describe_failure(reason: str) -> str:
    return str(FAILURES.get(reason, reason))


def describe_why_path(reason: str) -> str:
    """A sentence; an unknown code is shown as it is."""
    return str(WHYS.get(reason, reason))


def explain_slot(why: str, facts: Mapping[str, float]) -> str:
    """To an instructor: why this skill is in the worksheet."""
    match why:
        case Reason.START if "spell" not in facts:
            return gettext("Nothing is known of this skill yet.")
        case Reason.RECENT_ERRORS if "wrong" in facts and "of" in facts:
            return ngettext(
                "%(wrong)d of the last %(num)d answer in it was not right.",
                "%(wrong)d of the last %(num)d answers in it were not right.",
                int(facts["of"]),
                wrong=int(facts["wrong"]),
            )
        case Reason.REVIEW if "days" in facts:
            return ngettext(
                "Known well, but not practised for %(num)d day.",
                "Known well, but not practised for %(num)d days.",
                round(facts["days"]),
            )
        case Reason.BELOW_GATE | Reason.START:
            return _explain_open(facts)
        case Reason.MASTERED | Reason.ALL_MASTERED:
            return gettext("Known well; this keeps it fresh.")
        case _ if why == GROUP:
            return _explain_group(facts)
        case _ if why == CHOSEN:
            return gettext("An instructor put it here.")
        case _:
            return gettext("It comes next in the course.")


def _explain_open(facts: Mapping[str, float]) -> str:
    if "spell" in facts:
        return gettext("A change after many exercises in a row of one skill.")
    if not facts.get("enough"):
        return gettext("Too few answers yet to tell how well it is known.")
    if chances_hidden():
        return gettext("Practised, and not at the goal yet.")
    return gettext(
        "About %(known)s of such exercises would be right now; the goal is %(gate)s.",
        known=format_percent(facts["mastery"]),
        gate=format_percent(GATE),
    )


def _explain_group(facts: Mapping[str, float]) -> str:
    judged, learners = int(facts.get("judged", 0)), int(facts.get("learners", 0))
    if not judged:
        return ngettext(
            "Of the %(num)s learner it is not known yet.",
            "Of none of the %(num)s learners it is known yet.",
            learners,
        )
    return gettext(
        "%(needing)s of %(judged)s need practice", needing=int(facts["needing"]), judged=judged
    )


def explain_own_slot(why: str, facts: Mapping[str, float]) -> str:
    """To its learner."""
    if why in (GROUP, CHOSEN):
        return gettext("Your instructor chose it for you.")
    return explain_reason(why, facts)
