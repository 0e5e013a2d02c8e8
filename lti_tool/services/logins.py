"""Logins in flight: a row from the platform's initiation to the launch, used once.

Rows expire, and the oldest go when there are too many, so that initiations that nobody finishes
(Moodle begins one for each hidden activity too) cannot fill the database.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from lti_tool.lti.errors import (
    MessageInvalidError,
    OtherBrowserError,
    RegistrationInactiveError,
    RegistrationUnknownError,
    StateUnknownError,
)
from lti_tool.lti.login import LoginRequest, authentication_url
from lti_tool.lti.origins import origin
from lti_tool.lti.state import LOGIN_SECONDS, LoginSecrets, digest, draw_secrets
from lti_tool.lti.validator import Expected
from lti_tool.models import LoginState, Registration
from lti_tool.services.row_parts import columns_of, table_of, take_part

MOST_LOGINS = 20_000
LONGEST_HINTS = 4000


class Rung(StrEnum):
    """What proved that the browser of the launch is the one of the login, the best one first.
    `NEW_TAB`: a cookie too, in a tab of its own after the frame had kept none."""

    PARTITIONED = "partitioned"
    UNPARTITIONED = "unpartitioned"
    STORAGE = "storage"
    NEW_TAB = "new_tab"


@dataclass(frozen=True, slots=True)
class Begun:
    """`url` is where the browser goes next, with the secrets' browser part in its cookies."""

    url: str
    secrets: LoginSecrets
    registration: Registration


@dataclass(frozen=True, slots=True)
class Login:
    state_hash: str
    nonce_hash: str
    browser_hash: str
    lti_deployment_id: str | None
    target_link_uri: str
    storage_target: str
    restarted: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """What a launch has to know of the registration that it comes by."""

    id: str
    issuer: str
    client_id: str
    product: str
    active: bool
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    jwks: dict[str, Any] | None
    jwks_fetched_at: datetime | None
    service_hosts: list[str]
    private_hosts: list[str]


@dataclass(frozen=True, slots=True)
class Pending:
    login: Login
    registration: Registered


_logins = table_of(LoginState).c
IN_FLIGHT = (
    select(*columns_of(LoginState, Login), *columns_of(Registration, Registered))
    .join(Registration, Registration.id == LoginState.registration_id)
    .where(LoginState.state_hash == bindparam("state"), LoginState.expires_at > bindparam("now"))
)
CONSUME = (
    delete(table_of(LoginState))
    .where(_logins.state_hash == bindparam("state"))
    .returning(_logins.state_hash)
)


def begin_login(
    session: Session,
    login: LoginRequest,
    redirect_uri: str,
    now: datetime,
    restarted: bool = False,
) -> Begun:
    """Raises `RegistrationUnknownError`, `RegistrationInactiveError`."""
    registration = _find_registration(session, login)
    secrets = draw_secrets()
    _forget_logins(session, now)
    session.add(
        LoginState(
            state_hash=digest(secrets.state),
            nonce_hash=digest(secrets.nonce),
            browser_hash=digest(secrets.browser),
            registration_id=registration.id,
            lti_deployment_id=login.deployment_id[:255] or None,
            target_link_uri=login.target_link_uri,
            login_hint=login.login_hint if _keeps_hints(login) else None,
            message_hint=login.message_hint if _keeps_hints(login) else "",
            storage_target=login.storage_target,
            restarted=restarted,
            expires_at=now + timedelta(seconds=LOGIN_SECONDS),
        )
    )
    url = authentication_url(
        registration.auth_login_url, registration.client_id, redirect_uri, login, secrets
    )
    return Begun(url, secrets, registration)


def find_login(connection: Connection, state: str, now: datetime) -> Pending:
    """The login that `state` belongs to; it stays until the token has been verified.

    Raises `StateUnknownError`, `RegistrationInactiveError`.
    """
    found = connection.execute(IN_FLIGHT, {"state": digest(state), "now": now}).one_or_none()
    if found is None:
        raise StateUnknownError("state", "a login in flight", "unknown, used or expired")
    values = iter(found)
    pending = Pending(take_part(Login, values), take_part(Registered, values))
    _require_active(pending.registration)
    return pending


def check_browser(pending: Pending, secrets: Mapping[Rung, str]) -> Rung:
    """Raises `OtherBrowserError` unless this browser began the login."""
    for rung in Rung:
        if hmac.compare_digest(digest(secrets.get(rung, "")), pending.login.browser_hash):
            return Rung.NEW_TAB if pending.login.restarted else rung
    raise OtherBrowserError("browser", "a proof of this login", ", ".join(secrets) or "nothing")


def consume_login(connection: Connection, pending: Pending) -> None:
    """After the signature: of two launches with one state, whichever deletes the row goes on.

    Raises `StateUnknownError`.
    """
    gone = connection.execute(CONSUME, {"state": pending.login.state_hash}).first()
    if gone is None:
        raise StateUnknownError("state", "a login in flight", "used meanwhile")


def expected_of(pending: Pending) -> Expected:
    """What the token of this login must say."""
    login, registration = pending.login, pending.registration
    return Expected(
        issuer=registration.issuer,
        client_id=registration.client_id,
        deployment_id=login.lti_deployment_id or "",
        target_link_uri=login.target_link_uri,
        nonce_hash=login.nonce_hash,
        platform_origins=platform_origins(registration),
    )


def platform_origins(registration: Registration | Registered) -> frozenset[str]:
    """Where the platform is, as an admin or the platform's own configuration said it. Clouds have
    their services on each school's own host, which only the admin can vouch for."""
    row = registration
    hosts = [f"https://{host}" for host in row.service_hosts]
    urls = (row.issuer, row.auth_login_url, row.auth_token_url, row.jwks_url, *hosts)
    return frozenset(found for url in urls if (found := origin(url)))


def _find_registration(session: Session, login: LoginRequest) -> Registration:
    """By issuer and client; the client may be left out where the issuer has but one."""
    query = select(Registration).where(Registration.issuer == login.issuer)
    clients = {row.client_id: row for row in session.scalars(query)}
    if not clients:
        raise RegistrationUnknownError("iss", "a registered issuer", login.issuer)
    if login.client_id:
        row = clients.get(login.client_id)
    elif len(clients) == 1:
        row = next(iter(clients.values()))
    else:
        raise MessageInvalidError("login.client_id", "one of several clients", "nothing")
    if row is None:
        raise RegistrationUnknownError("client_id", sorted(clients), login.client_id)
    _require_active(row)
    return row


def _keeps_hints(login: LoginRequest) -> bool:
    return len(login.login_hint) + len(login.message_hint) <= LONGEST_HINTS


def _require_active(registration: Registration | Registered) -> None:
    if not registration.active:
        raise RegistrationInactiveError("registration", "active", registration.id)


def _forget_logins(session: Session, now: datetime) -> None:
    session.execute(delete(LoginState).where(LoginState.expires_at <= now))
    oldest_kept = (
        select(LoginState.expires_at).order_by(LoginState.expires_at.desc()).offset(MOST_LOGINS)
    )
    if (limit := session.scalar(oldest_kept.limit(1))) is not None:
        session.execute(delete(LoginState).where(LoginState.expires_at <= limit))
