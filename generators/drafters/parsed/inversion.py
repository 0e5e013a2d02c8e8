"""A statement in the order of a question."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from generators.drafters.parsed.statement import Statement, first_aux

if TYPE_CHECKING:
    from spacy.tokens import Token

_MOST_BEFORE = 7  # words in front of the subject


def words_of_tokens(tokens: list[Token]) -> str:
    """As written, in their order; blanks before marks and doubled blanks are taken out."""
    text = "".join(token.text_with_ws for token in sorted(tokens, key=lambda token: token.i))
    return re.sub(r"\s+([,.;])(?=\s|$)", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,.")


def begin_small(text: str, first: Token, small: Collection[str]) -> str:
    """Within a sentence: what is written small nowhere in the course keeps its capital, and so does
    a word of a name ("Hurricane Mitch").
    """
    if any(char.isupper() for char in first.text[1:]):
        return text  # "GeoTIFFs"
    following = first.nbor() if first.i + 1 < len(first.doc) else None
    is_name = first.pos_ == "PROPN" and following is not None and following.pos_ == "PROPN"
    is_common = first.pos_ != "PROPN" and not first.ent_type_ and first.tag_ in ("NN", "NNS", "JJ")
    known = is_common or first.lower_ in small
    if first.pos_ in ("DET", "ADP", "NUM") or (known and not is_name):
        return text[:1].lower() + text[1:]
    return text


def invert(
    statement: Statement, without: Collection[Token], small: Collection[str], asked: str
) -> str:
    """ "`asked` does the cell divide", without the tokens `without` and without a mark. "" where
    what stands before the subject is too much to keep.
    """
    root, subject = statement.root, statement.subject
    left_out = {token.i for token in without}
    own = {token.i for token in subject.subtree}
    helper = first_aux(root)
    before = [t for t in statement.tree if t.i < min(own) and t.i not in left_out and t != helper]
    if len(before) > _MOST_BEFORE or not all(_is_circumstance(t, root) for t in before):
        return ""
    rest = [t for t in statement.tree if t.i > max(own) and t.i not in left_out and t != helper]
    if any(t.i < min(own) for t in (root, helper or root)):
        return ""
    noun = words_of_tokens([t for t in statement.tree if t.i in own and t.i not in left_out])
    lead = words_of_tokens(before)
    noun = noun if lead else begin_small(noun, statement.tree[0], small)
    verb = helper.text.lower() if helper else _do(root)
    tail = _tail(rest, root, helper)
    question = f"{asked} {verb} {noun} {tail}".strip()
    if lead:
        return f"{lead[:1].upper()}{lead[1:]}, {question[:1].lower()}{question[1:]}"
    return question


_IN = frozenset(["in", "under", "during", "at", "within", "for", "on", "among"])
_TALK_TEXT = (
    "contrast addition fact short general turn words particular definition example instance case "
    "cases reality practice result essence sum time times"
)
_TALK = frozenset(_TALK_TEXT.split())


def _is_circumstance(token: Token, root: Token) -> bool:
    """ "In anaerobic conditions" says when the rest holds; "in contrast" speaks to a reader."""
    if token.lower_ in _TALK or token.pos_ == "PRON":
        return False
    top = token
    while top.head != root and top.head != top:
        top = top.head
    if top.dep_ == "punct":
        return True
    return top.dep_ == "prep" and top.lower_ in _IN


def _do(root: Token) -> str:
    return {"VBZ": "does", "VBD": "did"}.get(root.tag_, "do")


def _tail(rest: list[Token], root: Token, helper: Token | None) -> str:
    words = words_of_tokens(rest)
    if helper is not None or root not in rest:
        return words
    return re.sub(rf"\b{re.escape(root.text)}\b", root.lemma_, words, count=1)
