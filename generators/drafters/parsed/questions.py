"""What a statement answers: why, how, what it is called, and which things there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from generators.drafters.parsed.inversion import begin_small, invert, words_of_tokens
from generators.drafters.parsed.statement import Statement
from generators.drafters.parsed.tree import child

if TYPE_CHECKING:
    from spacy.tokens import Token

_FEWEST_ANSWER, _MOST_ANSWER = 3, 30  # words
_FEWEST_ASKED = 4
_FEWEST_ITEMS, _MOST_ITEMS = 3, 7


class Ask(StrEnum):
    WHY = "why"
    HOW = "how"
    LIST = "list"
    NAME = "name"


SHORT = frozenset({Ask.NAME})  # answered in a word or two, all others in a sentence


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` are phrases of the statement, one for each thing to name."""

    ask: Ask
    stem: str
    answers: tuple[str, ...]
    statement: Statement


Small = Collection[str]


def _ends(statement: Statement, token: Token) -> bool:
    """Whether nothing but the full stop follows: what does may belong to anything."""
    return token.right_edge.i >= len(statement.tree) - 2


def ask_all(statement: Statement, small: Small) -> Iterator[Question]:
    for pattern in _PATTERNS:
        if question := pattern(statement, small):
            yield question


_BROKEN = re.compile(
    r"\b(?:it|they|them|he|she)\b|\b(?:and|or|but|only|partly|mainly|mostly|largely|simply|just|"
    r"especially|probably|perhaps|particularly)$",
    re.I,
)
# What a learner cannot know to name, or what only the sentences around tell.
_LEFT_OPEN = re.compile(
    r"\b(?:etc|others|(?:and )?so on|and more|there|according|possibly|especially)\b", re.I
)


def _question(
    ask: Ask, statement: Statement, stem: str, answers: tuple[str, ...]
) -> Question | None:
    words = [len(answer.split()) for answer in answers]
    if len(stem.split()) < _FEWEST_ASKED or max(words, default=0) > _MOST_ANSWER:
        return None
    if len(answers) == 1 and words[0] < _FEWEST_ANSWER and ask not in SHORT:
        return None
    if _BROKEN.search(stem) or any(_LEFT_OPEN.search(answer) for answer in answers):
        return None
    capital = answers if ask in SHORT else tuple(a[:1].upper() + a[1:] for a in answers)
    return Question(ask, f"{stem}?", capital, statement)


def _clause(statement: Statement, marks: tuple[str, ...]) -> Token | None:
    """The clause of the main verb that begins with one of the words."""
    for c in statement.root.children:
        first = c.doc[c.left_edge.i].lower_
        late = c.left_edge.i > statement.subject.i and _ends(statement, c)
        if child(c, "conj", "cc"):
            return None
        if c.dep_ in ("advcl", "prep") and first in marks and late:
            return c
    return None


def _why(statement: Statement, small: Small) -> Question | None:
    clause = _clause(statement, ("because", "since"))
    if clause is None or (clause.dep_ == "prep" and clause.lower_ == "since"):
        return None
    if statement.is_past or _judges(statement.root):
        return None
    if clause.doc[clause.left_edge.i].lower_ == "since" and clause.tag_ not in ("VBZ", "VBP"):
        return None
    answer = list(clause.subtree)
    stem = invert(statement, answer, small, "Why")
    return _question(Ask.WHY, statement, stem, (words_of_tokens(answer),)) if stem else None


_JUDGED_TEXT = (
    "helpful useful important necessary essential crucial critical vital valuable interesting "
    "difficult easy hard good bad ideal popular common attractive effective convenient beneficial "
    "relevant appropriate advisable desirable preferable worthwhile problematic"
)
_JUDGED = frozenset(_JUDGED_TEXT.split())


def _judges(root: Token) -> bool:
    """ "Headings are helpful": for many reasons besides the one that is told."""
    said = child(root, "acomp")
    return said is not None and said.lower_ in _JUDGED


