"""What English sentences explain: why something is so, what happens when, what to do if. Each is
a question with the source's own words as its answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from generators.drafters.extractive.facts import Facts, Sentence
from generators.drafters.parsed.tree import compares, parse
from generators.drafters.text.cases_en import is_loose, is_vague
from generators.drafters.text.english import lower_first, upper_first
from generators.drafters.text.generality_en import is_of_case
from generators.drafters.text.questions_en import begin_small, find_actor, invert, tells_to_do
from generators.drafters.text.statements_en import is_first_person, is_imperative, speaks_of_anybody


class Ask(StrEnum):
    WHY = "why"
    WHEN = "when"
    WHO = "who"
    DO = "do"


@dataclass(frozen=True, slots=True)
class Explanation:
    """`answer` is a phrase or a clause of the sentence, with a capital and without a mark."""

    ask: Ask
    stem: str
    answer: str
    sentence: Sentence


_BECAUSE = re.compile(r"^(?P<main>[^,;:()]{12,140}?),? because (?!of\b)(?P<why>[^;:()]{12,170})\.$")
_SO_THAT = re.compile(
    r"^(?P<main>[^,;:()]{12,140}?),? (?P<why>(?:so that|in order to) [^;:()]{8,150})\.$"
)
_AIMS = (
    "prevent|avoid|ensure|make sure|protect|reduce|minimi[sz]e|limit|keep|allow|guarantee|verify|"
    "confirm|maintain|stop|preserve|comply"
)
_TO = re.compile(rf"^(?P<main>[^,;:()]{{15,140}}?) (?P<why>to (?:{_AIMS}) [^,;:()]{{6,120}})\.$")
# "Is used to", "is able to", "helps to": the infinitive belongs to the word before it.
_TAKES_TO = re.compile(
    r"\b(?:used|needed|required|able|unable|likely|designed|intended|way|ways|ability|effort|"
    r"efforts|attempt|attempts|try|tries|help|helps|need|needs|want|wants|fail|fails|failure|"
    r"allowed|responsible|necessary|important|possible|impossible|essential|critical|best|how|"
    r"is|are|was|were|must|have|has|and|or|order|opportunity|right|duty|obligation|measures?|"
    r"steps?|means|enough|easy|difficult|hard|free|due|according|addition|begins?|tends?|"
    r"continues?|managed?|power|capacity|tools?|aim|aims|goal|purpose|plans?|expected|taken|"
    r"someone|people|person|employees|staff|them|you|other|others|strategy|strategies|"
    r"mechanisms?|procedures?|controls?|reason)$",
    re.I,
)
_WITHIN = re.compile(r"\b(?:to|that|which|who|and)\b")  # what the infinitive may belong to
# Which of the two has the reason, or whether "a check to ..." has one, no rule tells.
_TWO_VERBS = re.compile(
    r"\b(?:and|but|or) (?:do|does|is|are|was|were|can|cannot|has|have|will|may|must|should)\b"
)
_IS_A = re.compile(r"\b(?:is|are) an?\b")
_HEDGED = re.compile(
    r"\b(?:just|only|simply|partly|precisely|not|or|and|perhaps|mainly|largely|especially|"
    r"particularly|primarily|probably|even|is|are|this|it|be)$",
    re.I,
)
_WHEN = re.compile(
    r"^(?P<word>If|When) (?P<condition>[^,;:()]{10,120}), (?:then )?(?P<result>[^;:()]{12,160})\.$"
)
_RESULT_STATE = re.compile(
    r"^(?:[\w'’-]+ ){1,7}?(?:is|are|was|were|has|have|may|might|could|would|can be)\b"
)
_DUTY = re.compile(r"^(?:[\w'’-]+ ){1,8}?(?:must|should|shall)\b")
_POINTS = re.compile(
    r"\b(?:this|that(?= (?:is|are|was|time|point|case))|these|those|such|here|above|below|"
    r"following|previous|earlier|latter|former|same|example|figure|table|I|me|my)\b",
    re.I,
)
_FINITE = re.compile(
    r"\b(?:is|are|has|have|does|do|can|cannot|must|reaches?|falls?|rises?|becomes?|enters?|meets?|"
    r"binds?|increases?|decreases?|occurs?|begins?|loses?|moves?|exceeds?|drops?)\b"
)
_LEANS = re.compile(
    r"^(?:it|they|he|she|this|that|these|those|its|their|his|her|one|some|both)\b", re.I
)


# What was so once, what is good: for other reasons as well.
_PAST = re.compile(r"\b(?:was|were|did|had)\b")
_JUDGES = re.compile(
    r"\b(?:is|are) (?:\w+ly |very )?(?:helpful|useful|important|necessary|essential|crucial|"
    r"critical|vital|valuable|difficult|easy|hard|ideal|popular|common|attractive|effective|convenient|"
    r"beneficial|problematic)\b"
)


def explain(sentence: Sentence, facts: Facts) -> Explanation | None:
    """What the sentence explains, if it stands alone; `facts` tell names from other words."""
    text = sentence.text
    if is_first_person(text) or speaks_of_anybody(text) or _POINTS.search(text):
        return None
    if is_of_case(text) or compares(parse(text)):
        return None
    return (
        _why(sentence, facts)
        or _when(sentence)
        or _at_end(sentence, facts)
        or _by_whom(sentence, facts)
    )


def _why(sentence: Sentence, facts: Facts) -> Explanation | None:
    for pattern in (_BECAUSE, _SO_THAT, _TO):
        match = pattern.match(sentence.text)
        if match is None:
            continue
        main, why = match["main"], match["why"]
        if _PAST.search(main) or _JUDGES.search(main):
            return None
        if _HEDGED.search(main) or re.search(r"\b(?:because|so that|in order)\b", main + why[9:]):
            return None
        if pattern is _TO and (_TAKES_TO.search(main) or _WITHIN.search(main)):
            return None
        if _TWO_VERBS.search(main) or (pattern is _TO and _IS_A.search(main)):
            return None
        if re.match(r"(?:If|When|While|Although|In|On|At|By|To|For|With|As)\b", main):
            return None
        asked = invert(main, facts.small)
        if asked is None or len(asked.split()) < 4:
            return None
        lead = "Because " if pattern is _BECAUSE else ""
        return Explanation(Ask.WHY, f"Why {asked}?", upper_first(lead + why), sentence)
    return None


def _when(sentence: Sentence) -> Explanation | None:
    match = _WHEN.match(sentence.text)
    if match is None:
        return None
    condition, result = match["condition"], match["result"]
    if len(condition.split()) < 3 or _LEANS.match(condition):
        return None
    if is_loose(condition) or re.search(r"\b(?:only|even|then)\b", condition):
        return None
    word = match["word"].lower()
    if _DUTY.match(result):
        stem = f"What must happen {word} {condition}?"
        return Explanation(Ask.WHEN, stem, upper_first(result), sentence)
    if _RESULT_STATE.match(result) or re.match(
        r"(?:what|how|why|there|as|in|for|by|with|to|or|and)\b", result
    ):
        return None
    if re.search(r"\b(?:do|does|is|are|will|can) not\b|\bcannot\b", result):
        return None  # nothing happens
    stem = f"What happens {word} {condition}?"
    return Explanation(Ask.WHEN, stem, upper_first(result), sentence)


_AT_END = re.compile(
    r"^(?P<result>[^,;:()]{12,120}?) (?P<word>before|after|if|when|whenever|once) "
    r"(?P<condition>[^,;:()]{10,110})\.$"
)
_DONE = re.compile(r"\b(?:must|shall|should) be \w+(?:ed|en|t|ne|de)\b")
_BY = re.compile(
    r"^(?P<what>[^,;:()]{6,90}?) (?P<aux>must|shall|should|may only|can only) be "
    r"(?P<done>\w+ed) by (?P<who>(?:the |an? )?[\w’' -]{3,60})\.$"
)


def _at_end(sentence: Sentence, facts: Facts) -> Explanation | None:
    """ "Approval must be given before a trip is booked", "enzymes lose their shape when heated"."""
    match = _AT_END.match(sentence.text)
    if match is None or re.search(r"\b(?:only|even|or|and|not|never|cannot)\b", match["result"]):
        return None
    result, condition, word = match["result"], match["condition"], match["word"]
    if is_loose(condition):
        return None
    if re.match(r"(?:In|On|At|By|To|For|With|As|If|When|After|Before)\b", result):
        return None
    if re.search(r"\b(?:just|shortly|soon|long|\w+ly|or|and|even|especially|than|that)$", result):
        return None
    if _DONE.search(result):
        if _LEANS.match(condition):
            return None
        stem = f"What must happen {word} {condition}?"
        return Explanation(Ask.WHEN, stem, upper_first(result), sentence)
    actor = find_actor(result, facts.small)
    if actor is None or word == "before" or len(actor.split()) > 6 or not _FINITE.search(condition):
        return None
    stem = f"What happens to {actor} {word} {condition}?"
    return Explanation(Ask.WHEN, stem, upper_first(result), sentence)


def _by_whom(sentence: Sentence, facts: Facts) -> Explanation | None:
    match = _BY.match(sentence.text)
    if match is None or re.search(r"\b(?:\w+ing|default|law|hand|means|mail)\b", match["who"]):
        return None
    aux = match["aux"].split()[0]
    what = begin_small(match["what"], facts.small)
    if _LEANS.match(what) or re.search(r"\b(?:that|which|who|if|when|not)\b", what):
        return None
    stem = f"By whom {aux} {what} be {match['done']}?"
    return Explanation(Ask.WHO, stem, upper_first(match["who"]), sentence)


_IF_DO = re.compile(
    r"^(?P<word>If|When) (?P<condition>[^,;:()]{8,120}), (?P<result>[^;:()]{15,160})\.?$"
)
_TO_DO = re.compile(
    rf"^(?P<condition>To (?:{_AIMS}) [^,;:()]{{6,90}}), (?P<result>[^;:()]{{12,150}})[.]?$"
)


# Wishes and pointers: advice to a reader of the page, not a rule to know.
_NO_CASE = re.compile(
    r"\b(?:we|us|our|they|it|he|she|them|want|wants|wish|like|prefer|interested|questions?|"
    r"need (?!to)|not sure|unsure|know|curious|wondering|have any)\b",
    re.I,
)
_NO_RULE = re.compile(
    r"\b(?:we|us|our|I|me|my|page|section|link|docs|documentation|guide|article|below|slack|"
    r"feel free|let me|try to|consider|see|look at|think)\b",
    re.I,
)


def explain_order(sentence: Sentence) -> Explanation | None:
    """ "If a glove tears, replace it": what to do in a case. Such sentences order the reader about,
    so they are no facts to judge.
    """
    text = sentence.text
    for pattern in (_IF_DO, _TO_DO):
        match = pattern.match(text)
        if match is None:
            continue
        condition, result = match["condition"], match["result"]
        result = re.sub(r"^(?:please|always|immediately) ", "", result)
        orders = is_imperative(result) or tells_to_do(upper_first(result))
        if not orders or _POINTS.search(text) or _LEANS.match(condition):
            return None
        if (
            _NO_CASE.search(condition)
            or is_loose(condition)
            or is_vague(result)
            or len(condition.split()) < 3
            or _NO_RULE.search(result)
            or len(result.split()) < 4
        ):
            return None
        lead = "" if pattern is _TO_DO else f"{match['word'].lower()} "
        stem = f"What should you do {lead}{lower_first(condition)}?"
        return Explanation(Ask.DO, stem, upper_first(result.rstrip(".")), sentence)
    return None
