"""Names and Role Provisioning Services 2.0: who belongs to a course, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lti_tool.lti import claims
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError
from lti_tool.lti.paging import read_pages


@dataclass(frozen=True, slots=True)
class Member:
    """Names and address are empty where the platform keeps them to itself."""

    subject: str
    name: str
    email: str
    is_instructor: bool
    active: bool


def read_members(connector: Connector, memberships_url: str) -> list[Member]:
    """Everyone on the roster, each once. Raises `HttpError`."""
    members: dict[str, Member] = {}
    for page in read_pages(
        connector, memberships_url, [claims.SCOPE_NRPS], claims.MEDIA_MEMBERSHIPS
    ):
        entries = page.get("members") if isinstance(page, dict) else None
        if not isinstance(entries, list):
            raise BrokenAnswerError(detail="the answer has no members")
        for entry in entries:
            if isinstance(entry, dict) and entry.get("user_id"):
                member = _take_member(entry)
                members[member.subject] = member
    return list(members.values())


def _take_member(entry: dict[str, Any]) -> Member:
    parts = (entry.get("given_name"), entry.get("family_name"))
    name = entry.get("name") or " ".join(str(part) for part in parts if part)
    return Member(
        subject=str(entry["user_id"]),
        name=str(name or "")[:255],
        email=str(entry.get("email") or "")[:255],
        is_instructor=any(_teaches(str(role)) for role in _listed(entry.get("roles"))),
        active=str(entry.get("status", "Active")) == "Active",
    )


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]


def _teaches(role: str) -> bool:
    """Context roles only, in short or long form; an institution's roles give no course rights."""
    if "/" not in role:
        return role == "Instructor"
    sub = f"{claims.ROLE_CONTEXT_SUB}Instructor#"
    return role == f"{claims.ROLE_CONTEXT}Instructor" or role.startswith(sub)
