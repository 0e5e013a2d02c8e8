"""Rules on options (after Haladyna's item-writing guidelines): distinct, parallel, without cues."""

from __future__ import annotations

import re

from generators.exercise.content import Content, Language, MultipleChoice, WithOptions
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import choices_of, holds, units_of

_ALL = re.compile(
    r"\ball (?:of )?(?:the|these|those) ?(?:above|answers?|options?|choices?)?"
    r"(?: (?:is|are) (?:correct|right|true))?\W*$|\beverything (?:above|listed)|\bany of these\W*$|"
    r"^all (?:of )?(?:the|these|those|them)(?: \w+)?\W*$|"
    r"^(?:all|any|every one|each) of (?:them|it)\W*$|"
    r"^all (?:two|three|four|other|listed)\b(?: \w+)?\W*$|^both (?:of )?(?:them|these|answers)\W*$|"
    r"\ball (?:answers|options|choices|statements)\b|"
    r"\b(?:other|above|listed) (?:answers?|options?|choices?) (?:is|are)\b|"
    r"^(?:both )?\(?[A-E]\)?(?:, \(?[A-E]\)?)*,? (?:and|or|&) \(?[A-E]\)?(?: (?:are|"
    r"is)[\w ]*)?\W*$|"
    r"^[A-E](?:\s*[和与、]?\s*[A-E])+\W*$|^[A-E]\s*[和与、]\s*[A-E]|"
    r"(?:以上|上述|前[两二三]者|前[两二三]项|[两三四]者|各项|选项)[^，。]{0,6}(?:都|皆|全|"
    r"均)(?!匀)|"
    r"^(?:全|都|均|皆)(?:部|都)?(?:对|正确|是|可以?|包括|属于|有|选)?\W*$|^以上(?:所有|全部|各项|"
    r"皆)",
    re.I,
)
_NONE = re.compile(
    r"\b(?:none|neither|nothing) (?:of )?(?:the|these|those|listed) ?(?:above|answers?|options?|"
    r"choices?)?(?: (?:is|are) (?:correct|right|true))?\W*$|\bno (?:correct|right) (?:answer|"
    r"option)|"
    r"^none\W*$|^(?:none|neither|not any) of (?:them|it|the (?:two|three|four)|\w+)\W*$|"
    r"^(?:none|neither) of (?:the|these|those)\b(?: \w+)?\W*$|"
    r"(?:以上|上述|前[两三][者项]|[两三四]者|选项)[^，。]{0,6}(?:都|皆|均|全)?(?:不|非)(?!同)|"
    r"^(?:全|都|均|皆)(?:部|都)?(?:不|非|错)|没有(?:一个|一项)?正确|无正确|^(?:以上)?(?:都|皆|"
    r"均)?无(?:以上)?\W*$",
    re.I,
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|absolutely|entirely|completely|impossible|in (?:all|every) cases?|"
    r"no one ever|under no circumstances|without exception|at all times|invariably|every time|"
    r"no matter what|guaranteed|in any case|nobody|everybody|no exceptions?|forever|"
    r"by all means|without fail|each and every|100 ?(?:%|percent)|totally|exclusively|solely|"
    r"in every \w+ case|every single|under (?:any|all) (?:circumstances|conditions)|all the time|"
    r"at no time|in no case|unconditionally|utterly|nowhere|"
    r"for ever|certainly|definitely)(?!\w)|"
    r"(?:总是|永远|永不|绝对|决不|绝不|从不|从来|从未|丝毫|凡是|毫不|任何时候|无论何时|全都|"
    r"完全(?:不|没|无)|一切|任何情况下|必然|必定|毫无例外|无论如何|百分之百|"
    r"所有[^，。]{0,8}都|^所有|任何(?:情况|时候|人|条件|地方|一[个种])|^任何|完全(?!相)|彻底|"
    r"始终|一律|从不|向来|毫无|绝无|百分百|肯定|永久|永恒|只要[^，。]{1,8}就|"
    r"每次都|无一例外|一定(?:会|能|是|要|不|可以))",
    re.I,
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.I)
_ARTICLE_BEFORE = re.compile(r"\b(an?)(?:[\W_]*$|\s+_{2,})", re.I)
_VOWEL = re.compile(r"^[aeiou]", re.I)
_JOINED = re.compile(r",\s*(?:and |or )?|\s+(?:and|or|plus|with)\s+|[、和与或及]")
_LONGEST_TIMES = 1.6
_SHORTEST_TIMES = 2.0
_LONGEST_BY = {Language.EN: 18, Language.ZH: 6}  # characters


