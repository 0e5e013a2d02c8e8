"""Definitions in Chinese sentences: "……叫做速度", "深度是指……", "惯性是……的性质"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.text.statements import is_clean
from generators.exercise.passage import Passage
from generators.sources.joining import HAN
from generators.sources.sentences import split_sentences

_TERM = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·—-]{{0,14}}?"
_CALLED = re.compile(
    rf"(?P<meaning>.+?)(?P<link>，?(?:这种\w{{0,4}}?|这类\w{{0,4}}?|这样的\w{{0,4}}?|这个\w{{0,4}}?|这一?)?)"
    rf"(?P<verb>就?被?(?:叫做|叫作|称为|称作|统称为?|称之为)|就是(?=牛顿|[{HAN}]{{2,8}}(?:定律|定理|原理)))"
    rf"(?P<term>{_TERM})(?=[，。；（]|$)(?:（(?P<gloss>[A-Za-z][\w -]{{0,30}})）)?"
    rf"(?:，?(?:简称|也叫|又叫|又称|又称为|也称)(?P<alias>[A-Za-z0-9{HAN}]{{1,10}}))?"
)
_MEANS = re.compile(
    rf"^(?:所谓)?(?P<term>{_TERM})(?:（(?P<gloss>[A-Za-z][\w -]{{0,40}})）)?，?"
    r"(?:是指|指的是|就是指|的定义是|的含义是|即指)(?P<meaning>.+)。$"
)
_IS_KIND = re.compile(
    rf"^(?P<term>{_TERM})(?:（(?P<gloss>[A-Za-z][\w -]{{0,40}})）)?是"
    r"(?P<meaning>(?:一[种类个项套]|用来|用于|表示|描述|由).{4,60}(?:的?[^，。；的]{1,8}))。$"
)
_IS_CLASS = re.compile(
    rf"^(?P<term>{_TERM})(?:（(?P<gloss>[A-Za-z][\w -]{{0,40}})）)?是"
    r"(?P<meaning>(?!.*(?:最|主要|重要|唯一|之一|常见|不))[^，。]{3,50}的(?:过程|方法|技术|行为|现象|场所|活动|"
    r"制度|程序|工具|系统|协议|软件|设备|标准|机制|规则|文件|组织|仪器|装置))。$"
)
_BAD_TERM = re.compile(
    r"这种|这个|那个|这样|它|我们|什么|怎么|一种|问题|办法|原因|可以|不能|需要|应当|时候|之一|^的|^是|^了|^在|"
    r"^(?:有的|有一|有些|没|把|被|由|从|对|当|用|其|人)|步骤|目的|作用$|(?:是|了|着)$|误区|例题|^适量"
)
_LEAD = re.compile(
    r"^(?:因此|所以|其中|此外|另外|通常|一般|而|但|，|我们把|人们把|物理学中?把|物理学上?把|把)+"
)
_ASIDE = re.compile(r"，(?:它|不是|而不是|例如|比如|如|也就是).*$")
_POINTS_BACK = re.compile(r"^(?:它|这|该|此|其|那|上述|以上|下面)")
_NOT_IN_MEANING = re.compile(r"[？?：:；“”=]|(?<!对)我们|例题|如图|甲|乙")


def _clean_term(term: str) -> str:
    term = re.sub(r"^(?:这种|这类|该|此)(?:物质|物体|事物|力|方法)?的?(?=\w{2})", "", term.strip())
    return term.strip(" ，。")


def _clean_meaning(meaning: str) -> str:
    """Without the words that tied the sentence to the one before it."""
    meaning = _LEAD.sub("", meaning.strip(" ，。"))
    return meaning.replace("却是", "是").replace("，就", "，").strip(" ，")


def _is_good(term: str, meaning: str) -> bool:
    if _BAD_TERM.search(term) or _POINTS_BACK.match(meaning) or _NOT_IN_MEANING.search(meaning):
        return False
    return 4 <= len(meaning) <= 70 and term not in meaning and 1 <= len(term) <= 12


def _called(sentence: str, passage: Passage) -> Iterator[Definition]:
    """One sentence may define two terms: "……叫做反应距离，……叫做制动距离"."""
    for match in _CALLED.finditer(sentence):
        meaning, term = _clean_meaning(match["meaning"]), _clean_term(match["term"])
        if not _is_good(term, meaning):
            continue
        names = [name for name in (match["alias"], match["gloss"]) if name]
        clause = match["link"].startswith("，")
        yield Definition(
            term=term,
            meaning=meaning,
            form=Form.CLAUSE if clause else Form.NOUN,
            sentence=sentence,
            passage=passage,
            aliases=tuple(names),
            verb=match["link"] + match["verb"],
        )


def _means(sentence: str, passage: Passage) -> Iterator[Definition]:
    for pattern in (_MEANS, _IS_KIND, _IS_CLASS):
        match = pattern.match(sentence)
        if match is None:
            continue
        term = _clean_term(match["term"])
        meaning = _ASIDE.sub("", _clean_meaning(match["meaning"]))
        if _is_good(term, meaning) and len(term) > 1:
            names = (match["gloss"],) if match["gloss"] else ()
            yield Definition(
                term=term,
                meaning=meaning,
                form=Form.NOUN,
                sentence=sentence,
                passage=passage,
                aliases=names,
                verb="是指",
            )
            return


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """The definitions that stand in the passage's sentences, in order."""
    for sentence in split_sentences(passage.text):
        if len(sentence) > 160 or not is_clean(sentence):
            continue
        found = list(_called(sentence, passage))
        yield from found or _means(sentence, passage)
