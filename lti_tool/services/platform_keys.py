"""The platform's keys, kept with its registration: fetched when one is unknown or they are old.

It takes the database instead of a session, since it asks the platform in between and no
transaction may be open meanwhile. The turn to ask is taken in the row, so that all processes
together ask once, however many launches name a key that is unknown.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from joserfc.jwk import RSAKey
from sqlalchemy import or_, update

from lti_tool.db import Database
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.errors import KeysUnavailableError, TokenInvalidError
from lti_tool.lti.jwks import fetch_jwks, find_key, list_kids
from lti_tool.models import Registration
from lti_tool.services.logins import Registered
from lti_tool.services.private_hosts import permit

FRESH = timedelta(hours=1)  # a key that the platform withdraws is trusted no longer than this...
USABLE = timedelta(days=1)  # ...or than this while its key set is out of reach
LEASE = timedelta(seconds=40)  # of a fetch: longer than it can last, see lti.http
PAUSE = timedelta(seconds=2)  # after a fetch, whether it succeeded or not
PATIENCE_SECONDS = 2.0  # for the fetch of another launch
LOOK_SECONDS = 0.05

log = structlog.get_logger(__name__)


def find_platform_key(
    database: Database, site: Permitted, registration: Registered, kid: str, now: datetime
) -> RSAKey:
    """Raises `TokenInvalidError` for a kid that the platform does not have, and
    `KeysUnavailableError`."""
    known = find_key(registration.jwks, kid) if registration.jwks else None
    fetched_at = registration.jwks_fetched_at
    age = now - fetched_at if fetched_at else USABLE
    if known and age < FRESH:
        return known
    usable = known if age < USABLE else None
    if timedelta() <= age < PAUSE:
        jwks = registration.jwks
    else:
        jwks = _fetch_in_turn(database, site, registration, usable is not None, now)
    if jwks is None and usable:
        return usable
    if jwks is None:
        raise KeysUnavailableError("jwks.fetch", registration.jwks_url, "no answer just now")
    key = find_key(jwks, kid)
    if key is None:
        raise TokenInvalidError("header.kid", list_kids(jwks), kid)
    return key


def _fetch_in_turn(
    database: Database,
    site: Permitted,
    registration: Registered,
    replaceable: bool,
    now: datetime,
) -> dict[str, Any] | None:
    """The newest key set; None where there is none to be had, or where another launch fetches it
    while an older one is good enough. Raises `KeysUnavailableError` unless `replaceable`."""
    if not _take_turn(database, registration.id, now):
        return None if replaceable else _await_other(database, registration.id, now)
    try:
        return _refetch(database, site, registration, now)
    except KeysUnavailableError as error:
        if not replaceable:
            raise
        log.warning("stale_platform_keys", registration=registration.id, found=error.found)
        return None


def _take_turn(database: Database, registration_id: str, now: datetime) -> bool:
    """False while another launch asks or has just asked. A clock that was set back does not wait
    for the time to come round again."""
    rest = Registration.jwks_rest_until
    due = or_(rest.is_(None), rest <= now, rest > now + 2 * LEASE)
    claim = update(Registration).where(Registration.id == registration_id, due)
    with database.write() as session:
        taken = session.execute(
            claim.values(jwks_rest_until=now + LEASE).returning(Registration.id)
        )
        return taken.first() is not None


def _await_other(database: Database, registration_id: str, now: datetime) -> dict[str, Any] | None:
    """What the other launch fetched, or the set as it is when patience ends."""
    begun = time.monotonic()
    while True:
        with database.read() as session:
            row = session.get_one(Registration, registration_id)
        passed = time.monotonic() - begun
        rest = row.jwks_rest_until
        rests = rest is None or rest <= now + timedelta(seconds=passed) + PAUSE
        if rests or passed >= PATIENCE_SECONDS:
            return row.jwks
        time.sleep(LOOK_SECONDS)


def _refetch(
    database: Database, site: Permitted, registration: Registered, now: datetime
) -> dict[str, Any]:
    with database.read() as session:
        permitted = permit(session, site, registration.private_hosts)
    jwks, begun = None, time.monotonic()
    try:
        jwks = fetch_jwks(registration.jwks_url, permitted)
        return jwks
    finally:
        with database.write() as session:
            row = session.get_one(Registration, registration.id)
            row.jwks_rest_until = now + timedelta(seconds=time.monotonic() - begun) + PAUSE
            if jwks is not None:
                row.jwks, row.jwks_fetched_at = jwks, now
