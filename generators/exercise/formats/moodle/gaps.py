r"""Cloze gaps as Moodle embeds them in the text: `{1:SHORTANSWER:=right~=also right}`.

Whatever has a meaning in there is written as a numeric entity, which Moodle decodes: of the
backslash forms it undoes only `\}` and `\#`.
"""

from __future__ import annotations

import html
import re

from generators.exercise.content import Gap
from generators.exercise.formats.portable import EntryError, ProblemCode

_SPECIAL = re.compile(r"""[\\~#{}%=&<>"'/]""")
_UNDONE = re.compile(r"\\[#}]")
_TYPES = (
    "NUMERICAL|NM|MULTICHOICE_VS|MULTICHOICE_HS|MULTICHOICE_V|MULTICHOICE_H|MULTICHOICE_S|"
    "MULTICHOICE|MCVS|MCHS|MCV|MCH|MCS|MC|SHORTANSWER_C|SHORTANSWER|SAC|SA|MWC|MW|"
    "MULTIRESPONSE_HS|MULTIRESPONSE_H|MULTIRESPONSE_S|MULTIRESPONSE|MRHS|MRH|MRS|MR"
)
_ANSWER = (
    r"(?:=|%-?[0-9]+(?:[.,][0-9]*)?%)?.+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}])(?:#.*?(?<!\\)(?=[~}]))?"
)
GAP = re.compile(rf"\{{[0-9]*:({_TYPES}):({_ANSWER}(?:~{_ANSWER})*)\}}", re.DOTALL)
_PART = re.compile(
    r"(=|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?)(?<!\\)(?<!&)(?<!&amp;)(?=[~#]|$)(#.*?(?<!\\)(?=~|$))?(?:~|$)",
    re.DOTALL,
)


def write_gap(gap: Gap) -> str:
    if gap.choices:
        entries = [_mark(choice, choice in gap.accepted) for choice in gap.choices]
        return f"{{1:MULTICHOICE_S:{'~'.join(entries)}}}"
    name = "SHORTANSWER_C" if gap.case_sensitive else "SHORTANSWER"
    entries = [_mark(text.replace("*", r"\*"), right=True) for text in gap.accepted]
    return f"{{1:{name}:{'~'.join(entries)}}}"


def _mark(text: str, right: bool) -> str:
    r"""Moodle undoes `\#` and `\}` after it has decoded the entities, so those are doubled."""
    text = _UNDONE.sub(r"\\\g<0>", text)
    spelled = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text)
    return f"={spelled}" if right else spelled


def read_gap(kind: str, alternatives: str) -> Gap:
    """Raises EntryError for a gap that is answered by several options, or within a tolerance."""
    entries = [(_is_right(one), _spell(one[3])) for one in _PART.finditer(alternatives)]
    rights = tuple(dict.fromkeys(text for right, text in entries if right))
    if not rights:
        raise EntryError(ProblemCode.INVALID, "a gap has no right answer")
    if kind.startswith(("MULTIRESPONSE", "MR")):
        raise EntryError(ProblemCode.SEVERAL_RIGHT)
    if kind in ("NUMERICAL", "NM"):
        return _read_number(rights)
    if kind.startswith(("MULTICHOICE", "MC")):
        return Gap(accepted=rights, choices=tuple(dict.fromkeys(text for _, text in entries)))
    return Gap(
        accepted=tuple(_without_pattern(text) for text in rights),
        case_sensitive=kind in ("SHORTANSWER_C", "SAC", "MWC"),
    )


def _is_right(part: re.Match[str]) -> bool:
    return part[1] == "=" or (part[2] is not None and float(part[2].replace(",", ".")) == 100)


def _spell(text: str) -> str:
    return html.unescape(text).replace(r"\}", "}").replace(r"\#", "#").strip()


def _without_pattern(text: str) -> str:
    if re.search(r"(?<!\\)\*", text):
        raise EntryError(ProblemCode.PATTERN, text)
    return text.replace(r"\*", "*")


def _read_number(rights: tuple[str, ...]) -> Gap:
    """A number that must be met exactly is a text like any other."""
    values = [text.partition(":") for text in rights]
    if any(mark and float(tolerance or 0) for _, mark, tolerance in values):
        raise EntryError(ProblemCode.NUMERIC_GAP)
    return Gap(accepted=tuple(value for value, _, _ in values))
