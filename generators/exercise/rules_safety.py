"""Rules on what should not stand in an exercise unseen: personal data and unsafe words.

Both are reasons to look and never refuse a draft: a course on phishing shows addresses, one on
history speaks of killing.
"""

from __future__ import annotations

import re

from generators.exercise.content import Content
from generators.exercise.folding import fold_width
from generators.exercise.rules import Finding, flag
from generators.exercise.texts import all_texts

_PERSONAL: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*[A-Za-z]{2}"),
    "card_number": re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)"),
    "identity_number": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\w)|"
        r"\b(?!000|666)[0-8]\d{2}-(?!00)\d{2}-(?!0000)\d{4}\b"
    ),
    "phone": re.compile(
        r"(?<![\d.])1[3-9]\d{9}(?![\d.])|\+\d{1,3}[ -]?(?:\(?\d{2,4}\)?[ -]?){2,4}\d{2,4}"
        r"|\(\d{3}\) ?\d{3}-\d{4}"
    ),
}
_UNSAFE = re.compile(
    r"\b(?:fuck\w*|shit\w*|bitch\w*|cunt\w*|nigger\w*|faggot\w*|retard(?:ed|s)?|whore\w*|"
    r"kill (?:yourself|himself|herself|themselves)|commit suicide|child porn\w*|rap(?:e[ds]?|ist)|"
    r"how to (?:make|build) (?:a )?(?:bomb|explosive)s?|heil hitler)\b|"
    r"(?:傻逼|操你|妈的|他妈|婊子|贱人|去死吧|自杀方法|强奸|儿童色情|制造炸弹|杂种|支那)",
    re.I,
)


def check_personal_data(content: Content) -> Finding | None:
    for text in all_texts(content):
        for reason, pattern in _PERSONAL.items():
            if found := pattern.search(fold_width(text)):
                return flag(reason, found[0])
    return None


def check_unsafe_words(content: Content) -> Finding | None:
    for text in all_texts(content):
        if found := _UNSAFE.search(text):
            return flag("unsafe_word", found[0])
    return None
