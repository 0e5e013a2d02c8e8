"""Names and Role Provisioning Services 2.0: who belongs to a course, page by page.

A platform may offer a link to what has changed since (rel=differences, section 2.4.2); members who
are gone then come with the status "Deleted".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from lti_tool.lti import claims
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError, StatusError
from lti_tool.lti.origins import origin
from lti_tool.lti.paging import read_pages
from lti_tool.lti.roles import grants_instructor
from lti_tool.lti.texts import clean_text, is_id

LONGEST_NAME = 255

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Member:
    """Names and address are empty where the platform keeps them to itself."""

    subject: str
    name: str
    email: str
    is_instructor: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """`whole`: whoever is not among the members has left. `changes_url` leads to what will have
    changed since; None where the platform does not offer that."""

    members: list[Member]
    whole: bool = True
    changes_url: str | None = None


def read_roster(connector: Connector, memberships_url: str, changes_url: str | None) -> Roster:
    """The changes where they can be had, else the whole. Raises `HttpError`."""
    if changes_url and origin(changes_url) in connector.origins:
        try:
            return _read_roster(connector, changes_url, whole=False)
        except StatusError as error:
            if error.retry:
                raise
            log.info("roster_changes_gone", status=error.status)  # links of this kind may expire
    return _read_roster(connector, memberships_url, whole=True)


def _read_roster(connector: Connector, url: str, *, whole: bool) -> Roster:
    """Each member once."""
    members: dict[str, Member] = {}
    changes_url, skipped = None, 0
    for page in read_pages(connector, url, [claims.SCOPE_NRPS], claims.MEDIA_MEMBERSHIPS):
        entries = page.body.get("members") if isinstance(page.body, dict) else None
        if not isinstance(entries, list):
            raise BrokenAnswerError(detail="the answer has no members")
        changes_url = page.links.get("differences", changes_url)
        for entry in entries:
            member = _take_member(entry) if isinstance(entry, dict) else None
            if member:
                members[member.subject] = member
            else:
                skipped += 1
    if skipped:
        log.warning("members_skipped", count=skipped)
    return Roster(list(members.values()), whole, changes_url)


def _take_member(entry: dict[str, Any]) -> Member | None:
    """None for an id that no launch could have: it would match nobody, and no database keeps it."""
    found = entry.get("user_id")
    if isinstance(found, bool) or not isinstance(found, str | int) or not is_id(str(found)):
        return None
    parts = (entry.get("given_name"), entry.get("family_name"))
    name = entry.get("name") or " ".join(str(part) for part in parts if part)
    return Member(
        subject=str(found),
        name=clean_text(str(name or ""), LONGEST_NAME),
        email=clean_text(str(entry.get("email") or ""), LONGEST_NAME),
        is_instructor=grants_instructor(
            role for role in _listed(entry.get("roles")) if isinstance(role, str)
        ),
        active=str(entry.get("status", "Active")) == "Active",
    )


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]
