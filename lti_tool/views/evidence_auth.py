"""Who sends evidence: a key by HTTP Basic or as a bearer token; either way for either standard."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from lti_tool.models import EvidenceKey
from lti_tool.services.evidence_keys import KeyRefusedError, check_key

NAME_CHARACTERS = 32


def request_key_name() -> str:
    """As the request claims it, unproven; empty where it claims none."""
    return _read()[0][:NAME_CHARACTERS]


def authorise_key(session: Session) -> EvidenceKey:
    """Raises `KeyRefusedError`."""
    name, secret = _read()
    if not name or not secret:
        raise KeyRefusedError
    return check_key(session, name, secret)


def _read() -> tuple[str, str]:
    found = request.authorization
    if found is None:
        return "", ""
    if found.type == "basic":
        return found.username or "", found.password or ""
    name, _, secret = (found.token or "").partition(".")
    return (name, secret) if found.type == "bearer" else ("", "")
