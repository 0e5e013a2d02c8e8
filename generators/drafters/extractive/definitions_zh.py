"""Definitions in Chinese sentences: "……叫做速度", "深度是指……", "惯性是……的性质"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.topic_zh import topic_name
from generators.drafters.text.chinese import (
    begins_with_subject,
    ends_in_noun,
    is_phrase,
    is_term,
    is_traditional,
    strip_mark,
)
from generators.drafters.text.statements import is_clean
from generators.exercise.passage import Passage
from generators.sources.joining import HAN
from generators.sources.sentences import split_sentences

MEANS, IS, ENTRY = "是指", "是", "条目"  # how a source says it: `Definition.verb`

_TERM = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·—-]{{0,14}}?"
_GLOSS = r"(?:[（(](?P<gloss>[A-Za-z][\w ,'-]{0,40})[）)])?"
_CALLED = re.compile(
    rf"(?P<meaning>.+?)(?P<link>，?(?:这种\w{{0,4}}?|这类\w{{0,4}}?|这样的\w{{0,4}}?|这个\w{{0,4}}?|这一\w{{0,4}}?|这)?)"
    rf"(?P<verb>就?被?(?:叫做|叫作|称为|称作|统称为?|称之为|(?<![呼喊嚎大])叫)|就是(?=牛顿|[{HAN}]{{2,8}}(?:定律|定理|原理)))"
    rf"[“\"]?(?P<term>{_TERM})[”\"]?(?=[，。；（(]|$){_GLOSS}"
    rf"(?:，?(?:简称|也叫|又叫|又称|又称为|也称)(?P<alias>[A-Za-z0-9{HAN}]{{1,10}}))?"
)
_MEANS = re.compile(
    rf"^(?:所谓)?[“\"【]?(?P<term>{_TERM})[”\"】]?{_GLOSS}(?:又称[^，。；]{{1,16}})?[，；]?"
    r"(?:就?是指|指的是|的定义是|的含义是|即指|是表示|通常指|一般指|指(?![出导标数定向明挥责望示令针南纹甲]))"
    r"(?P<meaning>.+?)。?$"
)
_SO_CALLED = re.compile(
    rf"^所谓[“\"]?(?P<term>{_TERM})[”\"]?{_GLOSS}，(?:就是|即|就是指|是指|指的是)(?P<meaning>.+?)。?$"
)
_IS_KIND = re.compile(
    rf"^(?P<term>{_TERM}){_GLOSS}是(?P<meaning>(?:一[种类个项套门]|用来|用于|表示|描述|由).{{4,60}}"
    r"(?:的?[^，。；的]{1,8}))。$"
)
_IS_CLASS = re.compile(
    rf"^(?P<term>{_TERM}){_GLOSS}是"
    r"(?P<meaning>(?!.*(?:最|主要|重要|唯一|之一|常见|不|第一|非常|有关|必须))[^，。]{5,50}的[^，。的]{2,8})。$"
)
_ASIDE = re.compile(
    r"，(?:它|不是|而不是|例如|比如|如|也就是|其|但|因此|所以|常用|又称|简称|包括|实际上).*$"
)
_LEAD = re.compile(
    r"^(?:因此|所以|其中|此外|另外|通常|一般|而|但|，|(?:我们|人们|通常|一般|物理学中?|物理学上?|"
    r"数学上?|化学上?|经济学中?|[\w]{2,4}学[中上])?[把将])+"
)
_POINTS_BACK = re.compile(
    r"^(?:它|这|该|此|其|那|上述|以上|下面|后来|同时|又|也)|这些|这[种个类]|上述|第[一二三四五]种"
)
_NOT_IN_MEANING = re.compile(
    r"^好像|^似乎|[？?：:；“”=]|(?<!对)我们|例题|如图|甲|乙|有一[种个]|的名字|后世|尊|绰号|(?:[又也还就被]|一[个种]|之)$"
)
_LONGEST, _SHORTEST = 70, 6


def _clean_term(term: str) -> str:
    term = re.sub(r"^(?:这种|这类|该|此)(?:物质|物体|事物|力|方法)?的?(?=\w{2})", "", term.strip())
    return term.strip(" ，。")


def _clean_meaning(meaning: str) -> str:
    """Without the words that tied the sentence to the one before it."""
    meaning = _LEAD.sub("", meaning.strip(" ，。"))
    return meaning.replace("却是", "是").replace("，就", "，").strip(" ，")


def _is_good(term: str, meaning: str) -> bool:
    if _POINTS_BACK.search(meaning) or _NOT_IN_MEANING.search(meaning):
        return False
    if not _SHORTEST - 2 <= len(meaning) <= _LONGEST or term in meaning:
        return False
    return is_term(term) or (len(term) == 1 and "\u4e00" <= term <= "\u9fff")


def _is_named(meaning: str, clause: bool) -> bool:
    """What is called something: a thing with what tells it from others, or what happens."""
    if clause:
        return begins_with_subject(meaning) or meaning.startswith(("当", "在", "通过", "用"))
    if meaning.startswith("当") and "时" in meaning:
        return True
    told, _, head = meaning.rpartition("的")
    return bool(told) and 1 <= len(head) <= 10 and ends_in_noun(head)


def _called(sentence: str, passage: Passage) -> Iterator[Definition]:
    """One sentence may define two terms: "……叫做反应距离，……叫做制动距离"."""
    for match in _CALLED.finditer(sentence):
        meaning, term = _clean_meaning(match["meaning"]), _clean_term(match["term"])
        clause = match["link"].startswith("，") and len(match["link"]) > 1
        if not _is_good(term, meaning) or not _is_named(meaning, clause):
            continue
        if match["verb"].endswith("叫") and (len(term) < 2 or not match["link"].strip("，")):
            continue
        yield Definition(
            term=term,
            meaning=meaning,
            form=Form.CLAUSE if clause else Form.NOUN,
            sentence=sentence,
            passage=passage,
            aliases=tuple(name for name in (match["alias"], match["gloss"]) if name),
            verb=match["link"] + match["verb"],
        )


_LABELLED = re.compile(
    rf"^[“\"【]?(?P<term>{_TERM})[”\"】]?{_GLOSS}\s*[：:]\s*(?:是?指|即|指的是)?(?P<meaning>[^：:。；]{{8,70}})[。；]?$"
)


def _labelled(sentence: str, passage: Passage) -> Iterator[Definition]:
    """ "季节性失业：指……的失业。": what stands behind the mark must be what a thing is."""
    match = _LABELLED.match(sentence)
    if match is None or _SPEAKER.match(match["term"]) or passage.kind == "list":
        return
    if not re.search(rf"[{HAN}]|^[A-Z]+$", match["term"]):
        return
    term, meaning = match["term"], _clean_meaning(match["meaning"])
    says_so = re.match(r".*[：:]\s*(?:是?指|即|指的是)", sentence) is not None
    if _is_good(term, meaning) and is_term(term) and (says_so or is_phrase(meaning)):
        yield _meaning_of(term, meaning, match["gloss"], MEANS, sentence, passage)


def _meaning_of(
    term: str, meaning: str, gloss: str | None, verb: str, sentence: str, passage: Passage
) -> Definition:
    return Definition(
        term=term,
        meaning=meaning,
        form=Form.NOUN if ends_in_noun(meaning) else Form.CLAUSE,
        sentence=sentence,
        passage=passage,
        aliases=(gloss,) if gloss else (),
        verb=verb,
    )


def _means(sentence: str, passage: Passage) -> Iterator[Definition]:
    for pattern, verb in ((_SO_CALLED, MEANS), (_MEANS, MEANS), (_IS_KIND, IS), (_IS_CLASS, IS)):
        match = pattern.match(sentence)
        if match is None:
            continue
        term = _clean_term(match["term"])
        meaning = _ASIDE.sub("", _clean_meaning(match["meaning"]))
        if _is_good(term, meaning) and len(meaning) >= _SHORTEST and len(term) > 1:
            yield _meaning_of(term, meaning, match["gloss"], verb, sentence, passage)
            return


def _without_label(sentence: str) -> str:
    """ "机会成本：机会成本是指……" names its term twice."""
    label, mark, rest = sentence.partition("：")
    name = label.strip("`【】“” ")
    return rest.strip() if mark and name and rest.strip().startswith(name) else sentence


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """The definitions that stand in the passage's sentences, in order."""
    for whole in split_sentences(passage.text):
        sentence = _without_label(strip_mark(whole))
        if len(sentence) > 160 or not is_clean(sentence) or is_traditional(sentence):
            continue
        found = list(_called(sentence, passage))
        found = found or list(_means(sentence, passage))
        yield from found or _labelled(sentence, passage)


