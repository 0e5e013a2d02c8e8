"""Definitions in Chinese sentences: "……叫做速度", "深度是指……", "惯性是……的性质"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.text.chinese import (
    begins_with_subject,
    ends_in_noun,
    is_person,
    is_phrase,
    is_term,
    is_traditional,
    strip_mark,
    tag_words,
    tells_apart,
    widen_marks,
)
from generators.drafters.text.generality_zh import is_below_view
from generators.drafters.text.statements import is_clean
from generators.drafters.text.tidy_zh import tidy_text
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.joining import HAN
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR

MEANS, IS = "是指", "是"  # how a source says it: `Definition.verb`

_TERM = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·—/+-]{{0,14}}?"
_GLOSS = r"(?: ?[（(](?P<gloss>[A-Za-z][\w ,'/-]{0,40})[）)] ?)?"
_CALLED = re.compile(
    rf"(?P<meaning>.+?)(?P<link>，?(?:这种\w{{0,4}}?|这类\w{{0,4}}?|这样的\w{{0,4}}?|这个\w{{0,4}}?|这一\w{{0,4}}?|这)?)"
    rf"(?P<verb>就?被?(?:叫做|叫作|称为|称作|统称为?|称之为|(?<![呼喊嚎大])叫)|就是(?=牛顿|[{HAN}]{{2,8}}(?:定律|定理|原理)))"
    rf"[“\"]?(?P<term>{_TERM})[”\"]?(?=[，。；（(]|$){_GLOSS}"
    rf"(?:，?(?:简称|也叫|又叫|又称|又称为|也称)(?P<alias>[A-Za-z0-9{HAN}]{{1,10}}))?"
)
_MEANS = re.compile(
    rf"^(?:所谓)?[“\"【]?(?P<term>{_TERM})[”\"】]?{_GLOSS}(?:又称[^，。；]{{1,16}})?[，；]?"
    r"(?:就?是指，?|指的是|的定义是|的含义是|即指|通常指|一般指|指(?![出导标数定向明挥责望示令针南纹甲]))"
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
    r"(?P<meaning>(?!指|否|[^，。]*(?:主要|重要|唯一|之一|常见|不|第一|非常|有关|必须))[^，。]{5,50}的[^，。的]{2,8})"
    r"(?:，(?:可以|具有|其|它|常|通常|一般|广泛|主要|例如|比如|如|即|也就是|包括)[^。]*)?。?$"
)
# What may follow a meaning that is whole without it; "其……" and "它……" often hold half of it.
_ASIDE = re.compile(r"，(?:不是|而不是|例如|比如|如(?![果何])|也就是|因此|所以|又称|简称|包括).*$")
_LEAD = re.compile(
    r"^(?:因此|所以|其中|此外|另外|通常|一般|而|但|，|(?:我们|人们|通常|一般|物理学中?|物理学上?|"
    r"数学上?|化学上?|经济学中?|[\w]{2,4}学[中上])?[把将])+"
)
# "将概率分配给离散选择的分布称为……": its "将" is not that of "将……称为".
_GIVEN = re.compile("[把将][^，]*[给成到入][^，]*的")
# A clause before what is said of the thing itself: "与解决回归问题不同，……".
_SAID_BEFORE = re.compile(
    r"^(?:[与和跟][^，]{2,20}(?:不同|相比|相反|类似|一样)|相比之下|相反|反之|简而言之|简单[来地]?说|总之|总的来说|一般[来而]说|"
    r"一般情况下|具体来说|换句话说|也就是说|换言之|事实上|实际上|严格来说|此时|这时|显然|因此|所以)，"
)
POINTS_BACK = re.compile(
    r"^(?:[他她它]们?|这|该|此|其|那|上述|以上|下面|后来|同时|又|也)|这些|这[种个类]|上述|第[一二三四五]种"
)
NOT_IN_MEANING = re.compile(
    r"其中|也[有是能会可]|^的|^好像|^似乎|^最|常见|典型|流行|著名|[？?：:；“”=]|(?<!对)我们|例题|如图|甲|乙|有一[种个]|的名字|后世|尊|绰号|(?:[又也还就被]|一[个种]|之)$"
)
LONGEST_MEANING, _SHORTEST = 70, 6


# A label that runs into the sentence: "WBS 字典 WBS 字典是……".
_TWICE = re.compile(r"^(.{2,})\s\1$")
# A label of what is said, not a part of the term: "物理性质苯是……".
_ASPECT_BEFORE = re.compile(
    r"^(?:物理|化学|主要|基本)?(?:性质|特点|特征|结构|作用|用途|定义|概念|含义)(?=\w)"
)
# Words to a listener, and what a thing is for or has instead of what it is.
_NO_MEANING = re.compile(
    r"[你咱]|同学|大家|^(?:任[一何意]|每|某|各|所有|基于)|^(?:主要|专|常|多)?(?:适用?[于合]|用[于来以]|专?供|属于|位于|来自|有助|便于|针对|要求|负责|是否)"
)


def _clean_term(term: str) -> str:
    term = re.sub(r"^(?:这种|这类|该|此)(?:物质|物体|事物|力|方法)?的?(?=\w{2})", "", term.strip())
    return _TWICE.sub(r"\1", term.strip(" ，。-–—·/+"))


def _clean_meaning(meaning: str, *, named: bool = False) -> str:
    """Without the words that tied the sentence to the one before it; where it is then `named`, also
    without the "把" of "把……叫做".
    """
    meaning = _SAID_BEFORE.sub("", meaning.strip(" ，。"))
    meaning = _LEAD.sub("", meaning) if named and not _GIVEN.match(meaning) else meaning
    return widen_marks(meaning).replace("却是", "是").replace("，就", "，").strip(" ，")


def _is_good(term: str, meaning: str) -> bool:
    if POINTS_BACK.search(meaning) or NOT_IN_MEANING.search(meaning):
        return False
    if _NO_MEANING.search(meaning) or _ASPECT_BEFORE.match(term) or term.startswith("下一"):
        return False
    if re.search(
        r"(?:一般[来而]说|通常[来而]说|是否|最初|一直|通常|也|均|都|往往|主要|就|常|又|则|还|曾)$",
        term,
    ):
        return False
    if not _SHORTEST - 2 <= len(meaning) <= LONGEST_MEANING or term in meaning:
        return False
    return is_term(term) or (len(term) == 1 and "\u4e00" <= term <= "\u9fff")


_YEAR = re.compile(r"\d{3,4}年")


def _is_named(meaning: str, clause: bool) -> bool:
    """What is called something: a thing with what tells it from others, or what happens."""
    if clause:
        return begins_with_subject(meaning) or meaning.startswith(("当", "在", "通过", "用"))
    if meaning.startswith("当") and "时" in meaning:
        return True
    told, _, head = meaning.rpartition("的")
    if not told or not 1 <= len(head) <= 10 or "，" in head or _YEAR.search(meaning):
        return False
    words = [pair for pair in tag_words(head) if pair[0].strip()]
    acts = len(words) > 1 and any(flag == "v" for _, flag in words)
    return ends_in_noun(head) and not acts  # "周围的小磁针发生偏转" tells what happened


def _called(sentence: str, passage: Passage) -> Iterator[Definition]:
    """One sentence may define two terms: "……叫做反应距离，……叫做制动距离"."""
    for match in _CALLED.finditer(sentence):
        meaning, term = _clean_meaning(match["meaning"], named=True), _clean_term(match["term"])
        clause = match["link"].startswith("，") and len(match["link"]) > 1
        conditional = re.match(r"(?:当|在|对于|如果|若|一旦|每当|通过|用)[^，]*，", meaning)
        if not _is_good(term, meaning) or not _is_named(meaning, clause):
            continue
        if meaning.count("，") > 1:
            continue  # a story of several steps, of which only the last is named
        if match["verb"].endswith("叫") and (len(term) < 2 or not match["link"].strip("，")):
            continue
        yield Definition(
            term=term,
            meaning=meaning,
            form=Form.CLAUSE if clause or conditional else Form.NOUN,
            sentence=sentence,
            passage=passage,
            aliases=tuple(name for name in (match["alias"], match["gloss"]) if name),
            verb=match["link"] + match["verb"],
        )


# Speakers of a dialogue, and labels that every list has.
SPEAKER = re.compile(
    r"^(?:学生|教授|老师|主持人|旁白|问|答|结论|注意|备注|时间|地点|输入|输出|返回|类型|数据|说明|优点|缺点|特点|"
    r"优势|劣势|适用场景|示例|参数|用法|目的|方法|原因|结果|步骤|内容|作者|来源|日期|标题|名称)$"
)
_LABELLED = re.compile(
    rf"^[“\"【]?(?P<term>{_TERM})[”\"】]?{_GLOSS}\s*[：:]\s*(?:是?指(?![向出导标])|即|指的是)?(?P<meaning>[^：:。；]{{8,70}}?)[。；.]?$"
)


def _labelled(sentence: str, passage: Passage) -> Iterator[Definition]:
    """ "季节性失业：指……的失业。": what stands behind the mark must be what a thing is."""
    match = _LABELLED.match(sentence)
    if match is None or SPEAKER.match(match["term"]) or passage.kind == "list":
        return
    if not re.search(rf"[{HAN}]|^[A-Z]+$", match["term"]):
        return
    term, meaning = match["term"], _clean_meaning(match["meaning"])
    says_so = re.match(r".*[：:]\s*(?:是?指(?![向出导标])|即|指的是)", sentence) is not None
    if _is_good(term, meaning) and is_term(term) and (says_so or is_phrase(meaning)):
        yield _meaning_of(term, meaning, match["gloss"], MEANS, sentence, passage)


def _names_thing(meaning: str) -> bool:
    """ "采用四种方式" tells what is done, though a noun ends it."""
    told, _, head = meaning.rpartition("的")
    return (bool(told) and len(head) <= 12) or meaning.startswith("一")


def _meaning_of(
    term: str, meaning: str, gloss: str | None, verb: str, sentence: str, passage: Passage
) -> Definition:
    return Definition(
        term=term,
        meaning=meaning,
        form=Form.NOUN if ends_in_noun(meaning) and _names_thing(meaning) else Form.CLAUSE,
        sentence=sentence,
        passage=passage,
        aliases=(gloss,) if gloss else (),
        verb=verb,
    )


# How a thing may be used is a remark: "量筒是一种量器，只能……，不能……".
_LIMITS = re.compile("不能|只能|不可|不得")
_SHORTEST_IS = 10  # characters: "使用 CRC 的检验序列" is too little to know a thing by


def _is_introduced(term: str, meaning: str, sentence: str, passage: Passage) -> bool:
    """Whether the text sets out to say what the term is: below its name, at the head of a
    paragraph. Elsewhere "X是……" tells what else is true of it, or how somebody sees it.
    """
    heading = skill_name(passage.heading.rpartition(PATH_SEPARATOR)[2])
    lines = (tidy_text(strip_mark(line)).strip() for line in passage.text.split("\n"))
    if len(re.findall(f"[{HAN}]", meaning)) < _SHORTEST_IS or _LIMITS.search(meaning):
        return False
    if tidy_text(passage.text).count(f"{term}是") > 1:
        return False  # aspects of it, each told in turn
    return term in heading and any(line.startswith(sentence.rstrip("。")) for line in lines)


def _means(sentence: str, passage: Passage) -> Iterator[Definition]:
    for pattern, verb in ((_SO_CALLED, MEANS), (_MEANS, MEANS), (_IS_KIND, IS), (_IS_CLASS, IS)):
        match = pattern.match(sentence)
        if match is None:
            continue
        term = _clean_term(match["term"])
        whole = _clean_meaning(match["meaning"])
        meaning = _ASIDE.sub("", whole)
        if "的" not in meaning and is_phrase(whole.rpartition("，")[2]):
            meaning = whole  # what it is stands at the end: "不具有……作用，但可……的装备"
        if verb == IS and not (
            tells_apart(meaning)
            and not is_person(term)
            and _is_introduced(term, meaning, sentence, passage)
        ):
            continue
        if _is_good(term, meaning) and len(meaning) >= _SHORTEST and len(term) > 1:
            yield _meaning_of(term, meaning, match["gloss"], verb, sentence, passage)
            return


def _without_label(sentence: str) -> str:
    """ "机会成本：机会成本是指……" names its term twice."""
    label, mark, rest = sentence.partition("：")
    name = re.sub("的(?:概念|定义|含义|内涵)$", "", label.strip("`【】“” "))
    return rest.strip() if mark and name and rest.strip().startswith(name) else sentence


# What somebody holds is no meaning of the word for everybody: "凯恩斯学派认为利率是……".
_VIEW = re.compile(
    r"认为|主张|学派|指出|看来|的观点|视为|看作|强调|(?<!最早)(?<!首先)(?<!首次)提出[，：]|所说"
)
_VIEWED = re.compile(r"(?:理论|学说|学派|观点|主义|假说|流派|视角)$")


def _is_view(definition: Definition) -> bool:
    """Also below the heading of a theory, where "利率是……" says what that theory takes it for."""
    if _VIEW.search(definition.sentence):
        return True
    if is_below_view(definition.passage.heading):
        return True
    below = skill_name(definition.passage.heading.rpartition(PATH_SEPARATOR)[2])
    name = re.sub(r"\s*[（(][^）)]*[）)]\s*$", "", below)
    return (
        definition.verb == IS
        and _VIEWED.search(name) is not None
        and not name.startswith(definition.term)
    )


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """The definitions that stand in the passage's sentences, in order."""
    for whole in split_sentences(passage.text):
        quote = _without_label(strip_mark(whole))
        sentence = tidy_text(quote).strip()
        if len(sentence) > 160 or not is_clean(quote) or is_traditional(sentence):
            continue
        if sentence[-1:] in "，、：,:":
            continue  # the rest of it stands elsewhere
        found = list(_called(sentence, passage))
        found = found or list(_means(sentence, passage))
        found = found or list(_labelled(sentence, passage))
        yield from (replace(own, sentence=quote) for own in found if not _is_view(own))
