"""The words of the bank's map: how far a training is, how the model did, why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, format_percent
from flask_babel import lazy_gettext as _l

from lti_tool.views.translate import gettext

STAGES = {
    "data": _l("Gathering the exercises"),
    "reading": _l("Reading exercises and sources"),
    "items": _l("Learning how the exercises lie"),
    "measuring": _l("Measuring how good the model is"),
    "map": _l("Drawing the map"),
}
FAILURES = {
    "too_little": _l("There is too little to learn from."),
    "diverged": _l(
        "The training met numbers that are none, and was stopped. Begin it again; tell your "
        "administrator if it happens again."
    ),
    "interrupted": _l(
        "The training was interrupted three times. Begin it again; tell your administrator if it "
        "happens again."
    ),
}
BY_WORDS = "lexical-384"  # the embedder that knows no meaning


def name_stage(stage: str) -> str:
    """A stage that has no words is named as it is."""
    return str(STAGES.get(stage, stage))


def describe_failure(reason: str) -> str:
    return str(FAILURES.get(reason, reason))


def goes_by_words(data: Mapping[str, Any]) -> bool:
    return data.get("embedder") == BY_WORDS


def list_figures(figures: Mapping[str, float]) -> list[tuple[str, str]]:
    """Measured on exercises that were kept aside, beside linear models of the same size."""
    shares = ("near_found", "near_found_text")
    labels = {
        "held_out": gettext("Exercises kept aside for this"),
        "bound": gettext("Likelihood of their texts, in nats: the model"),
        "bound_ppca": gettext("Likelihood of their texts, in nats: linear (PPCA)"),
        "cosine": gettext("Texts found again from 64 numbers (cosine): the model"),
        "cosine_pca": gettext("Texts found again from 64 numbers (cosine): linear (PCA)"),
        "near_found": gettext("Copies with a tenth of their words gone that are found: the model"),
        "near_found_text": gettext(
            "Copies with a tenth of their words gone that are found: distance of texts"
        ),
        "forms_gain": gettext(
            "Kind and level of another exercise of the skill, in nats better foretold than by the "
            "skill's own shares"
        ),
        "trust": gettext("Neighbours in the picture that are true ones: this map"),
        "trust_pca": gettext("Neighbours in the picture that are true ones: linear (PCA)"),
    }
    return [
        (label, _show(figures[name], share=name in shares))
        for name, label in labels.items()
        if name in figures
    ]


def _show(value: float, *, share: bool) -> str:
    if share:
        return str(format_percent(value, "0%"))
    whole = abs(value) >= 10 or float(value).is_integer()
    return str(format_decimal(value, "0" if whole else "0.000"))
