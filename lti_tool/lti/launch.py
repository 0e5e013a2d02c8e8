"""A launch as the rest of the tool sees it: one frozen value, read from checked claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog

from lti_tool.lti import claims as names
from lti_tool.lti.deep_linking import DeepLinkingSettings, read_settings
from lti_tool.lti.origins import origin
from lti_tool.lti.roles import grants_instructor
from lti_tool.lti.texts import clean_text, is_storable
from lti_tool.lti.validator import Claims, Expected, check_claims

LONGEST_NAME = 255
LONGEST_TITLE = 1000
LONGEST_URL = 4000

log = structlog.get_logger(__name__)


class Message(StrEnum):
    RESOURCE_LINK = "resource_link"
    DEEP_LINKING = "deep_linking"
    SUBMISSION_REVIEW = "submission_review"


MESSAGES = {
    names.RESOURCE_LINK_REQUEST: Message.RESOURCE_LINK,
    names.DEEP_LINKING_REQUEST: Message.DEEP_LINKING,
    names.SUBMISSION_REVIEW_REQUEST: Message.SUBMISSION_REVIEW,
}


@dataclass(frozen=True, slots=True)
class LaunchedContext:
    lti_id: str
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class LaunchedLink:
    lti_id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """Only those on the platform's own origins; None where a service is not offered."""

    line_item: str | None = None
    line_items: str | None = None
    memberships: str | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """`reviewed` is the platform's id of the learner whose work a submission review shows."""

    message: Message
    deployment_id: str
    subject: str
    name: str
    email: str
    is_instructor: bool
    context: LaunchedContext
    link: LaunchedLink | None
    services: ServiceUrls
    locale: str
    return_url: str
    product: str
    custom: Mapping[str, str] = field(default_factory=dict)
    deep_linking: DeepLinkingSettings | None = None
    reviewed: str = ""


def read_launch(claims: Claims, expected: Expected, now: datetime) -> Launch:
    """The launch that a verified token tells of. Raises `LaunchError`."""
    check_claims(claims, expected, now)
    presentation = _object(claims, names.LAUNCH_PRESENTATION)
    message = MESSAGES[claims[names.MESSAGE_TYPE]]
    link = _read_link(claims) if message is not Message.DEEP_LINKING else None
    back = _text(presentation, "return_url", LONGEST_URL)
    return Launch(
        message=message,
        deployment_id=claims[names.DEPLOYMENT_ID],
        subject=claims["sub"],
        name=_read_name(claims),
        email=_text(claims, "email", LONGEST_NAME),
        is_instructor=grants_instructor(claims[names.ROLES]),
        context=_read_context(claims, link),
        link=link,
        services=_read_services(claims, expected.platform_origins),
        locale=read_locale(claims),
        return_url=back if origin(back) in expected.platform_origins else "",
        product=_text(_object(claims, names.TOOL_PLATFORM), "product_family_code", 64),
        custom=_read_custom(claims),
        deep_linking=_read_deep_linking(claims, message),
        reviewed=_object(claims, names.FOR_USER).get("user_id", "")
        if message is Message.SUBMISSION_REVIEW
        else "",
    )


def read_locale(claims: Claims) -> str:
    """The language of the course page; empty where the platform does not say."""
    return _text(_object(claims, names.LAUNCH_PRESENTATION), "locale", 16)


def _object(claims: Claims, name: str) -> dict[str, Any]:
    """An optional claim; of the wrong type it counts as absent."""
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def _text(claims: Claims, name: str, longest: int) -> str:
    """Optional text for people, without control characters and within its column's length."""
    found = claims.get(name)
    return clean_text(found, longest) if isinstance(found, str) else ""


def _read_name(claims: Claims) -> str:
    parts = (_text(claims, part, LONGEST_NAME) for part in ("given_name", "family_name"))
    return _text(claims, "name", LONGEST_NAME) or " ".join(filter(None, parts))[:LONGEST_NAME]


def _read_link(claims: Claims) -> LaunchedLink:
    link = claims[names.RESOURCE_LINK]
    return LaunchedLink(link["id"], _text(link, "title", LONGEST_TITLE))


def _read_context(claims: Claims, link: LaunchedLink | None) -> LaunchedContext:
    """A platform need not name a course: then each of its activities is one by itself."""
    context = _object(claims, names.CONTEXT)
    if not context and link:
        return LaunchedContext(f"resource-link:{link.lti_id}"[:LONGEST_NAME], title=link.title)
    title = _text(context, "title", LONGEST_TITLE)
    return LaunchedContext(context["id"], _text(context, "label", LONGEST_NAME), title)


def _read_services(claims: Claims, origins: frozenset[str]) -> ServiceUrls:
    """A service URL elsewhere would be sent our access token, so it is left out and logged."""
    ags, nrps = _object(claims, names.AGS_ENDPOINT), _object(claims, names.NRPS)
    named = {
        "line_item": ags.get("lineitem"),
        "line_items": ags.get("lineitems"),
        "memberships": nrps.get("context_memberships_url"),
    }
    urls = {key: url for key, url in named.items() if isinstance(url, str) and url}
    for key, url in urls.items():
        if origin(url) not in origins:
            log.warning("foreign_service_url", service=key, found=origin(url), expected=[*origins])
    return ServiceUrls(**{key: url for key, url in urls.items() if origin(url) in origins})


def _read_custom(claims: Claims) -> dict[str, str]:
    custom = _object(claims, names.CUSTOM)
    return {
        key: value for key, value in custom.items() if isinstance(value, str) and is_storable(value)
    }


def _read_deep_linking(claims: Claims, message: Message) -> DeepLinkingSettings | None:
    if message is not Message.DEEP_LINKING:
        return None
    return read_settings(claims[names.DEEP_LINKING_SETTINGS])
