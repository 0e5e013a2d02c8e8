"""Whether a text gives a term away."""

from __future__ import annotations

from functools import lru_cache

from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.sources.tokens import words_of

_CHINESE_SHARE = 0.6  # of a term's characters, when they stand together in the text


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """`fold_text`, remembered: the drafters compare the same terms again and again."""
    return fold_text(text)


def _near(one: str, other: str) -> bool:
    """The same word in another form: "authentication" and "authenticated"."""
    if one == other:
        return True
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common >= max(5, 0.6 * max(len(one), len(other)))


def _gives_away_english(term: str, text: str) -> bool:
    """The head noun may stand in the text ("spear phishing is phishing that ..."); a word that
    tells the term from its siblings may not.
    """
    words, found = _stems(term), _stems(text)
    told = [any(_near(word, other) for other in found) for word in words]
    if len(words) < 2:
        return any(told)
    telling = told[1:] if " of " in f" {term} " or " to " in f" {term} " else told[:-1]
    return any(telling) or fold(term) in fold(text)


def _longest_common(term: str, text: str) -> str:
    best = ""
    for start in range(len(term)):
        end = start + len(best) + 1
        while end <= len(term) and term[start:end] in text:
            best, end = term[start:end], end + 1
    return best


def _gives_away_chinese(term: str, text: str) -> bool:
    """A tail ("距离" of "反应距离") is the kind of thing; more of the term gives it away."""
    folded, target = fold(text), fold(term)
    if target in folded:
        return len(target) > 1
    common = _longest_common(target, folded)
    is_tail = target.endswith(common) and len(common) < len(target) - 1
    is_tail = is_tail or (target.endswith(common) and len(target) > 2 and len(common) > 1)
    return not is_tail and len(common) >= max(2, _CHINESE_SHARE * len(target))


def gives_away(term: str, text: str, language: Language) -> bool:
    """Whether a reader of `text` need only copy to name `term`."""
    if language is Language.ZH:
        return _gives_away_chinese(term, text)
    return _gives_away_english(term, text)


def holds(text: str, phrase: str, language: Language) -> bool:
    """Whether the phrase stands in the text, in English as whole words, singular or plural."""
    folded, target = fold(text), fold(phrase)
    if not target:
        return False
    if language is Language.ZH:
        return target in folded
    words, wanted = _plain_words(folded), _plain_words(target)
    size = len(wanted)
    return any(words[i : i + size] == wanted for i in range(len(words) - size + 1))


@lru_cache(maxsize=8192)
def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(_singular(word.strip(".,;:!?()\"'“”")) for word in text.split())


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return word[:-1] if plural else word.removesuffix("'s")
