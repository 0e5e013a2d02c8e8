"""How GIFT escapes: a backslash before each mark, and backslash n for a line break.

Readers first put a placeholder for whatever is escaped, then look for marks, then put it back.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from generators.exercise.formats.markup import TAG, plain_of, to_markdown

_MARKS = r":#={}~\\"
_FIRST = 0xE000  # private use: no text has these
_SPECIAL = re.compile(f"[{_MARKS}]")
_ESCAPED = re.compile(rf"\\([{_MARKS}n])")
_CHARACTERS = ":#={}~\\n"
_BACK = {chr(_FIRST + place): char for place, char in enumerate(_CHARACTERS[:-1] + "\n")}
_PLACEHOLDER = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + len(_CHARACTERS) - 1)}]")


def escape(text: str) -> str:
    """On one line: an empty line would end the question."""
    spelled = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    return spelled.replace("\r", "").replace("\n", "\\n")


def hide_escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(_FIRST + _CHARACTERS.index(found[1])), text)


def show_escaped(text: str) -> str:
    return _PLACEHOLDER.sub(lambda found: _BACK[found[0]], text)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Texts between the marks, in the format that the question names ("html", "plain",
    "markdown" or "moodle", which is HTML with line breaks)."""

    form: str

    def markdown(self, text: str) -> str:
        shown = show_escaped(text).strip()
        if self.form in ("html", "moodle"):
            return to_markdown(shown)[0]
        return shown

    def line(self, text: str) -> str:
        shown = show_escaped(text).strip()
        if self.form not in ("html", "moodle"):
            return shown
        return plain_of(shown) if TAG.search(shown) else html.unescape(shown)

    @staticmethod
    def plain(text: str) -> str:
        return show_escaped(text).strip()
