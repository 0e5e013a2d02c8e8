"""Whether the chosen language model is where the workers are, as these tell it themselves: they may
run on other machines than the web application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lti_tool.models import WorkerBeat
from lti_tool.queue import QueueName
from lti_tool.services.model_choice import NO_MODEL, ModelUse
from lti_tool.services.registration_checks import Finding


def check_other_uses(alive: Iterable[WorkerBeat], models: Mapping[ModelUse, str]) -> list[Finding]:
    """Models of other uses than drafting, where they are others; embedders are no worker's."""
    workers = [beat for beat in alive if beat.queue == QueueName.MODEL.value]
    named = {models[use] for use in (ModelUse.RE_SOLVE, ModelUse.CHECK)}
    findings = []
    for name in sorted(named - {NO_MODEL, models[ModelUse.DRAFT]}):
        uses = ", ".join(use.value for use in ModelUse if models[use] == name)
        without = [beat.name for beat in workers if name not in beat.installed]
        fields = {"model": name, "uses": uses, "worker": without[0] if without else ""}
        code = "other_model_missing" if without else "other_model_installed"
        findings.append(Finding(code, not without, fields))
    return findings if workers else []


def check_models(alive: Iterable[WorkerBeat], chosen: str) -> list[Finding]:
    """`alive`: workers that gave a sign of life lately; one that is missing is another finding."""
    workers = [beat for beat in alive if beat.queue == QueueName.MODEL.value]
    if chosen == NO_MODEL:
        return [Finding("model_none", True)]
    if not workers:
        return []
    installed = ", ".join(sorted({name for beat in workers for name in beat.installed})) or "–"
    without = [beat.name for beat in workers if chosen not in beat.installed]
    if without:
        fields = {"model": chosen, "worker": without[0], "installed": installed}
        return [Finding("model_missing", False, fields)]
    findings = [Finding("model_installed", True, {"model": chosen, "installed": installed})]
    loaded = sorted({beat.model for beat in workers if beat.model})
    if loaded:
        return [*findings, Finding("model_loaded", True, {"models": ", ".join(loaded)})]
    return [*findings, Finding("model_idle", True)]
