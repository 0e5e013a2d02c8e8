"""Definitions that stand in lists ("Phishing: ...") and tables ("Term | Meaning")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generators.drafters.extractive.definition import Definition, Form, is_definition_header
from generators.drafters.extractive.definitions_en import shorten
from generators.drafters.extractive.entries_zh import read_entry
from generators.drafters.extractive.grid import can_name_rows, read_grid
from generators.drafters.extractive.meanings_en import NOUN_START
from generators.drafters.parsed.tree import begins_with_name, is_noun_phrase
from generators.drafters.text.english import lower_first
from generators.drafters.text.statements import is_clean, is_worked_example
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.joining import ordered_number
from generators.sources.sentences import split_sentences

_FEWEST = 3
_LONGEST = 240  # characters of an entry
_FEWEST_LEFT = 7  # words, where an aside was cut off
_MOST_WORDS = 32  # of a meaning without its asides
_ENTRY = re.compile(r"^(?P<term>[^:：–—]{2,40}?)\s*(?:[:：]|\s[–—-]\s)\s*(?P<meaning>.{8,600})$")
_NOUN = re.compile(
    r"^(?!an? (?:and|or)\b)(?:an?|the|any|something|someone|anything)\s.+"
    r"\b(?:that|which|who|of|to|for)\b",
    re.I,
)
_GLOSSARY = re.compile(
    r"(?:^|> )(?:glossary|key (?:terms|words|concepts|vocabulary)|definitions|vocabulary|"
    r"terminology|terms)\b[^>]*$",
    re.I,
)
_NOT_A_NOUN = re.compile(
    r"^(?:can|may|must|should|will|do|does|has|have|avoid|most|least|very|more|less|when|where|if|how|what|to|used|is|are|refers|having|in|of|describes?|not|being|because|with|"
    r"for|by|on|at|from|as|it|they|this|that|these|see|also|able|capable|relating|one of|"
    r"\w+(?:ed|ly|ous|ive|ful)|[a-z]+s (?:an?|the|to|in)|"
    r"provides|helps|includes|involves|occurs|allows|requires|states|uses|shows|gives|makes|"
    r"consists|contains|compares|deals|says|means|happens|takes|represents|applies|focuses) ",
    re.I,
)
# "Secretes hormones", "parents make few demands", "simple tasks are performed best".
_CLAUSE = re.compile(
    r"^[a-z]+[^sui]s (?!(?:that|which|who|whose|of|in|for|with|from|and|between|on|at|by|caused|"
    r"\w+ed|\w+ing)\b)|"
    r"^(?:(?!that\b|which\b|who\b|of\b|in\b|for\b)[\w'’-]+ ){1,5}(?:is|are|can|must|will|make|have|"
    r"use|do|give|take|show|become|begin|need|tend|feel|want|think|believe|try|learn|occur|happen|"
    r"remain|passes)\b"
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where|when)\b")
_DUTY = re.compile(r"\b(?:must|shall|should)\b")  # a rule and no meaning
_FINITE = re.compile(
    r"\b(?:is|are|was|were|must|can|cannot|may|should|shall|will|has|have|does|do|needs?)\b"
)
_TELLING = re.compile(r"\b(?:that|which|who|of|for|used|by|to|in|with|from|at)\b")
_IN_BRACKETS = re.compile(r"\s*\((?:also|plural|singular|see|e\.g|i\.e|abbr)[^()]*\)", re.I)
_NOT_ONE = re.compile(r"[(),;/&]|\b(?:and|or|vs)\b")
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
    named = _GLOSSARY.search(passage.heading) is not None
    if passage.language is Language.EN and passage.marked:
        yield from _from_marked(passage)
    if passage.language is Language.EN and (named or _is_of_nouns(entries)):
        yield from _from_glossary(passage)
        return
    if len(lines) < _FEWEST or not all(entries) or is_worked_example(passage.heading):
        return
    for line, entry in zip(lines, entries, strict=True):
        if entry is None or not is_clean(line) or len(line) > _LONGEST:
            continue
        meaning = entry["meaning"].rstrip(" .。;；")
        if passage.language is Language.ZH:
            if found := read_entry(entry["term"], entry["meaning"], line, passage):
                yield found
        elif (
            len(entry["term"].split()) <= 4
            and not _NO_TERM.search(entry["term"])
            and not _SHOUTED.search(entry["term"])
            and _is_noun_phrase(meaning)
        ):
            yield Definition(
                calm_term(entry["term"], lines),
                lower_first(meaning),
                Form.NOUN,
                line,
                passage,
                verb="is",
            )


def _from_marked(passage: Passage) -> Iterator[Definition]:
    """ "**Current** The flow of electrons through a conductor.", whatever the other entries are."""
    for line in passage.text.split("\n"):
        term = max((m for m in passage.marked if line.startswith(f"{m} ")), key=len, default="")
        told = split_sentences(line[len(term) :].strip())
        if not term or not told or not is_clean(line) or _NO_TERM.search(term):
            continue
        meaning = shorten(told[0])
        if NOUN_START.match(meaning) and _is_meaning(lower_first(meaning)):
            yield Definition(
                calm_term(term, ()), lower_first(meaning), Form.NOUN, line, passage, verb="is"
            )


def _is_noun_phrase(meaning: str) -> bool:
    """ "The date that a loan must be repaid", not "the loan must be repaid to the bank"."""
    told = _RELATIVE.split(meaning)[0]
    return (
        bool(_NOUN.match(meaning))
        and not _DUTY.search(meaning)
        and not _FINITE.search(told)
        and not re.search(r"[.?!“”\"]", meaning)
        and is_noun_phrase(meaning)
    )


def _is_of_nouns(entries: list[re.Match[str] | None]) -> bool:
    """Most entries go on with a small letter and no verb: a list of terms, whatever its heading."""
    found = [e for e in entries if e and _is_meaning(shorten(e["meaning"]))]
    return len(entries) >= _FEWEST + 1 and len(found) >= 0.5 * len(entries)


def _is_meaning(text: str) -> bool:
    return (
        not _NOT_A_NOUN.match(text)
        and not _CLAUSE.match(text)
        and "/" not in text
        and not (text.count(", ") > 1 and not _TELLING.search(text))
        and text[:1].islower()
        and 4 <= len(text.split()) <= _MOST_WORDS
        and is_noun_phrase(text)
    )


def _from_glossary(passage: Passage) -> Iterator[Definition]:
    for line in passage.text.split("\n"):
        entry = _ENTRY.match(line)
        if entry is None or not is_clean(line.replace("(", "").replace(")", "")):
            continue
        term, alias = _parted(entry["term"].strip(" “”\"'"))
        whole = _IN_BRACKETS.sub("", entry["meaning"]).rstrip(" .")
        meaning = shorten(whole)
        if len(meaning) < len(whole) and len(meaning.split()) < _FEWEST_LEFT:
            continue
        if not _is_meaning(lower_first(meaning)) or len(term.split()) > 5:
            continue
        if _NO_TERM.search(term) or _SHOUTED.search(term):
            continue
        if re.search(r"[?!:=“”\"]", meaning) or _NOT_ONE.search(term):
            continue
        if re.search(r"\b(?:of|in|from|for|to|by|with) (?:that|this|these|those)\b", meaning):
            continue
        if re.match(r"[a-z]+ing\b", meaning) and not re.search(r"(?:ing|ion|ment)$", term):
            continue
        yield Definition(
            term if whole[:1].islower() or begins_with_name(term) else lower_first(term),
            meaning if begins_with_name(meaning) else lower_first(meaning),
            Form.NOUN,
            line,
            passage,
            aliases=(alias,) if alias else (),
            verb="is",
        )


def _parted(term: str) -> tuple[str, str]:
    """ "gross domestic product (GDP)" into the term and its short form."""
    match = re.match(r"^(?P<term>.+?)\s+\((?P<alias>[A-Za-z][\w-]{1,11})\)$", term)
    return (match["term"], match["alias"]) if match else (term, "")


# "Per IP", "OAT-001 Carding": no words that one defines.
_NO_TERM = re.compile(
    r"^(?:per|by|for|in|on|at|with|when|if|from|to|as|of|step|phase|level|rule|option|day|week|"
    r"part|section|tier)\b|^(?:others?|general|none|all|any|yes|no|note|tip|warning|example)$|"
    r"\b[A-Z]{2,}-\d|(?:^|\s)\d",
    re.I,
)


_SHOUTED = re.compile(r"^[A-Z]{7,}$")  # "MANDATORY: ..." labels a rule


def calm_term(term: str, others: Sequence[str]) -> str:
    """ "Confidential Data" as "confidential data": a term in the middle of a sentence. Where the
    `others` of its list begin with a small letter, its capitals are those of a name.
    """
    words = term.split()
    if any(other[:1].islower() for other in others):
        return term
    if len(words) > 1 and all(re.fullmatch(r"[A-Z][a-z’'-]+", word) for word in words):
        return term.lower()
    return lower_first(term)


def _spell_out(term: str, meaning: str) -> tuple[str, str] | None:
    """The words that a short name stands for and what follows them: "MFA" and "Multi-Factor
    Authentication: a check ...".
    """
    words = meaning.split()
    for count in range(2, 8):
        name = " ".join(words[:count])
        telling = re.sub(r"\b(?:of|and|for|the|to|in)\b", "", name)
        letters = re.sub(r"[^A-Z]", "", term.upper())
        if "".join(re.findall(r"\b[A-Za-z]", telling)).upper() == letters:
            return name.rstrip(",:;"), " ".join(words[count:]).lstrip(",:; ")
    return None


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
        if not chinese:
            meaning = re.split(r"(?<=[a-z)])\. ", meaning)[0]
        if len(meaning) < 8 or not is_clean(meaning) or re.search("[,，、]", row[0]):
            continue
        if not chinese and _DUTY.search(meaning):
            continue
        term, alias = (row[0], "") if chinese else _parted(row[0])
        if spelt := None if chinese else _spell_out(term, meaning):
            (term, meaning), alias = spelt, term
            if _NOT_A_NOUN.match(meaning) or re.match(r"[a-z]+ing\b", meaning):
                continue
        if not chinese and (":" in meaning or _NO_TERM.search(row[0]) or ";" in meaning):
            continue
        if not chinese and not _is_meaning(lower_first(meaning)):
            continue
        yield Definition(
            term=term if chinese else calm_term(term, grid.column(0)),
            meaning=meaning if chinese else lower_first(meaning),
            form=Form.NOUN,
            sentence=grid.line(number),
            passage=passage,
            aliases=(alias,) if alias else (),
            verb="是指" if chinese else "means",
        )
