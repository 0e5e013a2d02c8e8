"""Definitions that stand in lists ("Phishing: ...") and tables ("Term | Meaning")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive import definitions_zh
from generators.drafters.extractive.definition import Definition, Form, is_definition_header
from generators.drafters.extractive.grid import can_name_rows, read_grid
from generators.drafters.text.english import lower_first
from generators.drafters.text.statements import is_clean, is_worked_example
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.joining import ordered_number

_FEWEST = 3
_ENTRY = re.compile(r"^(?P<term>[^:：–—]{2,40}?)\s*(?:[:：]|\s[–—-]\s)\s*(?P<meaning>.{8,200})$")
_NOUN = re.compile(
    r"^(?!an? (?:and|or)\b)(?:an?|the|any|something|someone|anything)\s.+"
    r"\b(?:that|which|who|of|to|for)\b",
    re.I,
)
_TERM_HEADER = re.compile(
    r"term|concept|principle|word|notion|goal|kind|type|名词|术语|概念|定律|种类", re.I
)


def find_entries(passage: Passage) -> Iterator[Definition]:
    if passage.kind == "table":
        yield from _from_table(passage)
    elif passage.kind == "list" and ordered_number(passage.text) is None:
        yield from _from_list(passage)


def _from_list(passage: Passage) -> Iterator[Definition]:
    """Only a list all of whose entries are of the form is a glossary."""
    lines = passage.text.split("\n")
    entries = [_ENTRY.match(line) for line in lines]
    if len(lines) < _FEWEST or not all(entries) or is_worked_example(passage.heading):
        return
    for line, entry in zip(lines, entries, strict=True):
        if entry is None or not is_clean(line):
            continue
        meaning = entry["meaning"].rstrip(" .。;；")
        if passage.language is Language.ZH:
            if found := definitions_zh.read_entry(entry["term"], entry["meaning"], line, passage):
                yield found
        elif len(entry["term"].split()) <= 4 and _NOUN.match(meaning):
            yield Definition(
                lower_first(entry["term"]),
                lower_first(meaning),
                Form.NOUN,
                line,
                passage,
                verb="is",
            )


def _from_table(passage: Passage) -> Iterator[Definition]:
    grid = read_grid(passage)
    if grid is None or not can_name_rows(grid) or not _TERM_HEADER.search(grid.headers[0]):
        return
    column = next((i for i, h in enumerate(grid.headers) if is_definition_header(h)), 0)
    if not column:
        return
    chinese = passage.language is Language.ZH
    for number, row in enumerate(grid.rows):
        meaning = row[column].rstrip(" .。")
        if len(meaning) < 8 or not is_clean(meaning) or re.search("[,，、]", row[0]):
            continue
        form = Form.NOUN if chinese or _NOUN.match(meaning) else Form.CLAUSE
        yield Definition(
            term=row[0] if chinese else lower_first(row[0]),
            meaning=meaning if chinese else lower_first(meaning),
            form=form,
            sentence=grid.line(number),
            passage=passage,
            verb="是指" if chinese else "means",
        )