def _how(statement: Statement, small: Small) -> Question | None:
    """ "By arresting activists"."""
    for c in statement.root.children:
        if c.dep_ == "prep" and c.lower_ == "by" and _ends(statement, c):
            doing = child(c, "pcomp")
            if doing and doing.tag_ == "VBG":
                answer = list(c.subtree)
                stem = invert(statement, answer, small, "How")
                return (
                    _question(Ask.HOW, statement, stem, (words_of_tokens(answer),))
                    if stem
                    else None
                )
    return None


_PARTS_TEXT = (
    "type kind form stage step phase part component element function category factor cause class "
    "level layer source method way principle role task feature characteristic advantage benefit "
    "goal objective responsibility requirement right duty symptom sign property dimension branch "
    "section area strategy approach technique tool model criterion condition consequence effect"
)
_PARTS = frozenset(_PARTS_TEXT.split())
_HOLDS = frozenset(["include", "comprise", "be"])
_MADE_OF = {"consist": "of", "compose": "of", "divide": "into", "fall": "into", "split": "into"}


def _list(statement: Statement, small: Small) -> Question | None:
    """ "The stages of mitosis are ...", "an atom consists of ..."."""
    root = statement.root
    link = _MADE_OF.get(root.lemma_)
    if root.lemma_ in _HOLDS:
        first = child(root, "dobj", "attr")
        if statement.subject.lemma_.lower() not in _PARTS or statement.subject.tag_ != "NNS":
            return None
        noun = begin_small(
            words_of_tokens(list(statement.subject.subtree)), statement.tree[0], small
        )
        stem = f"What are {noun}"
    elif link:
        prep = next((c for c in root.children if c.dep_ == "prep" and c.lower_ == link), None)
        first = child(prep, "pobj") if prep else None
        if first is None or prep is None:
            return None
        stem = invert(statement, list(first.subtree), small, "What")
    else:
        return None
    if first is None or not _ends(statement, first):
        return None
    items = _items(first)
    if not _FEWEST_ITEMS <= len(items) <= _MOST_ITEMS or not stem:
        return None
    return _question(Ask.LIST, statement, stem, items)


def _items(first: Token) -> tuple[str, ...]:
    """The members of "a, b, and c"."""
    heads = [first]
    while following := child(heads[-1], "conj"):
        heads.append(following)
    items = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        cut = set(after.subtree) if after is not None else set()
        own = [t for t in head.subtree if t not in cut and t.dep_ != "cc"]
        own = [t for t in own if after is None or t.i < after.left_edge.i]
        items.append(words_of_tokens(own))
    return tuple(items)


def _name(statement: Statement, small: Small) -> Question | None:
    """ "The study of cells is called cytology"."""
    root = statement.root
    if root.lemma_ not in ("call", "term", "know") or root.tag_ != "VBN" or child(root, "conj"):
        return None
    if statement.subject.lemma_.lower() in ("term", "name", "word"):
        return None
    link = next((c for c in root.children if c.dep_ == "prep" and c.lower_ == "as"), None)
    name = child(root, "oprd", "attr", "dobj") if root.lemma_ != "know" else None
    name = name or (child(link, "pobj") if link else None)
    if name is None or not _ends(statement, name):
        return None
    names = () if child(name, "prep") else _alternatives(name)
    tokens = [t for t in statement.tree if t.i >= name.left_edge.i]
    stem = invert(statement, tokens, small, "What")
    if not stem or not names or len(statement.subject.doc[: statement.subject.right_edge.i]) < 2:
        return None
    return _question(Ask.NAME, statement, stem, names)


def _alternatives(name: Token) -> tuple[str, ...]:
    """ "Cephalins" and "phosphatidylethanolamines" of "... or ..."; () for two things at once."""
    if any(c.dep_ == "cc" and c.lower_ != "or" for c in name.children):
        return ()
    found = [re.sub(r"^(?:an?|the) ", "", text, flags=re.I) for text in _items(name)]
    short = all(0 < len(text.split()) <= 4 and not re.search(r"[()]", text) for text in found)
    return tuple(found) if short else ()


_PATTERNS: tuple[Callable[[Statement, Small], Question | None], ...] = (
    _why,
    _how,
    _list,
    _name,
)
