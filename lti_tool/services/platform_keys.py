"""The platform's keys, kept with its registration: fetched when one is unknown or they are old.

It takes the database instead of a session, since it asks the platform in between and no
transaction may be open meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from joserfc.jwk import RSAKey

from lti_tool.db import Database
from lti_tool.lti.errors import KeysUnavailableError, TokenInvalidError
from lti_tool.lti.jwks import fetch_jwks, find_key, list_kids
from lti_tool.models import Registration
from lti_tool.services.logins import Registered

FRESH = timedelta(hours=1)  # a key that the platform withdraws is trusted no longer than this...
USABLE = timedelta(days=1)  # ...or than this while its key set is out of reach
PAUSE = timedelta(seconds=2)  # between two fetches, however many unknown keys are named

log = structlog.get_logger(__name__)


def find_platform_key(
    database: Database, registration: Registered, kid: str, now: datetime
) -> RSAKey:
    """Raises `TokenInvalidError` for a kid that the platform does not have, and
    `KeysUnavailableError`."""
    age = now - registration.jwks_fetched_at if registration.jwks_fetched_at else None
    known = find_key(registration.jwks, kid) if registration.jwks else None
    if known and age is not None and age < FRESH:
        return known
    if age is not None and age < PAUSE:
        raise _unknown(kid, registration.jwks)
    try:
        jwks = _refetch(database, registration, now)
    except KeysUnavailableError as error:
        if known is None or age is None or age > USABLE:
            raise
        log.warning("stale_platform_keys", registration=registration.id, found=error.found)
        return known
    key = find_key(jwks, kid)
    if key is None:
        raise _unknown(kid, jwks)
    return key


def _refetch(database: Database, registration: Registered, now: datetime) -> dict[str, Any]:
    jwks = fetch_jwks(registration.jwks_url)
    with database.write() as session:
        row = session.get_one(Registration, registration.id)
        row.jwks, row.jwks_fetched_at = jwks, now
    return jwks


def _unknown(kid: str, jwks: dict[str, Any] | None) -> TokenInvalidError:
    return TokenInvalidError("header.kid", list_kids(jwks) if jwks else [], kid)
