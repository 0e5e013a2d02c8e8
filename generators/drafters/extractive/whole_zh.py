"""Which Chinese sentences tell a fact whole: of a subject that the course names, without leaning on
what stands around them. Only these are judged true or false, or set beside false ones.
"""

from __future__ import annotations

import re

from generators.drafters.extractive.facts import Facts, Sentence
from generators.drafters.extractive.topic_zh import is_generic, is_named
from generators.drafters.text.chinese import (
    begins_with_demand,
    is_person,
    is_term,
    tag_words,
    without_gloss,
)
from generators.drafters.text.generality_zh import is_below_view
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage

_LONGEST, _CLAUSES = 50, 3
_LONGEST_SUBJECT = 4  # words
_COMPOUND = 4  # characters of a name that is known without its text
# What is said of a subject right behind it.
_RELATES = (
    "是|为|指|即|叫|称|由|属于|位于|分布|分为|包括|包含|含有?|等于|大于|小于|高于|低于|多于|少于|强于|弱于|早于|晚于|优于|取决于|"
    "来自|来源|起源|产生|发生|形成|组成|构成|用于|用来|用|测量|表示|反映|决定|影响|引起|导致|促进|抑制|吸收|释放|负责|"
    "与|和|跟|同|随|不随|比|越|成正比|成反比|有|无|没有|具有|具备|通过|沿|向|从|在|于|作用|始于|始建|增|减|升|降|提高|"
    "保持|改变|只|不|都|能|会|可|必|应|需|共|收录|存储|传输|运行|工作|执行|支持|要求|允许|禁止"
)
_SUBJECT = re.compile(
    rf"^(?:一切|所有|任何|每[个种条]|在国际单位制中，|在[^，。]{{2,12}}[中里]，|同一)?(?P<owner>《?[^，。；：、的]{{2,14}}?》?)"
    rf"(?:[（(][^）)]{{1,30}}[）)])?(?:的[^，。；：、的]{{1,10}}?){{0,2}}"
    rf"，?(?:主要|通常|一般|均|一定|总|总是|最早|首先|既)?(?={_RELATES})"
)
# Words that point at what was said before, or compare with what is not said.
_LEANS = re.compile(
    r"它|他[^们]?|她|这|那|该|此|其(?!他|余|它)|上述|前者|后者|两者|二者|以上[^，。]{0,4}[，。]|如下|以下|下列|同样|同时|因此|所以|因而|"
    r"(?<![A-Za-z\d])[AB] ?(?![A-Za-z\d类型超级])|前[款条项]|上[款条]|是否|"
    r"另[一外]|或者|还|也|则|却|又|仍|更加|反之|相比|不同的是|我们|你|本[章节书文课]|如图|见|式中|此时|例如|比如|等。|[“”？?！!…]"
)
# A law or a rule with a number says for itself what it is about.
_LAW = re.compile(r"越.+越|等于|成正比|成反比|(?:必须|应当|不得|须).*\d")


def is_told_whole(facts: Facts, sentence: Sentence) -> bool:
    text = without_gloss(sentence.text)
    if len(text) > _LONGEST or text.count("，") >= _CLAUSES or "；" in text or "：" in text:
        return False
    if is_below_view(sentence.passage.heading) or begins_with_demand(text) or _LEANS.search(text):
        return False
    subject = _SUBJECT.match(text)
    if subject is None:
        return False
    bare = subject["owner"].strip("《》 ")
    if not is_term(bare) or is_generic(bare) or is_person(bare) or _acts(bare):
        return False
    return _LAW.search(text) is not None or _is_known(facts, sentence.passage, bare)


# Words for what somebody did, which are tagged as nouns.
_DEEDS = re.compile(
    "(?:规定|总结|要求|提出|主张|强调|禁止|实行|建立|确立|颁布|分析|坚持|指出)(?=..)"
)


def tells_whose(facts: Facts, passage: Passage, clause: str) -> bool:
    """Whether the clause begins with a subject that the course names."""
    words = [pair for pair in tag_words(clause) if pair[0].strip()]
    for size in range(min(len(words), _LONGEST_SUBJECT), 0, -1):
        name = "".join(word for word, _ in words[:size])
        if is_term(name) and not is_generic(name) and _is_known(facts, passage, name):
            return True
    return False


def _acts(name: str) -> bool:
    """ "总结土地革命战争": nobody is named who does it."""
    if _DEEDS.match(name):
        return True
    flags = [flag for word, flag in tag_words(name) if word.strip()]
    return flags[0] == "v" and any(flag.startswith("n") for flag in flags[1:])


def _is_known(facts: Facts, passage: Passage, name: str) -> bool:
    """A defined term, what a heading above is about, a name, or a compound that comes again."""
    if any(fold_text(name) == fold_text(own) for d in facts.definitions for own in d.names):
        return True
    if name in passage.heading or is_named(name):
        return True
    return len(name) >= _COMPOUND and sum(name in s.text for s in facts.sentences) > 1
