"""A GIFT file as exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from generators.exercise.content import Kind
from generators.exercise.formats.cases import Entry, fold_cases
from generators.exercise.formats.gift.answers import read_answers
from generators.exercise.formats.gift.spelling import Spelling, hide_escaped, show_escaped
from generators.exercise.formats.labels import split_feedback
from generators.exercise.formats.languages import guess_language
from generators.exercise.formats.portable import (
    MAX_ENTRIES,
    CaseHead,
    EntryError,
    FormatError,
    FormatErrorCode,
    Portable,
    Problem,
    ProblemCode,
    Reading,
)
from generators.exercise.formats.shapes import build_content, describe_invalid
from generators.exercise.formats.tags import language_of, read_place, read_tags
from generators.exercise.formats.texts import decode_text

_FORMAT = re.compile(r"^\[(html|plain|markdown|moodle)\]")
_MARK = re.compile(r"\[(id|tag):(.*?)\]")


def read_gift(data: bytes) -> Reading:
    """Raises FormatError where the file is no text, or holds nothing."""
    blocks = list(_blocks(decode_text(data)))
    if not blocks:
        raise FormatError(FormatErrorCode.EMPTY)
    if len(blocks) > MAX_ENTRIES:
        raise FormatError(FormatErrorCode.TOO_MANY, str(len(blocks)))
    entries: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    for place, block in enumerate(blocks, start=1):
        name = _name_of(block)[0]
        try:
            entry, notes = _read(block)
            entries.append((place, entry))
            problems += [Problem(place, name, note, left_out=False) for note in notes]
        except EntryError as error:
            problems.append(Problem(place, name, error.code, error.detail))
        except (ValidationError, ValueError) as error:
            problems.append(Problem(place, name, ProblemCode.INVALID, describe_invalid(error)))
    exercises, broken = fold_cases(entries)
    return Reading(tuple(exercises), tuple(problems + broken))


def _blocks(text: str) -> Iterator[str]:
    """Questions are parted by empty lines; a category line is none."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in block.split("\n") if not line.startswith("$CATEGORY")]
        if any(line.strip() and not line.lstrip().startswith("//") for line in lines):
            yield "\n".join(lines)


def _name_of(block: str) -> tuple[str, str]:
    """The question's name and the text after it, comments cut out, what is escaped hidden."""
    lines = (line for line in block.split("\n") if not line.lstrip().startswith("//"))
    text = hide_escaped("\n".join(lines)).strip()
    if text.startswith("::") and "::" in text[2:]:
        name, _, text = text[2:].partition("::")
        return show_escaped(name).strip(), text.strip()
    return "", text


def _read(block: str) -> tuple[Entry, tuple[ProblemCode, ...]]:
    name, text = _name_of(block)
    tags, idnumber = _read_comments(block)
    if "{" not in text or "}" not in text:
        if read_place(tags) is None:
            raise EntryError(ProblemCode.TYPE, "description")
        return read_tags(_read_head(text, name, idnumber, tags), tags), ()
    before, _, rest = text.partition("{")
    inner, _, after = rest.partition("}")
    spelling, before = _read_format(before)
    answers, mark, feedback = inner.rpartition("####")
    gapped = bool(after.strip())
    stem = spelling.markdown(f"{before}{{{{1}}}}{after}" if gapped else before)
    explanation, solution, generated, reviewer = split_feedback(
        spelling.markdown(feedback) if mark else ""
    )
    language = language_of(tags) or guess_language(stem)
    common = {"stem": stem, "language": language, "explanation": explanation}
    read = read_answers((answers if mark else inner).strip(), spelling, language, gapped=gapped)
    if read.kind is Kind.NUMERICAL:
        common["solution"] = solution
    content = build_content(read.kind, {**common, **read.fields})
    portable = Portable(
        content=content, id=idnumber, title=name, generated=generated, reviewer=reviewer
    )
    return read_tags(portable, tags), read.notes


def _read_format(text: str) -> tuple[Spelling, str]:
    """How its texts are spelled, and the text after the mark that says so."""
    found = _FORMAT.match(text)
    return Spelling(found[1] if found else "moodle"), text[found.end() :] if found else text


def _read_head(text: str, name: str, idnumber: str, tags: list[str]) -> CaseHead:
    spelling, text = _read_format(text)
    stem = spelling.markdown(text)
    fields = {"stem": stem, "language": language_of(tags) or guess_language(stem)}
    return CaseHead(fields, id=idnumber, title=name)


def _read_comments(block: str) -> tuple[list[str], str]:
    """Tags and the id, which stand in comments."""
    comments = (line for line in block.split("\n") if line.lstrip().startswith("//"))
    marks = [(found[1], found[2].strip()) for found in _MARK.finditer("\n".join(comments))]
    tags = [value for name, value in marks if name == "tag"]
    return tags, next((value for name, value in marks if name == "id"), "")
