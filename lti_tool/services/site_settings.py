"""What an admin chose at run time, over what the environment says."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError
from lti_tool.models import SiteSetting

DRAFTER_MODEL = "drafter_model"
_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}")


def read_drafter_model(session: Session, default: str) -> str:
    """The model that drafts; `default` (the environment's) while nobody chose one."""
    row = _find(session)
    return str(row.value["name"]) if row else default


def choose_drafter_model(session: Session, name: str) -> None:
    """An empty name returns to the environment's. Raises `InvalidInputError`."""
    name, row = name.strip(), _find(session)
    if name and not _MODEL_NAME.fullmatch(name):
        raise InvalidInputError(
            "This is not a model's name. Choose one that `coursewright models list` shows."
        )
    if row is None and name:
        session.add(SiteSetting(name=DRAFTER_MODEL, value={"name": name}))
    elif row is not None and name:
        row.value = {"name": name}
    elif row is not None:
        session.delete(row)


def _find(session: Session) -> SiteSetting | None:
    return session.scalar(select(SiteSetting).where(SiteSetting.name == DRAFTER_MODEL))
