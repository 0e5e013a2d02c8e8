"""A statement weighed against the source: its sentences say so, deny it, or neither."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from generators.checks.case import Case
from generators.checks.comparing import clauses_at_commas, holds, units_of
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.similarity import containment, shingles_of

_LIKE = 0.45  # share of its shingles from which a statement is a sentence, changed
_CLAUSE = 3  # units from which a clause says something by itself
_SUBJECT = 3  # units that may stand for a pronoun
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|neither|nor|without|\w+n['’]t)\b|[不没未非无]|别", re.I
)
_MISCONCEPTION = re.compile(
    r"misconception|myth|mistake|wrong(?:ly)?\b|error|误[区解以认]|错误|不对", re.I
)
_CONDITION = re.compile(
    r"\b(?:if|unless|when|whenever|provided|only|except|until|some|many|most|may|might)\b|"
    r"如果|若|除非|只有|只要|当|有些|有的|可能|时[，,]",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PRONOUN = frozenset(
    [
        "it",
        "they",
        "he",
        "she",
        "this",
        "these",
        "that",
        "those",
        "its",
        "their",
        "which",
        "who",
        "它",
        "其",
    ]
)
UNDECIDED = "source_undecided"


def weigh_statement(case: Case, statement: str, truth: bool) -> Finding | None:
    """A statement that stands in the source is true; one that differs from its sentence in a
    number or in a "not" is false. What neither decides is "not run"."""
    stem = units_of(statement)
    nearest, most = "", _LIKE
    for sentence in case.cited_sentences:
        if units_of(sentence) == stem or _is_clause(sentence, stem):
            return None if truth else fail("source_says_so", sentence)
        if _MISCONCEPTION.search(sentence) and holds(sentence, statement):
            return fail("source_denies_it", sentence) if truth else None
        for part in dict.fromkeys((sentence, *clauses_at_commas(sentence))):
            alike = _likeness(statement, part)
            if alike > most:
                nearest, most = part, alike
    if not nearest:
        return not_run(UNDECIDED)
    if not truth:
        return None
    turned = _is_turned(units_of(nearest), stem)
    return fail("source_denies_it", nearest) if turned else not_run(UNDECIDED)


def _likeness(statement: str, part: str) -> float:
    """A clause that the statement is about is nearer than the whole sentence around it."""
    own, other = (shingles_of(" ".join(units_of(text))) for text in (statement, part))
    return containment(own, other) + 0.01 * containment(other, own)


def _is_clause(sentence: str, stem: list[str]) -> bool:
    """Whether the statement is one clause of the sentence, which says it without condition; its
    subject may stand there as a pronoun."""
    if _CONDITION.search(sentence) or _MISCONCEPTION.search(sentence):
        return False
    clauses = [units_of(part) for part in clauses_at_commas(sentence)]
    return any(_is_same(clause, stem) for clause in clauses if len(clause) >= _CLAUSE)


def _is_same(clause: list[str], stem: list[str]) -> bool:
    if clause and clause[0] in ("but", "and", "so", "而", "但"):
        clause = clause[1:]
    if clause == stem:
        return True
    rest = clause[1:]
    subject = len(stem) - len(rest)
    said = len(rest) >= _CLAUSE and clause[0] in _PRONOUN and stem[-len(rest) :] == rest
    return said and 0 < subject <= _SUBJECT


def _is_turned(sentence: list[str], statement: list[str]) -> bool:
    """Whether the statement changes a number of the sentence, or puts in or takes out a "not".
    It may leave out how the sentence begins or ends."""
    for action, start, end, first, last in SequenceMatcher(
        None, sentence, statement, autojunk=False
    ).get_opcodes():
        gone, come = " ".join(sentence[start:end]), " ".join(statement[first:last])
        inside = start > 0 and end < len(sentence)
        if action != "equal" and (_DENIAL.search(come) or (inside and _DENIAL.search(gone))):
            return not (_DENIAL.search(come) and _DENIAL.search(gone))
        if action == "replace" and _NUMBER.search(come) and _NUMBER.search(gone):
            return True
    return False
