"""A rubric and a sample answer as HTML for whoever marks, and back."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from generators.exercise.content import Language, OpenAnswer
from generators.exercise.formats.markup import escape_text, to_html, to_markdown
from generators.exercise.rubric import default_rubric

_POINTS = re.compile(r"^(.*?)\s*\((\d{1,2})\)\s*$", re.S)


def spell_rubric(content: OpenAnswer) -> str:
    """A list of criteria with their points in brackets, and below it the sample answer."""
    criteria = "".join(
        f"<li>{escape_text(criterion.text)} ({criterion.points})</li>"
        for criterion in content.rubric
    )
    return f"<ol>{criteria}</ol>{to_html(content.sample_answer)}"


def read_rubric(markup: str, language: Language) -> dict[str, Any]:
    """The fields of an `OpenAnswer`: a first list whose every entry ends in points is the rubric,
    and the rest is the sample answer.
    """
    fields: dict[str, Any] = {"rubric": default_rubric(language), "sample_answer": ""}
    if not markup.strip():
        return fields
    body = html.fragment_fromstring(markup, create_parent="div")
    first = body[0] if len(body) and not (body.text or "").strip() else None
    if first is not None and first.tag == "ol":
        found = [_POINTS.match(entry.text_content().strip()) for entry in first.iterfind("li")]
        if found and all(found):
            fields["rubric"] = [
                {"text": one[1], "points": int(one[2])} for one in found if one is not None
            ]
            first.drop_tree()
    rest = "".join([body.text or "", *(html.tostring(e, encoding="unicode") for e in body)])
    return {**fields, "sample_answer": to_markdown(rest)[0]}
