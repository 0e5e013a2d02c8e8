"""What an admin chose at run time, over what the environment says."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError
from lti_tool.lti.origins import read_host
from lti_tool.models import SiteSetting

DRAFTER_MODEL = "drafter_model"
PERMITTED_HOSTS = "permitted_hosts"
MOST_HOSTS = 100
_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}")


def read_drafter_model(session: Session, default: str) -> str:
    """The model that drafts; `default` (the environment's) while nobody chose one."""
    row = _find(session, DRAFTER_MODEL)
    return str(row.value["name"]) if row else default


def choose_drafter_model(session: Session, name: str) -> None:
    """An empty name returns to the environment's. Raises `InvalidInputError`."""
    choose_model_setting(session, DRAFTER_MODEL, name)


def choose_model_setting(session: Session, setting: str, name: str) -> None:
    """As `choose_drafter_model`, for the model of another use."""
    name = name.strip()
    if name and not _MODEL_NAME.fullmatch(name):
        raise InvalidInputError(
            "This is not a model's name. Choose one that `coursewright models list` shows."
        )
    keep_setting(session, setting, {"name": name} if name else None)


def read_permitted_hosts(session: Session, default: frozenset[str]) -> frozenset[str]:
    """Hosts of platforms that may have private addresses; the environment's among them."""
    return default | frozenset(list_permitted_hosts(session))


def list_permitted_hosts(session: Session) -> list[str]:
    """Those that an admin named."""
    row = _find(session, PERMITTED_HOSTS)
    return list(row.value["hosts"]) if row else []


def permit_hosts(session: Session, text: str) -> list[str]:
    """All of them, separated by blanks, commas or line ends; returns them as they are kept.

    Raises `InvalidInputError`.
    """
    hosts: dict[str, None] = {}
    for entry in text.replace(",", " ").split():
        host = read_host(entry)
        if not host or len(hosts) == MOST_HOSTS:
            raise InvalidInputError(
                "%(entry)s cannot be kept: give hosts alone, as in moodle.school.lan, at most "
                "%(most)s of them.",
                entry=entry[:100],
                most=MOST_HOSTS,
            )
        hosts[host] = None
    keep_setting(session, PERMITTED_HOSTS, {"hosts": list(hosts)} if hosts else None)
    return list(hosts)


def read_setting(session: Session, name: str) -> dict[str, Any] | None:
    row = _find(session, name)
    return row.value if row else None


def keep_setting(session: Session, name: str, value: dict[str, Any] | None) -> None:
    """None removes it."""
    row = _find(session, name)
    if value is None and row is not None:
        session.delete(row)
    elif value is not None and row is None:
        session.add(SiteSetting(name=name, value=value))
    elif value is not None and row is not None:
        row.value = value


def _find(session: Session, name: str) -> SiteSetting | None:
    return session.scalar(select(SiteSetting).where(SiteSetting.name == name))
