"""The words for how a request stands and why it ended."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from generators.exercise.content import Kind
from lti_tool.models import RequestState
from lti_tool.views.translate import gettext, ngettext

STATES = {
    RequestState.WAITING: _l("Waiting"),
    RequestState.RUNNING: _l("Running"),
    RequestState.DONE: _l("Done"),
    RequestState.FAILED: _l("Failed"),
    RequestState.CANCELLED: _l("Cancelled"),
}
STAGES = {
    "reading": _l("Reading the course material"),
    "loading": _l("Loading the language model"),
    "drafting": _l("Drafting exercises"),
}
REASONS = {
    "nothing_accepted": _l("No draft passed the checks, so nothing came to the review desk."),
    "cancelled": _l("Cancelled by an instructor; what was drafted before stays."),
    "interrupted": _l(
        "The worker was interrupted three times, so this request was stopped. Retry it; tell your "
        "administrator if it happens again."
    ),
    "no_passages": _l("The course has no readable source. Upload one, then retry."),
}
MISSED = {
    "no_drafter": _l("no drafter can write this kind"),
    "no_material": _l("the sources carry no exercise of this kind for the skill"),
    "all_refused": _l("no draft passed the checks"),
    "drafters_failed": _l("the language model did not answer"),
}


def describe_reason(reason: str) -> str:
    """A sentence; an unknown code is shown as it is."""
    return str(REASONS.get(reason, reason))


def describe_missed(reason: str, kind: str) -> str:
    if kind == Kind.CASE_STUDY and reason == "no_material":
        return gettext(
            "the sources tell no table of quantities and no rate about the skill from which a case "
            "could be made"
        )
    return str(MISSED.get(reason, reason))


def tell_rules() -> str:
    """What a course without a language model can expect (docs/BENCHMARKS.md, *Drafts out of texts
    that the drafters were not written for*)."""
    return gettext(
        "No language model is set up, so exercises are drafted by rules: from terms that a source "
        "defines or sets off, lists that it counts, numbered steps, formulas and tables of "
        "quantities. Other prose gives few. You can write exercises yourself, and an administrator "
        "can set up a language model."
    )


def tell_cases(tables: int, *, by_model: bool) -> str:
    """What cases with several questions are drafted from in this course."""
    if by_model:
        return gettext(
            "Cases with several questions come from the language model where it can write them, "
            "and by rules from tables of quantities and from rates that the sources tell."
        )
    if tables:
        return gettext(
            "Cases with several questions are made by rules, from tables of quantities and from "
            "rates that the sources tell."
        )
    return gettext(
        "Your sources have no table, and no language model is set up: cases with several "
        "questions can only be made from rates that the sources tell. You can write one yourself "
        "on the review desk."
    )


def describe_stage(stage: str) -> str:
    return str(STAGES.get(stage, stage))


def describe_duration(seconds: float) -> str:
    """As rough as an estimate is: minutes, or less than one."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return gettext("less than a minute")
    if minutes < 120:
        return ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
    return ngettext("about %(num)s hour", "about %(num)s hours", round(minutes / 60))
