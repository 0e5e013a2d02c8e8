"""Deep linking as a tool does it: the signed selection, and the activities that it becomes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from joserfc.jwk import RSAKey

from deploy.demo.browsing import Page
from tests.contract.launching import Registered
from tests.contract.tool import DL, LTI, between
from tests.contract.visitor import Visitor

Item = dict[str, Any]


@dataclass(frozen=True)
class Chooser:
    """An instructor who is in the middle of selecting content."""

    registered: Registered
    visitor: Visitor
    return_url: str

    @classmethod
    def open(cls, registered: Registered, visitor: Visitor) -> Chooser:
        claims = registered.choose(visitor)
        return cls(
            registered, visitor, claims[f"{DL}deep_linking_settings"]["deep_link_return_url"]
        )

    def describe(self, items: list[Item], **changes: Any) -> dict[str, Any]:
        return {
            "iss": self.registered.client_id,
            "aud": [self.registered.platform.site.url],
            "nonce": secrets.token_hex(8),
            **between(-5, 300),
            f"{LTI}deployment_id": self.registered.tool_id,
            f"{LTI}message_type": "LtiDeepLinkingResponse",
            f"{LTI}version": "1.3.0",
            f"{DL}content_items": items,
            **changes,
        }

    def send(self, claims: dict[str, Any], key: RSAKey | None = None, kid: str = "") -> Page:
        token = self.registered.tool.sign(claims, key, kid)
        return self.visitor.post(self.return_url, {"JWT": token})

    def save(self, items: list[Item]) -> list[int]:
        """Course module ids of what the items became."""
        return self.take(self.send(self.describe(items)))

    def take(self, returned: Page) -> list[int]:
        site = self.registered.platform.site
        return site.save_items(self.visitor, self.registered.tool_id, returned)


def make_item(registered: Registered, number: int = 1, **changes: Any) -> Item:
    return {
        "type": "ltiResourceLink",
        "title": f"Practice {number}",
        "text": "Answer ten exercises.",
        "url": f"{registered.tool.launch_url}?practice={number}",
        "custom": {"practice_id": f"p-{number}"},
        "lineItem": {"scoreMaximum": 100, "resourceId": f"p-{number}", "tag": "practice"},
        **changes,
    }
