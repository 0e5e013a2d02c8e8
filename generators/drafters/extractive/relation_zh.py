"""Facts in Chinese sentences that a question in plain words asks for: what something is for, who
found it, in which year, which one is the largest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from generators.drafters.base import Material
from generators.drafters.extractive.changes_zh import EVENTS
from generators.drafters.extractive.verbs_zh import ask_by_verb
from generators.drafters.text.chinese import (
    begins_with_subject,
    is_term,
    is_traditional,
    strip_mark,
    tag_words,
    without_gloss,
)
from generators.drafters.text.generality_zh import is_below_view
from generators.drafters.text.statements import is_clean, is_worked_example
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks
from generators.sources.joining import HAN, ordered_number
from generators.sources.retrieval import Index
from generators.sources.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` groups answers that can be mixed up: "year", "person", "use"... `can_type` where a
    learner can type the answer, which `spellings` are other ways to write.
    """

    kind: str
    question: str
    answer: str
    sentence: str
    passage: Passage
    can_type: bool = False
    spellings: tuple[str, ...] = ()
    event: str = ""  # what happened in the year, where one is asked for


_BACK = re.compile(
    r"^(?:它|他|她|这|那|该|此|其|上述|以上|两者|二者|前者|后者|同时|另外|此外|因此|所以|但|而|也|又|并|如|例如|比如|本)|"
    r"我们|如图|上[图表]|下[图表]|前者|后者|上述|本[章节文书课]|[？?“”]"
)
_OWNER = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·-]{{1,15}}?"
_ASPECTS = {
    "use": "作用|功能|用途|目的|任务|职责|意义|目标|使命",
    "trait": "特点|优点|缺点|特征|优势|不足|局限性?|表现",
    "core": "实质|本质|核心|关键|原理|宗旨|主要内容|基本原理|基本思想|核心思想|灵魂",
    "ground": "原因|条件|前提|依据|基础|根源|动力",
    "thing": "单位|符号|对象|主体|来源|成分|产物|场所|载体|标志|代表|主力|形式|媒介",
}
_ASPECT_KINDS = {word: kind for kind, words in _ASPECTS.items() for word in words.split("|")}
_ASPECT_WORDS = "|".join(sorted((w.rstrip("?") for w in _ASPECT_KINDS), key=len, reverse=True))
_ASPECT = re.compile(
    rf"^(?P<owner>{_OWNER})的(?P<how>主要|基本|根本|最终|直接|重要|最大|最主要|首要|显著|核心|总|具体|唯一|典型|突出|中心)?的?"
    rf"(?P<aspect>{_ASPECT_WORDS})(?:主要)?(?:就?是|为|在于)(?P<answer>[^。；：]{{2,60}})。?$"
)
_USED = re.compile(
    rf"^(?P<owner>{_OWNER})(?:，)?(?:主要|通常|一般|常|多)?(?:可以?|被|能)?"
    r"(?P<verb>(?<!作)用于|用来|用以)(?P<answer>[^。；：]{4,36})。?$"
)
_VERBS = "发明|提出|创立|创建|创办|发现|编写|撰写|发表|创作|建立|设计|制定|编著|主持编写|开创"
_BY = re.compile(
    rf"^(?P<what>[^，。；]{{2,24}}?)(?:是|最早是?|最初是?|首先)?由(?P<who>[{HAN}·]{{2,16}}?)"
    rf"(?:于|在)?(?P<when>(?:公元前?)?\d{{2,4}}年)?(?:首先|最早|首次)?(?P<verb>{_VERBS})(?:而成)?的?(?=[，。]|$)"
)
_DID = re.compile(
    rf"^(?:(?:公元前?)?\d{{2,4}}年(?:\d{{1,2}}月)?，?)?(?P<who>[{HAN}·]{{2,20}}?)"
    rf"(?:首次|最早|首先|率先|正式)?(?P<verb>{_VERBS}|著有|写[了成]|完成)了?"
    rf"(?:著名的?)?(?P<what>《[^》]{{2,20}}》|[^，。；]{{2,20}}(?:理论|学说|定律|原理|定理|概念|模型|方法|"
    rf"假说|思想|机|术|法|论))(?=[，。]|$)"
)
_TITLE = re.compile(
    rf"^[{HAN}]{{0,10}}(?:学家|专家|学者|科学家|医生|皇帝|诗人|作家|画家|教授|人|家)(?=[{HAN}·]{{2}})"
)
_YEAR = re.compile(
    rf"^(?P<year>(?:公元前?)?\d{{2,4}}年)(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?，?"
    rf"(?P<event>[^，。；]{{4,36}}?(?:{EVENTS})[^，。；]{{0,24}})(?=[，。]|$)"
)
_IN_YEAR = re.compile(
    rf"^(?P<what>[^，。；]{{2,20}}?)(?:正式)?(?<!始)(?:于|在)(?P<year>(?:公元前?)?\d{{3,4}}年)"
    r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:正式)?"
    rf"(?P<did>(?:{EVENTS})[^，。；]{{0,16}})(?=[，。]|$)"
)
_MOST = re.compile(
    rf"^(?P<who>{_OWNER})是(?P<what>[^，。；]{{0,20}}(?:最[大小高低长短早晚深重古多快轻硬]|第一[个座部位条次]|唯一)[^，。；]{{1,24}})(?=[，。])"
)
_ALSO = re.compile(
    rf"^(?P<who>{_OWNER})，?(?:又称|也称|又叫|也叫|又名|俗称|亦称|别称)(?:为|作)?[“]?(?P<name>[{HAN}]{{2,8}})[”]?(?=[，。])"
)


