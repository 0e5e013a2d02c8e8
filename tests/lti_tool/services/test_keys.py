from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.lti.keys import make_key_pair
from lti_tool.lti.vault import Vault
from lti_tool.models import KeyState, ToolKey
from lti_tool.services.keys import (
    KeyMissingError,
    KeySealedError,
    ensure_key,
    list_jwks,
    signing_key,
)

VAULT = Vault(b"a secret of at least 32 characters")
REGISTRATION = "r" * 32


def test_registration_without_keys_has_no_key_set(database: Database) -> None:
    with database.read() as session, pytest.raises(KeyMissingError):
        list_jwks(session, REGISTRATION)
    with database.read() as session, pytest.raises(KeyMissingError):
        signing_key(session, VAULT, REGISTRATION)


def test_key_of_another_installation_does_not_sign(database: Database) -> None:
    with database.write() as session:
        ensure_key(session, Vault(b"another secret of 32 characters.."), REGISTRATION)
        with pytest.raises(KeySealedError):
            signing_key(session, VAULT, REGISTRATION)


def test_private_key_is_sealed_and_verifies_by_the_key_set(database: Database) -> None:
    with database.write() as session:
        ensure_key(session, VAULT, REGISTRATION)
        ensure_key(session, VAULT, REGISTRATION)
        row = session.scalars(select(ToolKey)).one()
        pair = signing_key(session, VAULT, REGISTRATION)
        jwks = list_jwks(session, REGISTRATION)
    assert b"PRIVATE" not in row.private_sealed
    assert set(jwks["keys"][0]) == {"kty", "n", "e", "kid", "alg", "use"}
    key = RSAKey.import_key(pair.private_pem)
    token = jwt.encode({"alg": "RS256", "kid": pair.kid}, {"sub": "1"}, key)
    assert jwt.decode(token, KeySet.import_key_set(jwks), ["RS256"]).claims == {"sub": "1"}


def test_next_and_retired_keys_are_published_but_do_not_sign(database: Database) -> None:
    with database.write() as session:
        ensure_key(session, VAULT, REGISTRATION)
        active = session.scalars(select(ToolKey)).one().kid
        for state in (KeyState.NEXT, KeyState.RETIRED):
            pair = make_key_pair()
            values = {"kid": pair.kid, "public_pem": pair.public_pem, "private_sealed": b""}
            session.add(ToolKey(registration_id=REGISTRATION, state=state, **values))
        session.flush()
        assert signing_key(session, VAULT, REGISTRATION).kid == active
        assert len(list_jwks(session, REGISTRATION)["keys"]) == 3
