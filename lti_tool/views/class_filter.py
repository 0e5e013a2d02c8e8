"""The filter of the class pages, out of the address and into it."""

from __future__ import annotations

from collections.abc import Mapping

from lti_tool.services.class_view import ClassFilter


def read_filter(values: Mapping[str, str]) -> ClassFilter:
    """What is not known does not narrow."""
    return ClassFilter(
        group=read_group(values),
        words=values.get("words", "").strip()[:200],
        need=values.get("need", "")[:32],
        sort=values.get("sort", "")[:32],
        descending=values.get("down", "") == "yes",
        page=read_page(values),
    )


def read_page(values: Mapping[str, str]) -> int:
    """From 1; the first one where none is named."""
    page = values.get("page", "")
    return max(1, int(page[:6])) if page.isascii() and page.isdecimal() else 1


def read_group(values: Mapping[str, str]) -> str:
    """As the address names it; whether the course has it is for services to say."""
    return values.get("group", "")[:32]


def filter_args(wanted: ClassFilter) -> dict[str, str]:
    """Without the empty ones and the page."""
    args = {
        "group": wanted.group,
        "words": wanted.words,
        "need": wanted.need,
        "sort": wanted.sort,
        "down": "yes" if wanted.descending else "",
    }
    return {name: value for name, value in args.items() if value}
