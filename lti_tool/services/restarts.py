"""What is left to a launch whose browser kept no cookie: the platform's storage, a new tab.

In a new tab the tool's cookies are first-party. Platforms let the same hints begin a login twice;
Moodle does not (its launch id is used up), so there the activity's own start is opened instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.errors import StateUnknownError
from lti_tool.lti.login import LoginRequest
from lti_tool.lti.state import digest
from lti_tool.models import LoginState, Registration

MOODLE_AUTH = "/mod/lti/auth.php"


@dataclass(frozen=True, slots=True)
class Restart:
    """By the platform's own `start_url`, else by the `login` once more; neither: by hand alone."""

    start_url: str = ""
    login: LoginRequest | None = None

    @property
    def is_possible(self) -> bool:
        return bool(self.start_url or self.login)


@dataclass(frozen=True, slots=True)
class Unbound:
    """A login in flight whose launch came without proof. `storage_target` is empty where the
    platform stores nothing for tools."""

    storage_target: str
    auth_login_url: str
    restart: Restart


def find_unbound(session: Session, state: str, now: datetime) -> Unbound:
    """Raises `StateUnknownError`."""
    query = (
        select(LoginState, Registration)
        .join(Registration, Registration.id == LoginState.registration_id)
        .where(LoginState.state_hash == digest(state), LoginState.expires_at > now)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise StateUnknownError("state", "a login in flight", "unknown, used or expired")
    row, registration = found
    return Unbound(
        row.storage_target, registration.auth_login_url, _choose_restart(row, registration)
    )


def _choose_restart(row: LoginState, registration: Registration) -> Restart:
    """None for a login that was restarted already: a second new tab would do no better."""
    if row.restarted or row.login_hint is None:
        return Restart()
    if registration.auth_login_url.endswith(MOODLE_AUTH):
        return Restart(start_url=_moodle_start(registration.auth_login_url, row.message_hint))
    return Restart(
        login=LoginRequest(
            issuer=registration.issuer,
            login_hint=row.login_hint,
            target_link_uri=row.target_link_uri,
            message_hint=row.message_hint,
            client_id=registration.client_id,
            deployment_id=row.lti_deployment_id or "",
        )
    )


def _moodle_start(auth_login_url: str, message_hint: str) -> str:
    """Moodle's page that begins a launch of the activity that the hint names, as in a window of
    its own; empty where it names none (content is being chosen)."""
    try:
        hint = json.loads(message_hint)
    except ValueError:
        return ""
    cmid = hint.get("cmid") if isinstance(hint, dict) else None
    if not str(cmid).isascii() or not str(cmid).isdigit():
        return ""
    return f"{auth_login_url.removesuffix('auth.php')}launch.php?id={cmid}&triggerview=0"
