"""Rules on stems: a question stands by itself, and does not hide its "not"."""

from __future__ import annotations

import re

from generators.exercise.content import Content, Numerical, WithOptions
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import filled_stem

_REFERENCE = re.compile(
    r"\b(?:this|the|that|given|above|following) (?:passage|paragraph|excerpt|article|extract|"
    r"slide|handout)\b|\b(?:the )?(?:text|passage|sentence|table|figure|diagram) (?:above|below)\b|"
    r"\b(?:according to|in|from|by) (?:this|the) (?:text|sentence|document|source|material|author|"
    r"reading|chapter|section|story|notes?|lecture)\b|\bthe author(?:'s)?\b|"
    r"\b(?:as )?(?:mentioned|described|shown|stated|given|listed|quoted|read|seen) "
    r"(?:above|below|earlier|before|here)\b|\b(?:you|we) (?:have )?(?:just )?(?:read|saw)\b|"
    r"\b(?:first|second|third|last|previous|next) (?:paragraph|sentence|section|line)\b|"
    r"\b(?:the|this) (?:figure|diagram|chart|graph|picture|image|photo|map) (?:shows?|is|shown)\b|"
    r"\bin (?:the|this) (?:figure|diagram|chart|graph|picture|image|photo|map)\b|"
    r"\bthe (?:passage|excerpt|handout)\b(?! (?:of|between|from|to|through))|"
    r"\b(?:the|this|our) (?:text|article|source|material|document|slides?|lecture|chapter|section|"
    r"notes|"
    r"course|book|textbook) (?:says?|said|states?|mentions?|describes?|explains?|tells?|calls?|"
    r"gives?|"
    r"lists?|names?|suggests?|claims?|argues?|shows?|discusses|warns?|recommends?|about)\b|"
    r"\b(?:mentioned|described|listed|named|given|stated|discussed|shown|quoted|explained|"
    r"used) (?:in|by|"
    r"on) (?:the|this|our) (?:text|article|source|material|document|slides?|lecture|chapter|"
    r"section|"
    r"notes|list|table|figure|picture|diagram|image|graph|sentence)\b|"
    r"\b(?:picture|image|photo|figure|diagram|graph|chart|drawing|table)s? (?:above|below|here|"
    r"opposite|"
    r"on the (?:left|right)|shown)\b|\b(?:shown|seen|marked|labelled|labeled|circled) (?:above|"
    r"below|here|"
    r"(?-i:as [A-E1-9]|with [A-E])\b|in (?:red|blue|green|yellow|bold))\b|\bjust (?:read|seen|"
    r"heard|learned)\b|"
    r"\b(?:earlier|previously|already) (?:mentioned|described|named|discussed|explained|seen)\b|"
    r"\b(?:we|you) (?:read|saw|discussed|learned|learnt|covered)\b|"
    r"\b(?:the|this) (?:speaker|writer|excerpt|extract)\b|\b(?:underlined|highlighted|in bold)\b|"
    r"\b(?:see|in) (?:figure|table|section|chapter|slide|page) \d|"
    r"(?:本文|上文|下文|本段|该段|这段|上述|如图|下图|上图|下表|上表|本节|本章|文中|前面提到|"
    r"见表|见图|"
    r"(?:根据|依据|按照|从|由)(?:材料|短文|课文|原文|资料|文章|以上|上面|给出|所给|此|这)|"
    r"(?:材料|短文|课文|原文|资料|文章|段落)(?:中|里|指出|认为|提到|说)|作者(?:认为|指出|提到|说|"
    r"想|举|主张|如何|怎样|为什么|用|把|将|写)|笔者|刚才(?:读|看)|"
    r"第[一二三四]段|"
    r"图中|图示|图里|图上|[左右]图|"
    r"(?<![地画制企意试])图[一二三四五六七八九\d](?=[中里所显是给，、])|"
    r"(?<![代发外仪手钟电水报])表[一二三四五六七八九\d](?=[中里所显是给列，、])|上一[段节句章页]|"
    r"前一[段节句]|"
    r"(?:本|该|此|这)(?:篇|份(?:材料|资料|讲义)|张(?:图|表)|幅图|则(?:材料|新闻|短文))|讲义(?:中|"
    r"里|上)|课件|"
    r"(?:教材|课本|幻灯片)[中里上]|(?:前面|上面|刚才|以上|之前)(?:所(?:说|讲|述|学|提|列|给)|"
    r"说的|讲的|学过|"
    r"提到|列出|给出|内容)|(?:提到|说到|列出|介绍|描述)的(?:这|那)[个种些项]|由此可[见知]|"
    r"(?:图片|划线|加粗|选段|例文|"
    r"所述|这篇|那段|这段话)|"
    r"上面的?(?:文字|内容|材料|图|表|段|句))",
    re.I,
)
_PRONOUN = re.compile(
    r"^\W*(?:(?:they|these|those|he|she|such|this|its|their|his|her|the (?:former|latter)|"
    r"the same)\b|"
    r"(?:wh\w+|how)(?: \w+)?\s+(?:does|do|did|is|are|was|were|can|could|has|have|had|must|should|"
    r"will)\s+"
    r"(?:he|she|they|these|those|this)\b(?!\s+(?:\w+ )?(?:mean )?(?:that|"
    r"who)\b)(?! \w+[^?]*\bcalled)|"
    r"(?:why|how|where|when) (?:does|did|can|must|should|could|has|will) it\b(?! (?:take|matter|"
    r"rain|snow|"
    r"cost|mean|be|help|make|become|seem|happen|follow|feel|get|come|hurt|pay))|"
    r"it\b(?!\s+(?:is|was|takes|can be|may be)\b"
    r"[^.?]*\b(?:that|to)\b)|(?:为什么|为何|怎样|如何)?"
    r"(?:它们?|他们?|她们?|这(?!时候|样)|该|此|其(?!实|中|他|余)|前者|后者|那[个种些])"
    r"|(?:however|therefore|moreover|furthermore|also|in addition|for this reason)\b"
    r"|(?:因此|所以|但是|然而|而且|另外|同时))",
    re.I,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|least|never|cannot|\w+n['’]t|incorrect|untrue|false|neither|"
    r"unlikely|fails? to|unable|nothing|no|none)\b|"
    r"(?:不(?:正确|属于|是|能|会|应|包括|需要|符合|宜|可|适合|对|合理|必|同于|恰|妥|得|准|利|足|"
    r"宜)|错误的|除了|除外|以外|之外|没有|无需|有误|并非|无关|无法|禁止)",
    re.I,
)
# A "not" that says of what is spoken asks nothing: "if there is no oil", "a key that cannot turn".
_ASIDE = re.compile(
    r"\b(?:if|when|whenever|where|unless|because|since|although|though|while|whereas|before|after|"
    r"until|so that|in case|without)\b[^,?;]*"
)
_RELATIVE = re.compile(r"\b(?:that|who|whose|whom|which)\b[^,?;]*")
_CHOOSING = re.compile(
    r"\b(?:which|what) (?:one )?(?:of|is|are|statement|option|answer)\b|"
    r"\b(?:identify|choose|select|pick|find|mark|tick) (?:the|one|an?)\b",
    re.I,
)
_EXCEPT = re.compile(r"\bexcept\b|\ball but\b|\bleast\b", re.I)
# 不同 and the like are words of their own, which deny nothing.
_ZH_NOT = (
    r"(?:不(?!同|幸|平|服|良|少|久|断|仅|但|只|锈|合格|足|止|妨|论|管|定|明|规则|对称|饱和|透明|"
    r"等式|"
    r"动产|倒翁|安全|确定)|错误|没有|无需|有误|并非|无关|无法|禁止)"
)
_ZH_ASKS = r"(?:哪|何者|下列|以下|下面|谁|什么)"
_ZH_NEGATIVE = re.compile(
    rf"{_ZH_ASKS}[^，。？的]*{_ZH_NOT}|{_ZH_NOT}[^，。？]{{0,10}}的(?:是|有|为|一项|选项|说法|"
    rf"做法|一个|哪)|"
    rf"{_ZH_NOT}[^，。？]{{0,4}}{_ZH_ASKS}|"
    rf"(?:{_ZH_ASKS}|关于)[^。？]*[，中]\s*{_ZH_NOT}|"
    rf"除了?[^，。？]*{_ZH_ASKS}[^，。？]*[，外]|除了?[^，。？]*[，外][^。？还也]*[都均皆]"
)
_WHY = re.compile(r"\bwhy\b|\bhow\b|为什么|为何|怎样|如何", re.I)
_IS_HAN = re.compile(r"[\u4e00-\u9fff]")
_EMPHASISED = re.compile(r"\*\*[^*]+\*\*|__[^_]+__|\b(?:NOT|EXCEPT|LEAST|NEVER)\b")


def leans_on_context(sentence: str) -> bool:
    """Whether the sentence means something only beside those before it."""
    return bool(_REFERENCE.search(sentence) or _PRONOUN.search(sentence))


def check_self_contained(content: Content) -> Finding | None:
    """Learners see the exercise without the passage that it was made from."""
    stem = filled_stem(content)
    if found := _REFERENCE.search(stem):
        return fail("dangling_reference", found[0])
    if not isinstance(content, Numerical) and (found := _PRONOUN.search(stem)):
        return fail("dangling_pronoun", found[0].strip())
    return None


def check_negative_stem(content: Content) -> Finding | None:
    """A "not" in a question of choice is easily read over unless it is emphasised."""
    if not isinstance(content, WithOptions):
        return None
    found = _negation_in(content.stem)
    if found is None:
        return None
    twice = next((o.text for o in content.options if _NEGATIVE.search(o.text)), None)
    if twice:
        return flag("negative_twice", twice)
    return None if _EMPHASISED.search(content.stem) else flag("negative_unmarked", found[0])


def _question_of(stem: str) -> str:
    return re.split(r"(?<=[.。!！])\s*", stem.strip())[-1]


def is_negative(stem: str) -> bool:
    """Whether the question asks for what is not so."""
    return _negation_in(stem) is not None


def _negation_in(stem: str) -> re.Match[str] | None:
    """The "not" of what is asked; one in a condition or in a description is none."""
    question = _question_of(stem)
    if _WHY.search(question):
        return None
    if _IS_HAN.search(question):
        return _ZH_NEGATIVE.search(question)
    if found := _EXCEPT.search(stem):
        return found
    asked = _ASIDE.sub(" ", question)
    if not _CHOOSING.search(asked):
        asked = _RELATIVE.sub(" ", asked[:1]) + _RELATIVE.sub(" ", asked[1:])
    return _NEGATIVE.search(asked)
