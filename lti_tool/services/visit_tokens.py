"""Signed, expiring strings by which a browser without cookies goes on with its visit.

A *token* lives in the page (hidden form field, htmx header, sessionStorage), never in a URL, and
is the defence against forged requests too. A *ticket* stands in a URL, for what a browser fetches
by itself (an image, a file): bound to one path, for two minutes. Both are bound to the session's
current secret, so that ending or re-entering a session makes all of them void.
"""

from __future__ import annotations

from hashlib import sha256

from itsdangerous import BadSignature, TimestampSigner

from lti_tool.models import LaunchSession

TICKET_SECONDS = 120


def issue_token(key: bytes, row: LaunchSession) -> str:
    return _signer(key, "token", row).sign(row.id).decode()


def token_age(key: bytes, row: LaunchSession, token: str, max_age: int) -> int | None:
    """Seconds since `token` was issued, None if it is not valid for this session."""
    return _age(_signer(key, "token", row), row.id, token, max_age)


def issue_ticket(key: bytes, row: LaunchSession, path: str) -> str:
    return _signer(key, f"ticket:{path}", row).sign(row.id).decode()


def ticket_holds(key: bytes, row: LaunchSession, path: str, ticket: str) -> bool:
    signer = _signer(key, f"ticket:{path}", row)
    return _age(signer, row.id, ticket, TICKET_SECONDS) is not None


def _age(signer: TimestampSigner, value: str, signed: str, max_age: int) -> int | None:
    try:
        found, stamp = signer.unsign(signed, max_age=max_age, return_timestamp=True)
    except BadSignature:
        return None
    return signer.get_timestamp() - int(stamp.timestamp()) if found.decode() == value else None


def _signer(key: bytes, purpose: str, row: LaunchSession) -> TimestampSigner:
    salt = f"visit:{purpose}:{row.secret_hash}"
    return TimestampSigner(key, salt=salt, digest_method=sha256)
