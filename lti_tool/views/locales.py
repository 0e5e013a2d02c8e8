"""Which of the tool's languages a person reads."""

from __future__ import annotations

from flask import g, has_request_context, request

LOCALES = {"en": "English", "zh_CN": "简体中文"}
DEFAULT = "en"
COOKIE = "cw-language"  # what was chosen in the administration; sent to it alone


def match_locale(wanted: str) -> str | None:
    """`wanted` as platforms and browsers write it: zh_cn, zh-CN, zh-Hans, zh, en-GB, en_us."""
    language = wanted.replace("_", "-").partition("-")[0].lower()
    return {"zh": "zh_CN", "en": "en"}.get(language)


def choose_locale(*wishes: str) -> str:
    """The first wish that the tool speaks."""
    return next((found for wish in wishes if (found := match_locale(wish))), DEFAULT)


def current_locale() -> str:
    """The visit's; before and after a visit what is known of it, else what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    if visit := g.get("visit"):
        return str(visit.locale)
    chosen = request.cookies.get(COOKIE, "")
    return choose_locale(*g.get("wishes", ()), chosen, *request.accept_languages.values())


def note_wishes(*wishes: str) -> None:
    """For a page that this request answers with outside a visit, a refusal for example."""
    g.wishes = wishes


def html_language() -> str:
    return current_locale().replace("_", "-")
