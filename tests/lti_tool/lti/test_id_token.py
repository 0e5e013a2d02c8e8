from __future__ import annotations

import base64
import hmac
import json
from functools import cache

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry, extract_compact, serialize_compact

from lti_tool.lti.errors import TokenInvalidError
from lti_tool.lti.id_token import SignedToken, read_token, verify_token
from lti_tool.lti.jwks import find_key
from lti_tool.lti.keys import KeyPair, describe_jwk, make_key_pair


@cache
def pair(name: str) -> KeyPair:
    del name
    return make_key_pair()


def private(name: str = "own") -> RSAKey:
    return RSAKey.import_key(pair(name).private_pem)


def public() -> RSAKey:
    return RSAKey.import_key(pair("own").public_pem)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def sign(alg: str = "RS256", key: RSAKey | None = None, **header: object) -> str:
    registry = JWSRegistry(algorithms=[alg])
    head = {"alg": alg, "kid": "k", **header}
    head = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(head, {"sub": "5"}, key or private(), registry=registry)


def verify(token: str) -> dict[str, object]:
    return verify_token(read_token(token), public())


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b", "a.b.c", "..", "é.é.é", f"{part([])}.{part({})}.x", "x" * 100_000],
)
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(TokenInvalidError):
        read_token(token)


def test_algorithm_none() -> None:
    token = f"{part({'alg': 'none', 'kid': 'k'})}.{part({'sub': '5'})}."
    with pytest.raises(TokenInvalidError):
        read_token(token)
    assert not accepts_when_read(token)


def test_public_key_as_a_shared_secret() -> None:
    signed = f"{part({'alg': 'HS256', 'kid': 'k'})}.{part({'sub': '5'})}"
    mac = hmac.digest(pair("own").public_pem.encode(), signed.encode(), "sha256")
    token = f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    with pytest.raises(TokenInvalidError):
        read_token(token)
    assert not accepts_when_read(token)


def test_another_rsa_algorithm() -> None:
    with pytest.raises(TokenInvalidError):
        read_token(sign("RS384"))
    assert not accepts_when_read(sign("RS384"))


def accepts_when_read(token: str) -> bool:
    """Whether the second check would let through what the first one refuses."""
    try:
        verify_token(SignedToken("k", extract_compact(token.encode())), public())
    except TokenInvalidError:
        return False
    return True


@pytest.mark.parametrize("kid", [None, "", 5])
def test_no_kid(kid: object) -> None:
    token = f"{part({'alg': 'RS256', 'kid': kid})}.{part({'sub': '5'})}.x"
    with pytest.raises(TokenInvalidError):
        read_token(token)


@pytest.mark.parametrize("payload", ["[]", "5", '"text"', "{", "[" * 100, "\xff"])
def test_signed_payload_that_is_no_object(payload: str) -> None:
    head = {"alg": "RS256", "kid": "k"}
    with pytest.raises(TokenInvalidError):
        verify(serialize_compact(head, payload.encode("latin-1"), private()))


def test_valid_token() -> None:
    token = sign()
    assert read_token(token).kid == "k"
    assert verify(token) == {"sub": "5"}


@pytest.mark.parametrize("change", [{"n": "AA"}, {"n": "***"}, {"e": ""}])
def test_broken_key_of_a_set_is_no_key(change: dict[str, str]) -> None:
    jwk = describe_jwk("k", pair("own").public_pem)
    assert find_key({"keys": [jwk | change]}, "k") is None
    assert find_key({"keys": [jwk]}, "other") is None
    assert find_key({"keys": [jwk]}, "k") is not None
