"""Deep linking 2.0: what the platform asks to be chosen, and the signed answer to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from lti_tool.lti import claims as names
from lti_tool.lti.custom import PLACEMENT, PRACTICE
from lti_tool.lti.keys import KeyPair, import_private

RESOURCE_LINK = "ltiResourceLink"
ANSWER_SECONDS = 300
SCORE_MAXIMUM = 100  # Moodle takes whole numbers up to 100 only, others become 100 silently


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """`data` is the platform's own and goes back as it came; None where it sent none. Several
    items go back only where it said that it takes them."""

    return_url: str
    accepts_links: bool
    data: str | None = None
    accepts_many: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is shown by the platform; without items it tells why nothing came."""

    items: Sequence[Mapping[str, Any]] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    client_id: str
    issuer: str
    deployment_id: str


def read_settings(claim: Mapping[str, Any]) -> DeepLinkingSettings:
    """From a claim that validator.py has checked."""
    data = claim.get("data")
    return DeepLinkingSettings(
        return_url=claim["deep_link_return_url"],
        accepts_links=RESOURCE_LINK in claim["accept_types"],
        data=data if isinstance(data, str) else None,
        accepts_many=claim.get("accept_multiple") in (True, "true"),
    )


def describe_item(title: str, launch_url: str, practice_id: str) -> dict[str, Any]:
    """The activity that opens a practice, with its gradebook column."""
    column = LineItem()
    column.set_score_maximum(SCORE_MAXIMUM).set_label(title).set_resource_id(practice_id)
    item = DeepLinkResource().set_title(title).set_url(launch_url).set_lineitem(column)
    custom = {PRACTICE: practice_id, PLACEMENT: secrets.token_hex(16)}
    return item.set_custom_params(custom).to_dict()


def sign_answer(
    pair: KeyPair, parties: Parties, settings: DeepLinkingSettings, answer: Answer, now: datetime
) -> str:
    """The JWT to be posted to the return URL, good for five minutes."""
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": parties.client_id,
        "aud": parties.issuer,
        "iat": issued,
        "exp": issued + ANSWER_SECONDS,
        "nonce": secrets.token_urlsafe(24),
        names.DEPLOYMENT_ID: parties.deployment_id,
        names.MESSAGE_TYPE: names.DEEP_LINKING_RESPONSE,
        names.VERSION: names.VERSION_1_3,
        names.CONTENT_ITEMS: [dict(item) for item in answer.items],
    }
    if settings.data is not None:
        claims[names.DEEP_LINKING_DATA] = settings.data
    if answer.error:
        claims[names.DEEP_LINKING_ERROR_MESSAGE] = answer.error
    header = {"alg": "RS256", "typ": "JWT", "kid": pair.kid}
    return jwt.encode(header, claims, import_private(pair.private_pem))
