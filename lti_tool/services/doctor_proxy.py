"""Whether requests to platforms go through a proxy, and whether it is there."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from lti_tool.lti.proxy import Proxy
from lti_tool.services.registration_checks import Finding

CONNECT_SECONDS = 3.0
ENVIRONMENT = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def check_proxy(proxy: Proxy | None, environment: Mapping[str, str]) -> list[Finding]:
    """Nothing to say where there is none and nobody seems to want one."""
    if proxy is None:
        named = next((name for name in ENVIRONMENT if environment.get(name)), "")
        return [Finding("proxy_not_used", None, {"name": named})] if named else []
    try:
        with socket.create_connection((proxy.host, proxy.port), CONNECT_SECONDS):
            return [Finding("proxy_reached", True, {"proxy": str(proxy)})]
    except OSError as error:
        problem = error.strerror or type(error).__name__
        return [Finding("proxy_unreachable", False, {"proxy": str(proxy), "problem": problem})]
