"""The words of the planner's report: what it learned from, how it did, why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from lti_tool.views.translate import gettext, ngettext

STAGES = {
    "data": _l("Gathering worksheets from what learners did"),
    "warm": _l("Learning from worksheets"),
    "critic": _l("Training the critic"),
    "tune": _l("Planner against critic"),
    "critic-tuned": _l("Training the critic once more"),
    "weigh": _l("Measuring against the rule"),
    "worlds": _l("Trying it in simulated courses"),
}
FAILURES = {
    "too_little": _l("There is too little to learn from. The rule stays in use."),
    "diverged": _l("The training met numbers that are none, and was stopped."),
    "interrupted": _l(
        "The training was interrupted three times. Begin it again; tell your administrator if it "
        "happens again."
    ),
}
# By the key of the card's figures.
FIGURES = {
    "planner_auc": _l("Planner: told apart from real worksheets (AUC)"),
    "rule_auc": _l("Rule: told apart from real worksheets (AUC)"),
    "warm_start_auc": _l("Planner without critic (AUC)"),
    "finetuned_auc": _l("Planner after adversarial training (AUC)"),
    "warm_start_with_critic_auc": _l("The same, chosen by the critic (AUC)"),
    "valid": _l("Sheets in order: no slot twice, easy to hard, prerequisites met"),
    "in_band": _l("Chances in the wanted band: planner"),
    "data_in_band": _l("Chances in the wanted band: data"),
    "unseen_sheets": _l("Worksheets kept aside for this"),
    "exam_gain": _l("Exam score in the simulated courses, against the rule"),
    "lowest_gain": _l("The same for the lowest quarter of learners"),
}


def name_stage(stage: str) -> str:
    """A stage that has no words is named as it is."""
    return str(STAGES.get(stage, stage.replace("_", " ")))


def describe_failure(reason: str) -> str:
    return str(FAILURES.get(reason, reason))


def list_figures(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Those that were measured, in the order above, then others by their key."""
    names = [*(key for key in FIGURES if key in figures), *sorted(set(figures) - set(FIGURES))]
    return [
        (str(FIGURES.get(name, name)), _show(name, figures[name]))
        for name in names
        if isinstance(figures[name], int | float)
    ]


def _show(name: str, value: float) -> str:
    if name == "unseen_sheets":
        return str(round(value))
    return str(format_decimal(value, "+0.000;-0.000" if name.endswith("_gain") else "0.000"))


def describe_data(data: Mapping[str, Any]) -> list[str]:
    """Sentences: what comes from learners, and what was made up."""
    own, made = int(data.get("own_sheets", 0)), int(data.get("rule_sheets", 0))
    lines = [
        ngettext(
            "%(num)s worksheet from what %(learners)s learners of this course did",
            "%(num)s worksheets from what %(learners)s learners of this course did",
            own,
            learners=int(data.get("learners", 0)),
        )
    ]
    if made:
        lines.append(
            ngettext(
                "%(num)s worksheet made by the rule, for the states that these learners were in",
                "%(num)s worksheets made by the rule, for the states that these learners were in",
                made,
            )
        )
    if simulated := int(data.get("simulated_sheets", 0)):
        lines.append(
            ngettext(
                "%(num)s worksheet of simulated learners: none of them is a person",
                "%(num)s worksheets of simulated learners: none of them is a person",
                simulated,
            )
        )
    if removed := int(data.get("removed", 0)):
        lines.append(gettext("%(num)s doubles were left out", num=removed))
    return lines
