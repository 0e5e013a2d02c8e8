"""The little English grammar that exercises need: articles, number, verbs, numbers in words."""

from __future__ import annotations

import re

_VOWEL_SOUND = re.compile(r"^(?:[aeio]|u(?!ni|se|s[ae]|ti|ro)|hour|honest|heir)", re.I)
_LETTER_VOWEL = frozenset("AEFHILMNORSX")
_ONES_TEXT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_ONES = _ONES_TEXT.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {"person": "people", "criterion": "criteria", "analysis": "analyses"}
_UNCOUNTED_TEXT = (
    "data information software hardware malware phishing evidence series species means news"
)
_UNCOUNTED = frozenset(_UNCOUNTED_TEXT.split())


def indefinite(phrase: str) -> str:
    """ "a" or "an", as the phrase is spoken."""
    first = phrase.split()[0] if phrase.split() else phrase
    if len(first) > 1 and first.isupper():
        return "an" if first[0] in _LETTER_VOWEL else "a"
    return "an" if _VOWEL_SOUND.match(first) else "a"


def lower_first(text: str) -> str:
    """The first letter small, unless the first word is an abbreviation or a name like it."""
    first = text.split(" ", 1)[0]
    if re.match(r"[A-Z](?:-|$)", first) and first != "A":
        return text  # "I", "T-account"
    if sum(char.isupper() or char.isdigit() for char in first) > 1:
        return text
    return text[:1].lower() + text[1:]


def lower_title(header: str, names: frozenset[str]) -> str:
    """A header as it is written within a sentence; names keep their capitals."""
    words = header.split()
    large = [word for word in words if len(word) > 3]
    if len(words) < 2 or not all(word[0].isupper() or not word[0].isalpha() for word in large):
        return header if words[:1] and words[0] in names else lower_first(header)
    return " ".join(
        word if word in names or sum(map(str.isupper, word)) > 1 else word.lower() for word in words
    )


_SMALL_WORDS = frozenset(("of", "the", "a", "an", "and", "or", "in", "on", "to", "for", "by", "at"))


def calm_title(heading: str) -> str:
    """ "COMPONENTS OF LANGUAGE" as "Components of Language"; other headings as they are."""
    words = heading.split()
    if len(words) < 2 or not heading.isupper():
        return heading
    small = [word.lower() if word.lower() in _SMALL_WORDS else word.capitalize() for word in words]
    return upper_first(" ".join(small))


def upper_first(text: str) -> str:
    """The first letter large, unless a digit follows: "p53" is a name as it is."""
    if text[1:2].isdigit():
        return text
    return text[:1].upper() + text[1:]


def _head_place(words: list[str]) -> int:
    """Which word of a term takes the plural: the one before "of" or "to", else the last."""
    for index, word in enumerate(words[1:], start=1):
        if word in ("of", "to", "for"):
            return index - 1
    return len(words) - 1


def _plural_word(word: str) -> str:
    if word.lower() in _IRREGULAR:
        return _IRREGULAR[word.lower()]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|sh|ch|x|z)$", word) else "s")


def _singular_word(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", word):
        return word[:-2]
    return word[:-1] if re.search(r"(?<!ao)(?<!ic)[^siu]s$", word) else word


def is_plural(term: str) -> bool:
    words = term.split()
    head = words[_head_place(words)] if words else ""
    return head.lower() not in _UNCOUNTED and _singular_word(head) != head


def other_number(term: str) -> str:
    """The plural of a singular term and the singular of a plural one; itself where it has none."""
    words = term.split()
    if not words:
        return term
    place = _head_place(words)
    head = words[place]
    if head.lower() in _UNCOUNTED or head.isupper():
        return term
    words[place] = _singular_word(head) if is_plural(term) else _plural_word(head)
    return " ".join(words)


def base_verb(verb: str) -> str:
    """ "expires" to "expire", "applies" to "apply", "has" to "have"."""
    if verb == "has":
        return "have"
    if re.search(r"(?:ss|sh|ch|x|z|o)es$", verb):
        return verb[:-2]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def third_person(verb: str) -> str:
    """ "apply" to "applies"."""
    if verb == "have":
        return "has"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else "s")


def number_word(number: int) -> str | None:
    """ "seventy-two"; None above 99."""
    if 0 <= number < 20:
        return _ONES[number]
    if 20 <= number < 100:
        tens, ones = _TENS[number // 10 - 2], number % 10
        return f"{tens}-{_ONES[ones]}" if ones else tens
    return None