def check_distinct_options(content: Content) -> Finding | None:
    for choice in choices_of(content):
        seen: set[str] = set()
        for text in choice:
            folded = _bare(text)
            if folded in seen:
                return fail("same_options", text)
            seen.add(folded)
    return None


def _bare(text: str) -> str:
    """Folded, without what changes no meaning: an article, the particle 的, marks in between."""
    folded = _ARTICLE.sub("", fold_text(text))
    return " ".join(units_of(folded.replace("的", ""))) or folded


def check_options_overlap(content: Content) -> Finding | None:
    """An option that says another and more: both may be right."""
    if not isinstance(content, WithOptions):
        return None
    texts = [option.text for option in content.options]
    for text in texts:
        for other in texts:
            if text is not other and _says_more(other, text):
                return flag("option_within_option", f"{text} / {other}")
    return None


def _says_more(other: str, text: str) -> bool:
    """A single word within another option may be another thing ("iron", "iron oxide")."""
    if len(units_of(text)) > 1:
        return holds(other, text)
    parts = [fold_text(part) for part in _JOINED.split(other)]
    return len(parts) > 1 and fold_text(text) in parts


def _right_and_wrong(content: WithOptions) -> tuple[list[str], list[str]]:
    return [option.text for option in content.right], [option.text for option in content.wrong]


def check_option_length(content: Content) -> Finding | None:
    """Learners guess the longest option; of several right ones each must stand out."""
    if not isinstance(content, WithOptions):
        return None
    right, wrong = _right_and_wrong(content)
    key = min(right, key=len)
    longest = max(len(text) for text in wrong)
    by = len(key) - longest
    least = _LONGEST_BY[content.language]
    if by > least and len(key) > _LONGEST_TIMES * longest:
        return flag("key_is_longest", key)
    short = max(right, key=len)
    shortest = min(len(text) for text in wrong)
    if shortest - len(short) > least and shortest > _SHORTEST_TIMES * len(short):
        return flag("key_is_shortest", short)
    return None


def check_all_or_none(content: Content) -> Finding | None:
    if not isinstance(content, WithOptions):
        return None
    for option in content.options:
        if _NONE.search(option.text):
            return flag("none_of_the_above", option.text)
        if _ALL.search(option.text):
            return flag("all_of_the_above", option.text)
    return None


def check_absolute_words(content: Content) -> Finding | None:
    """Words that give a wrong option away; where a right one has one too they say nothing."""
    if not isinstance(content, WithOptions):
        return None
    right, wrong = _right_and_wrong(content)
    found = [match[0] for text in wrong if (match := _ABSOLUTE.search(text))]
    if not found or any(map(_ABSOLUTE.search, right)):
        return None
    return flag("absolute_word", found[0])


def check_grammar_cue(content: Content) -> Finding | None:
    """ "... is called an" before one option that begins with a vowel."""
    if not isinstance(content, MultipleChoice) or content.language is not Language.EN:
        return None
    article = _ARTICLE_BEFORE.search(content.stem)
    if article is None:
        return None
    vowel = article[1].lower() == "an"
    fitting = [option for option in content.options if bool(_VOWEL.match(option.text)) == vowel]
    alone = len(fitting) == 1 and fitting[0].correct
    return flag("article_gives_key_away", article[1]) if alone else None