_ENTRY_MEANING = re.compile(r"^(?:指的是|是指|指|是|即|表示)\s*")


# Speakers of a dialogue, and labels that every list has.
_SPEAKER = re.compile(
    r"^(?:学生|教授|老师|主持人|旁白|问|答|结论|注意|备注|时间|地点|输入|输出|返回|类型|数据|说明|优点|缺点|特点|"
    r"优势|劣势|适用场景|示例|参数|用法|目的|方法|原因|结果|步骤|内容|作者|来源|日期|标题|名称)$"
)


def read_entry(term: str, text: str, line: str, passage: Passage) -> Definition | None:
    """An entry "term: what is said of it" of a list; None where it explains no term."""
    first = re.split(r"(?<=[。；;])", text.strip())[0].rstrip(" .。;；")
    meaning = _ENTRY_MEANING.sub("", first)
    name = strip_mark(term).strip(' “”"【】')
    if not is_term(name) or not 8 <= len(meaning) <= _LONGEST or is_traditional(line):
        return None
    if _NOT_IN_MEANING.search(meaning) or _POINTS_BACK.search(meaning) or name in meaning:
        return None
    if not topic_name(passage) or _SPEAKER.match(name) or "为例" in meaning:
        return None
    told = meaning != first
    return Definition(
        term=name,
        meaning=meaning,
        form=Form.NOUN if told else Form.CLAUSE,
        sentence=line,
        passage=passage,
        verb=MEANS if meaning != first else ENTRY,
    )
