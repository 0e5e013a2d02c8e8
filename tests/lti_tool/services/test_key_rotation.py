from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.errors import NotFoundError
from lti_tool.lti.vault import Vault
from lti_tool.models import KeyState, ToolKey
from lti_tool.services.housekeeping import purge_expired
from lti_tool.services.key_rotation import (
    NEXT_FOR,
    RETIRED_FOR,
    Outcome,
    prepare_next,
    rotate_key,
    without_next,
)
from lti_tool.services.keys import ensure_key, list_jwks, signing_key
from tests.lti_tool.factories import make_registration

VAULT = Vault(b"a secret of at least 32 characters")
NOW = utcnow()


def make_keys(session: Session) -> str:
    registration = make_registration(session)
    ensure_key(session, VAULT, registration.id)
    return registration.id


def states(session: Session) -> dict[str, KeyState]:
    return {row.kid: row.state for row in session.scalars(select(ToolKey))}


def test_an_unknown_registration(database: Database) -> None:
    with database.write() as session, pytest.raises(NotFoundError):
        rotate_key(session, VAULT, "r" * 32, NOW)


def test_without_a_next_key_a_rotation_publishes_one_and_goes_no_further(
    database: Database,
) -> None:
    with database.write() as session:
        registration = make_keys(session)
        active = signing_key(session, VAULT, registration).kid
        found = rotate_key(session, VAULT, registration, NOW)
        assert found.outcome is Outcome.EARLY
        assert states(session) == {active: KeyState.ACTIVE, found.next: KeyState.NEXT}
        assert found.due == NOW + NEXT_FOR


def test_next_signs_active_retires_and_another_next_is_published(database: Database) -> None:
    with database.write() as session:
        registration = make_keys(session)
        old = signing_key(session, VAULT, registration).kid
        prepare_next(session, VAULT, registration, NOW)
        prepare_next(session, VAULT, registration, NOW)
        found = rotate_key(session, VAULT, registration, NOW + NEXT_FOR)
        assert signing_key(session, VAULT, registration).kid == found.active
        kids = {key["kid"] for key in list_jwks(session, registration)["keys"]}
        assert states(session) == {
            old: KeyState.RETIRED,
            found.active: KeyState.ACTIVE,
            found.next: KeyState.NEXT,
        }
    assert kids == {old, found.active, found.next}


def test_of_two_rotations_at_once_the_second_changes_nothing(database: Database) -> None:
    with database.write() as session:
        registration = make_keys(session)
        prepare_next(session, VAULT, registration, NOW)
        first = rotate_key(session, VAULT, registration, NOW + NEXT_FOR)
        second = rotate_key(session, VAULT, registration, NOW + NEXT_FOR)
    assert second.outcome is Outcome.EARLY
    assert (second.active, second.next) == (first.active, first.next)


def test_a_retired_key_leaves_after_its_time_and_no_kid_comes_again(database: Database) -> None:
    kids: set[str] = set()
    with database.write() as session:
        registration = make_keys(session)
        for number in range(4):
            now = NOW + number * NEXT_FOR
            rotate_key(session, VAULT, registration, now, early=True)
            kids |= states(session).keys()
        assert len(kids) == 6
        purge_expired(session, NOW + RETIRED_FOR - timedelta(seconds=1))
        assert len(states(session)) == 6
        purge_expired(session, NOW + RETIRED_FOR)
        assert len(states(session)) == 5


def test_a_leaked_key_is_withdrawn_at_once(database: Database) -> None:
    with database.write() as session:
        registration = make_keys(session)
        leaked = signing_key(session, VAULT, registration).kid
        rotate_key(session, VAULT, registration, NOW, leaked=True)
        assert leaked not in states(session)
        assert sorted(states(session).values()) == [KeyState.ACTIVE, KeyState.NEXT]


def test_registrations_without_a_next_key_are_found(database: Database) -> None:
    with database.write() as session:
        registration = make_keys(session)
        assert without_next(session) == [registration]
        prepare_next(session, VAULT, registration, NOW)
        assert without_next(session) == []
