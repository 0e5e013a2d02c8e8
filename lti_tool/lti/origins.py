"""Origins of URLs: what a platform's addresses are compared by."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=1024)
def origin(url: str) -> str:
    """Scheme, host and port in one spelling; empty where `url` is no absolute http(s) URL, or where
    another reader of URLs might see another host in it: behind a backslash or a user name."""
    if not url.isprintable() or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def host_of(url: str) -> str:
    """Host without port, in lower case; empty where there is none."""
    return (urlsplit(url).hostname or "") if origin(url) else ""


def read_host(text: str) -> str:
    """The host of what a person typed: a URL, host:port, a host or an address; empty where it is
    none of these."""
    text = text.strip()
    if "://" in text:
        return host_of(text)
    alone = f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text
    return host_of(f"https://{alone}") if re.fullmatch(r"[\w.:\-\[\]]{1,255}", text) else ""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """https, or http on this very machine."""
    scheme = origin(url).partition(":")[0]
    return scheme == "https" or (scheme == "http" and is_loopback(host_of(url)))
