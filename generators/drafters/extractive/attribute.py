"""Facts of the form "the A of X is Y": "the unit of force is the newton", "重力的方向是……"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.text.statements import is_clean
from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.joining import HAN

_EN = re.compile(
    r"^The (?P<attribute>(?:[\w'’-]+ ){0,2}(?:unit|symbol|capital|name|colour|color|formula|author|"
    r"inventor|founder|currency|purpose|goal|cause|lead supervisory authority|head|centre|center|"
    r"direction|date|place|instrument|tool|abbreviation)) of "
    r"(?P<owner>[^,]{2,50}?) is (?P<answer>[^,;]{1,60}?)(?:,[^,]*)?\.$"
)
# "The cause is unknown", "the cause is thought to be": nothing to name.
_NO_ANSWER = re.compile(
    r"^(?:to|not|un\w+|still|that|what|how|when|if|often|usually|very|more|less|\w+ed|\w+ly|clear|"
    r"determined|different|important|simple|complex|generally)\b",
    re.I,
)
_ZH = re.compile(
    rf"^(?:在[{HAN}]{{2,8}}中，)?(?P<owner>[{HAN}]{{1,10}}?)的(?P<attribute>(?:基本|国际|主要|常用|总)?"
    rf"(?:单位|符号|方向|施力物体|受力物体|作用点|首都|作者|测量工具|首府|别名|产地))(?:总?是|为)(?P<answer>[^，。、的]{{1,12}})[，。]"
)

_MOST_TYPED = 3  # words


@dataclass(frozen=True, slots=True)
class Attribute:
    owner: str
    attribute: str
    answer: str
    sentence: str
    passage: Passage

    @property
    def question(self) -> str:
        if self.passage.language is Language.ZH:
            return f"{self.owner}的{self.attribute}是什么？"
        return f"What is the {self.attribute} of {self.owner}?"

    @property
    def is_short(self) -> bool:
        """Short enough to be typed word for word."""
        if self.passage.language is Language.ZH:
            return True
        return len(re.sub(r"^(?:the|an?) ", "", self.answer).split()) <= _MOST_TYPED

    @property
    def kind(self) -> str:
        """Attributes of one kind can be mixed up: units with units."""
        if self.passage.language is Language.ZH:
            return re.sub(r"^(?:基本|国际|主要|常用|总)", "", self.attribute)
        return self.attribute.split()[-1]


def find_attributes(sentences: Iterable[Sentence]) -> list[Attribute]:
    found: dict[tuple[str, str], Attribute] = {}
    for sentence in sentences:
        pattern = _ZH if sentence.passage.language is Language.ZH else _EN
        match = pattern.match(sentence.text)
        if match is None or not is_clean(match["answer"]):
            continue
        if pattern is _EN and _NO_ANSWER.match(match["answer"]):
            continue
        if len(match["answer"].split()) > 8 or fold_text(match["answer"]) in fold_text(
            match["owner"]
        ):
            continue
        one = Attribute(
            match["owner"],
            match["attribute"],
            match["answer"].strip(),
            sentence.as_written,
            sentence.passage,
        )
        found.setdefault((fold_text(one.owner), one.kind), one)
    return list(found.values())