def _is_owner(text: str) -> bool:
    things = any(not flag.startswith(("v", "a", "d")) for _, flag in tag_words(text))
    told = re.match(r"主要|最|同一|另", text) or re.search("一[个种类项]", text)
    return is_term(text) and things and told is None


def _ask_aspect(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _ASPECT.match(sentence)
    if match and _is_owner(match["owner"]):
        answer = match["answer"].strip(" ，")
        kind = _ASPECT_KINDS.get(match["aspect"], "trait")
        if re.match(r"[：:不]|什么|一样|相同|[^，]{0,4}的$|非常|很|十分|重要", answer):
            return
        question = f"{match['owner']}的{match['how'] or ''}{match['aspect']}是什么？"
        can_type = kind == "thing" and is_term(answer) and len(answer) <= 8
        yield Relation(kind, question, answer, sentence, passage, can_type)


def _ask_use(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _USED.match(sentence)
    if match and _is_owner(match["owner"]):
        answer = match["answer"] if match["verb"] == "用来" else match["verb"] + match["answer"]
        yield Relation("use", f"{match['owner']}的用途是什么？", answer, sentence, passage)


def read_person(text: str) -> str:
    """The name without the title before it; empty where it is no name of a person."""
    name = _TITLE.sub("", text)
    tags = [flag for word, flag in tag_words(name) if word not in "·"]
    is_name = bool(tags) and all(flag in ("nr", "nrt", "nrfg", "nz") for flag in tags)
    return name if is_name and 2 <= len(name) <= 14 and len(tags) <= 3 else ""


def _ask_person(sentence: str, passage: Passage) -> Iterator[Relation]:
    for pattern in (_BY, _DID):
        match = pattern.match(sentence)
        who = read_person(match["who"]) if match else ""
        if not match or not who or who in match["what"]:
            continue
        verb = match["verb"]
        wrote = verb in ("著有", "写了", "写成", "完成", "编写", "撰写", "创作", "编著")
        what = re.sub(r"^(?:了|一种|一个)", "", match["what"])
        if wrote and not what.startswith("《"):
            continue
        question = f"{what}的作者是谁？" if wrote else f"{what}是由谁{verb}的？"
        short = who.rpartition("·")[2]
        names = (short,) if short != who and len(short) > 1 else ()
        yield Relation("person", question, who, sentence, passage, True, names)
        return


_LONGEST_EVENT = 26  # characters
_SAID = re.compile("目的|为了|旨在|主张|(?:宣布|表示|指出|认为|提出|要求|说)$")


def _happened(event: str) -> bool:
    """Something that is done in the event itself: "在发布会上宣布" publishes nothing."""
    words = [word for word, flag in tag_words(event) if flag.startswith("v")]
    done = any(re.fullmatch(EVENTS, word) for word in words)
    return done and not _SAID.search(event)


def _ask_year(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _YEAR.match(sentence)
    if match is None or not begins_with_subject(match["event"]):
        return
    event, year = match["event"], match["year"]
    if "获" in sentence:
        return  # "1906年，汤姆生发现电子，获得诺贝尔奖": the year of the prize
    if len(event) > _LONGEST_EVENT or not _happened(event):
        return
    if re.match(r"(?:由|被|在|至|起|间|前|后|末|初|的|[春夏秋冬])", event) or re.search(
        r"\d年|次年", event
    ):
        return
    plain = year.removesuffix("年")
    question = f"{event}是在哪一年？"
    yield Relation("year", question, year, sentence, passage, True, (plain,), event)


_NO_SUBJECT = re.compile(r"\d|曾|^(?:据|根据|按|由)")


def _ask_when(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _IN_YEAR.match(sentence)
    if match and begins_with_subject(match["what"]) and not _NO_SUBJECT.search(match["what"]):
        year = match["year"]
        question = f"{match['what']}是哪一年{match['did']}的？"
        plain = year.removesuffix("年")
        event = match["what"] + match["did"]
        yield Relation("year", question, year, sentence, passage, True, (plain,), event)


# "……是指……局部最小值……" names no largest one.
_NO_MOST = re.compile("之一|^指|任[何一]|[但而]不|都")


def _ask_most(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _MOST.match(sentence)
    if (
        match
        and _is_owner(match["who"])
        and not _NO_MOST.search(match["what"])
        and "的" in match["what"]
    ):
        what = re.sub(
            r"^(?:目前|现存|迄今|我国|也)", lambda m: "" if m[0] == "也" else m[0], match["what"]
        )
        yield Relation("most", f"{what}是哪一个？", match["who"], sentence, passage, True)


def _ask_name(sentence: str, passage: Passage) -> Iterator[Relation]:
    match = _ALSO.match(sentence)
    if match and _is_owner(match["who"]) and is_term(match["name"]):
        question = f"{match['who']}又称什么？"
        yield Relation("name", question, match["name"], sentence, passage, True)


def _ask_verb(sentence: str, passage: Passage) -> Iterator[Relation]:
    for asked in ask_by_verb(sentence):
        yield Relation(
            asked.kind, asked.question, asked.answer, sentence, passage, can_type=asked.typed
        )


_ASK: tuple[Callable[[str, Passage], Iterator[Relation]], ...] = (
    _ask_aspect, _ask_use, _ask_person, _ask_year, _ask_when, _ask_most, _ask_name,
    _ask_verb,
)  # fmt: skip


def plain_sentences(passage: Passage, *, labelled: bool = False) -> Iterator[str]:
    """The sentences of a Chinese passage that are clean and tell what is so, not what one person
    held, and do not point at other ones; `labelled` ones of numbered lists only where asked for.
    """
    if passage.language is not Language.ZH or passage.kind in ("table", "caption"):
        return
    if injection_marks(passage.text) or is_worked_example(passage.heading):
        return
    if is_below_view(passage.heading):
        return
    for whole in split_sentences(passage.text):
        sentence = strip_mark(whole)
        if ordered_number(passage.text) is not None and "：" in sentence and not labelled:
            continue
        if 8 <= len(sentence) <= 120 and is_clean(sentence) and not is_traditional(sentence):
            yield sentence


def find_relations(passage: Passage) -> Iterator[Relation]:
    for sentence in plain_sentences(passage):
        bare = without_gloss(sentence)
        if not _BACK.search(bare):
            for ask in _ASK:
                for relation in ask(bare, passage):
                    yield replace(relation, sentence=sentence)


_CACHE: WeakKeyDictionary[Index, list[Relation]] = WeakKeyDictionary()


def relations_of(material: Material) -> list[Relation]:
    """Those of the whole material, one a question; kept as long as its index lives."""
    if material.index not in _CACHE:
        found = (r for passage in material.passages for r in find_relations(passage))
        _CACHE[material.index] = list({r.question: r for r in found}.values())
    return _CACHE[material.index]
