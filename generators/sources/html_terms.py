"""Terms whose meaning lies elsewhere on the page, in a template that a click opens."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from generators.sources.joining import clean_text

_TERM = re.compile(r"^gloss(?:ary)?[_-]?(?:term|link|item|word)$")
_LINKS = ("aria-describedby", "aria-controls", "data-target", "href")
_LONGEST_TERM = 60  # characters


def _is_term(tag: Tag) -> bool:
    return any(_TERM.match(name) for name in tag.get_attribute_list("class") if name)


def _template_of(term: Tag, templates: dict[str, Tag]) -> Tag | None:
    for name in _LINKS:
        key = str(term.get(name) or "").rpartition("#")[2]
        if found := templates.get(key):
            return found
    return None


def _meaning(template: Tag) -> str:
    for button in template.find_all(("button", "script", "style")):
        button.decompose()
    return clean_text(template.get_text(" "))


def open_templates(soup: BeautifulSoup) -> None:
    """Each such term becomes a <dfn> whose title is its meaning; other templates stay hidden."""
    opened = []
    templates = {str(found["id"]): found for found in reversed(soup.find_all("template", id=True))}
    for term in soup.find_all(_is_term):
        template = _template_of(term, templates)
        if template is not None and 0 < len(clean_text(term.get_text())) <= _LONGEST_TERM:
            term.name = "dfn"
            term["title"] = _meaning(template)
            opened.append(template)
    for template in opened:
        template.extract()
