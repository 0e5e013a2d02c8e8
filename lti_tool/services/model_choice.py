"""Which model does what: as an admin chose at run time, else as the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from lti_tool.services.site_settings import DRAFTER_MODEL, choose_model_setting, read_setting
from lti_tool.settings import Settings

NO_MODEL = "none"


class ModelUse(StrEnum):
    """Named as the purposes of the catalogue are."""

    DRAFT = "draft"
    RE_SOLVE = "re-solve"
    EMBED = "embed"
    CHECK = "check"


_SETTINGS = {
    ModelUse.DRAFT: DRAFTER_MODEL,
    ModelUse.RE_SOLVE: "solver_model",
    ModelUse.EMBED: "embedder_model",
    ModelUse.CHECK: "checker_model",
}


def default_models(settings: Settings) -> dict[ModelUse, str]:
    """Those of the environment; "" of re-solving and checking means: as for drafting."""
    return {
        ModelUse.DRAFT: settings.drafter_model,
        ModelUse.RE_SOLVE: settings.models.solver,
        ModelUse.EMBED: settings.embedder_model,
        ModelUse.CHECK: settings.models.checker,
    }


def read_models(session: Session, defaults: Mapping[ModelUse, str]) -> dict[ModelUse, str]:
    """A name for each use, "none" where none is to be used."""
    chosen = {use: _read(session, use) or defaults[use] for use in ModelUse}
    return {use: name or chosen[ModelUse.DRAFT] for use, name in chosen.items()}


def choose_model(session: Session, use: ModelUse, name: str) -> None:
    """An empty name returns to the environment's. Raises `InvalidInputError`."""
    choose_model_setting(session, _SETTINGS[use], name)


def _read(session: Session, use: ModelUse) -> str:
    value = read_setting(session, _SETTINGS[use])
    return str(value["name"]) if value else ""
