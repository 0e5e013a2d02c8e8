"""Rules on options (after Haladyna's item-writing guidelines): distinct, parallel, without cues."""

from __future__ import annotations

import re

from generators.exercise.content import Content, Language, MultipleChoice
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import choices_of, holds, units_of

_ALL = re.compile(
    r"\ball (?:of )?(?:the|these) ?(?:above|answers|options)?$|以上(?:都|皆|全)", re.I
)
_NONE = re.compile(
    r"\bnone of (?:the|these) ?(?:above|answers|options)?$|以上(?:都|皆)(?:不|非)", re.I
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|absolutely|entirely|completely|impossible|in all cases|no one ever)\b|"
    r"(?:总是|永远|绝对|从不|完全不|一切|任何情况下)",
    re.I,
)
_VOWEL = re.compile(r"^[aeiou]", re.I)
_LONGEST_TIMES = 1.7
_LONGEST_BY = {Language.EN: 25, Language.ZH: 8}  # characters


def check_distinct_options(content: Content) -> Finding | None:
    for choice in choices_of(content):
        seen: set[str] = set()
        for text in choice:
            folded = fold_text(text)
            if folded in seen:
                return fail("same_options", text)
            seen.add(folded)
    return None


def check_options_overlap(content: Content) -> Finding | None:
    """An option that says another and more: both may be right."""
    if not isinstance(content, MultipleChoice):
        return None
    texts = [option.text for option in content.options]
    for text in texts:
        for other in texts:
            if text is not other and len(units_of(text)) > 1 and holds(other, text):
                return flag("option_within_option", f"{text} / {other}")
    return None


def _key_and_wrong(content: MultipleChoice) -> tuple[str, list[str]]:
    key = next(option.text for option in content.options if option.correct)
    return key, [option.text for option in content.options if not option.correct]


def check_option_length(content: Content) -> Finding | None:
    """Learners guess the longest option."""
    if not isinstance(content, MultipleChoice):
        return None
    key, wrong = _key_and_wrong(content)
    longest = max(len(text) for text in wrong)
    by = len(key) - longest
    if by > _LONGEST_BY[content.language] and len(key) > _LONGEST_TIMES * longest:
        return flag("key_is_longest", key)
    return None


def check_all_or_none(content: Content) -> Finding | None:
    if not isinstance(content, MultipleChoice):
        return None
    for option in content.options:
        if _NONE.search(option.text):
            return flag("none_of_the_above", option.text)
        if _ALL.search(option.text):
            return flag("all_of_the_above", option.text)
    return None


def check_absolute_words(content: Content) -> Finding | None:
    """Words that give a wrong option away; where the key has one too they say nothing."""
    if not isinstance(content, MultipleChoice):
        return None
    key, wrong = _key_and_wrong(content)
    found = [match[0] for text in wrong if (match := _ABSOLUTE.search(text))]
    return flag("absolute_word", found[0]) if found and not _ABSOLUTE.search(key) else None


def check_grammar_cue(content: Content) -> Finding | None:
    """ "... is called an" before one option that begins with a vowel."""
    if not isinstance(content, MultipleChoice) or content.language is not Language.EN:
        return None
    article = re.search(r"\b(an?)\W*$", content.stem)
    if article is None:
        return None
    vowel = article[1] == "an"
    fitting = [option for option in content.options if bool(_VOWEL.match(option.text)) == vowel]
    alone = len(fitting) == 1 and fitting[0].correct
    return flag("article_gives_key_away", article[1]) if alone else None
