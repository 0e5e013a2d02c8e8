"""An English sentence that can be asked about: who or what, does what, and what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.drafters.parsed.tree import child, compares, parse, parse_all, root_of
from generators.drafters.text.generality_en import is_of_case
from generators.drafters.text.statements import is_clean, is_exercise, without_references
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FEWEST, _MOST = 6, 40  # words
_LONGEST_SUBJECT = 9  # words
_AUTHORS = re.compile(
    r"\s\((?:e\.g\.,? )?[A-Z][^()]*\b(?:1[89]|20)\d\d[a-z]?(?:, pp?\. [\d–-]+)?\)"
)
_ASIDE = re.compile(
    r"\((?:[^()]* ){4}|\([^()]*$|\([a-z0-9]\)"
)  # in brackets: long, or an item's mark
_POINTS_TEXT = (
    "this these those such here above below following previous earlier latter former same example "
    "figure table chapter section exercise now today i me my he she him his her another"
)
_POINTS = frozenset(_POINTS_TEXT.split())
_LEANING_TEXT = (
    "also however thus therefore hence then instead again even moreover furthermore finally first "
    "second third next otherwise too similarly consequently accordingly additionally indeed "
    "meanwhile still yet nevertheless nonetheless likewise conversely so perhaps"
)
_LEANING = frozenset(_LEANING_TEXT.split())
_PRONOUNS_TEXT = "it they them its their there itself themselves"
_PRONOUNS = frozenset(_PRONOUNS_TEXT.split())
_SAYING_TEXT = "say note write argue suggest observe claim report find show state ask"
_SAYING = frozenset(_SAYING_TEXT.split())


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is the sentence without its references, `quote` as the source writes it."""

    text: str
    quote: str
    passage: Passage
    tree: Span
    root: Token
    subject: Token

    @property
    def is_past(self) -> bool:
        first = first_aux(self.root) or self.root
        return first.tag_ == "VBD"


def first_aux(root: Token) -> Token | None:
    """The auxiliary that goes before the subject of a question; "is" of "is a" does so itself."""
    found = [c for c in root.children if c.dep_ in ("aux", "auxpass") and c.tag_ != "TO"]
    return found[0] if found else (root if root.lemma_ == "be" else None)


def find_statements(passage: Passage, concepts: Collection[str]) -> Iterator[Statement]:
    """Of a text in English; `concepts` are the small words which the course is about: "the cell"
    needs no introduction among them.
    """
    if passage.kind != "text" or is_exercise(passage.heading):
        return
    written = [s for s in split_sentences(passage.text) if _FEWEST <= len(s.split()) <= _MOST + 6]
    told = [_AUTHORS.sub("", without_references(sentence)) for sentence in written]
    for quote, text, tree in zip(written, told, parse_all(told), strict=True):
        if len(text.split()) < _FEWEST:
            continue
        if statement := _read(quote, text, tree, passage, concepts):
            yield statement


def read_statement(
    quote: str, text: str, passage: Passage, concepts: Collection[str]
) -> Statement | None:
    """`text` is the sentence that stands as `quote` in the passage."""
    return _read(quote, text, parse(text), passage, concepts)


def _read(
    quote: str, text: str, tree: Span, passage: Passage, concepts: Collection[str]
) -> Statement | None:
    root = root_of(tree)
    subject = child(root, "nsubj", "nsubjpass") if root else None
    if root is None or subject is None or not text.endswith(".") or not text[0].isupper():
        return None
    if len(text.split()) > _MOST or re.search(r"[“”\":—–!?]|--", text):
        return None
    if not is_clean(text.replace("(", "").replace(")", "")) or _ASIDE.search(text) or _points(tree):
        return None
    if compares(tree) or is_of_case(text):
        return None
    if not _is_finite(root) or _leans(root) or not _is_named(subject, concepts):
        return None
    return Statement(text, quote, passage, tree, root, subject)


def _points(tree: Span) -> bool:
    """At something outside, or at somebody."""
    if any(token.lower_ in _POINTS or _is_that(token) for token in tree):
        return True
    return any(entity.label_ == "PERSON" for entity in tree.ents)


def _is_that(token: Token) -> bool:
    """Which points back, other than the "that" of a clause."""
    alone = token.dep_ in ("det", "nsubj", "dobj") and token.head.dep_ not in ("relcl", "ccomp")
    return token.lower_ == "that" and alone


def _is_finite(root: Token) -> bool:
    if root.pos_ not in ("VERB", "AUX"):
        return False
    if root.tag_ in ("VBZ", "VBP", "VBD"):
        return root.lemma_ not in _SAYING
    return first_aux(root) is not None


def _leans(root: Token) -> bool:
    for c in root.children:
        if c.dep_ in ("advmod", "mark", "cc", "preconj") and c.lower_ in _LEANING:
            return True
        if c.dep_ == "parataxis" or (c.dep_ == "ccomp" and c.i < root.i):
            return True
        if c.dep_ == "conj" and child(c, "nsubj", "nsubjpass", "expl"):
            return True
        if c.dep_ == "expl":
            return True
    return False


_SOME_TEXT = "several some many few various certain other single different each"
_SOME = frozenset(_SOME_TEXT.split())


def _is_named(subject: Token, concepts: Collection[str]) -> bool:
    words = list(subject.subtree)
    if any(c.lower_ in _SOME for c in subject.lefts):
        return False
    if subject.pos_ not in ("NOUN", "PROPN") or len(words) > _LONGEST_SUBJECT:
        return False
    if any(w.lower_ in _PRONOUNS or (w.pos_ == "PRON" and w.dep_ != "nsubj") for w in words):
        return False
    determiner = child(subject, "det")
    if determiner is None or determiner.lower_ in ("a", "an", "all", "most", "every", "each", "no"):
        return determiner is not None or subject.tag_ in ("NNS", "NNPS", "NN", "NNP")
    if determiner.lower_ != "the":
        return False
    after = any(c.dep_ in ("prep", "relcl", "acl") for c in subject.children)
    return after or subject.pos_ == "PROPN" or subject.lemma_.lower() in concepts
