"""How the claims of a token are spoiled or varied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lti_tool.platform_signer import Change, Claims


def put(name: str, value: Any) -> Change:
    return lambda claims: claims.update({name: value})


def drop(*gone: str) -> Change:
    return lambda claims: [claims.pop(name) for name in gone]


def inside(name: str, **values: Any) -> Change:
    return lambda claims: claims[name].update(values)


def only(keep: Callable[[str], bool]) -> Change:
    def change(claims: Claims) -> None:
        for name in [name for name in claims if not keep(name)]:
            del claims[name]

    return change


def replace_all(claims: Claims, new: Claims) -> None:
    claims.clear()
    claims.update(new)
