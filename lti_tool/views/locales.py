"""Which of the tool's languages a person reads."""

from __future__ import annotations

from flask import g, has_request_context, request

LOCALES = {"en": "English", "zh_CN": "简体中文"}
DEFAULT = "en"


def match_locale(wanted: str) -> str | None:
    """`wanted` as platforms and browsers write it: zh_cn, zh-CN, zh-Hans, zh, en-GB, en_us."""
    language = wanted.replace("_", "-").partition("-")[0].lower()
    return {"zh": "zh_CN", "en": "en"}.get(language)


def choose_locale(*wishes: str) -> str:
    """The first wish that the tool speaks."""
    return next((found for wish in wishes if (found := match_locale(wish))), DEFAULT)


def current_locale() -> str:
    """The visit's, else what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    visit = g.get("visit")
    return visit.locale if visit else choose_locale(*request.accept_languages.values())


def html_language() -> str:
    return current_locale().replace("_", "-")
