"""Where a page's script finds the platform's storage for tools (lti-pm-s)."""

from __future__ import annotations

from lti_tool.lti.origins import origin


def describe_place(target: str, platform_url: str, key: str) -> dict[str, str]:
    """As data attributes: never any other origin than the platform's."""
    return {"target": target, "origin": origin(platform_url), "key": key}
