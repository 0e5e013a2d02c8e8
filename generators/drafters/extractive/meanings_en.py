"""Whether what follows "X is" tells what X means, or only says something of it."""

from __future__ import annotations

import re

from generators.drafters.extractive.definition import Form

NOUN_START = re.compile(r"^(?:an?|the|any|anything|something|somebody|someone|anybody)\s", re.I)
_RELATIVE = re.compile(
    r"\b(?:that|which|who|whose|whom|whereby|where|when|about (?:what|how|whether)|used (?:to|"
    r"for|by|in)|designed to|"
    r"made (?:of|up|by|from)|consisting of|containing|based on|caused by|produced by|formed by)\b"
)
_WEAK = re.compile(r"\b(?:between|of|to|for|in|with|on|at|from|by)\b")
# Of what "the ... of ..." tells what a thing is: a doing, a measure, a field.
_HEADS_TEXT = (
    "movement process study science art practice act action use ability capacity rate amount "
    "degree extent sum measure set sequence unit transfer exchange conversion change loss "
    "increase decrease removal production state condition area branch form method theory belief "
    "distribution ratio difference distance probability percentage proportion value period "
    "tendency right power level total stage phase site region point layer flow release formation "
    "breakdown division growth price cost quantity sale purchase money interest mass force "
    "body group division system network combination arrangement length volume time copy field "
    "spread discovery management creation collection series strip piece type kind class"
)
_HEADS = "|".join(_HEADS_TEXT.split())
_THE_OF = re.compile(
    rf"^the\s(?:[a-z-]+\s)?(?:{_HEADS}|[a-z]{{4,}}(?:tion|sion|ment|ance|ence|ing|al))\s(?:of|in|at|by|to|between|for|from|during|needed|required|"
    r"over|within)\b"
)
_A_OF = re.compile(r"^an?\s(?:[\w-]+\s){1,3}(?:of|for|to|between|in|from)\s")
# "An indicator of", "a part of": true of the subject, and of much else.
_LOOSE_TEXT = (
    "example examples instance part parts matter source sources sign cause causes result results "
    "reason way ways indicator symbol feature member members number variety lot majority question "
    "subject topic product victim problem threat risk challenge issue key factor aspect component "
    "concern benefit advantage disadvantage tool product kinds types solution response reminder "
    "measure function place step means basis prerequisite requirement rule case cases"
)
_LOOSE = "|".join(_LOOSE_TEXT.split())
_LOOSE_START = re.compile(
    rf"^(?:an?|the|one|two|three|some|several|many)\s(?:of\s)?(?:[\w-]+\s){{0,2}}?(?:{_LOOSE})\s"
    r"(?:of|to|for|in)\b",
    re.I,
)
_ONE_OF = re.compile(
    r"^(?:one|some|two|three|part|many|most|all|both|each|another|other|others)\b|"
    r"^(?:an?|the)\s(?:good|great|big|huge|major|main|primary|common|important|key|useful|powerful|"
    r"popular|famous|typical|serious|simple|real|true|perfect|classic|recent|new|old|different|"
    r"similar|better|second|third|fourth|few|little|bit|long|large|small|very|more|less)\b",
    re.I,
)
_SUPERLATIVE = re.compile(
    r"^(?:an?|the)\s(?:only|same|last|first|next|main|most|least|best|worst|other|opposite|reason|"
    r"question|way|answer|problem|fact|result|case|one|risk because|[a-z]+est)\b",
    re.I,
)
_NOT_A_MEANING = re.compile(
    r"^(?:not|no|still|already|also|too|only|always|never|often|usually|rarely|therefore|thus|then|"
    r"more|less|as|so|just|up|about|in|on|at|nothing|everything|there)\b|"
    r"\b(?:last year|this (?:page|course|section)|question|respectively|here|now|such(?! as|"
    r" a )|above|"
    r"for example|i\.e|yet|currently|today|recently|newest|latest|a bit|looks? like|sort of|"
    r"kind of (?:a|like)|showed|promis(?:e|ing)|under development|"
    r"while|whereas|also|variety of|number of (?:ways|things))\b|"
    r"\bthat (?:can|may) be (?:an?|found|seen|part)\b|"
    r"^(?:examples?|instances?|forms?|one|ways?) (?:of|to)\b|"
    r"\b(?:of|in|from|for|to|by|with) (?:that|this|these|those)\b|"
    r"\b(?:was|were|had|did)\b.*\b(?:1[5-9]|20)\d\d\b|\d\d",
    re.I,
)
_DOING = re.compile(
    r"^(?!(?:something|anything|nothing|during|according|being|having|learning|going|becoming|"
    r"getting|trying|working)\b)[a-z]{3,}ing\s(?!(?:and|that|which|by|of|in)\b)"
)
_BARE = re.compile(
    r"^(?:[a-z-]+(?:, | or | and )?(?:[a-z-]+ ){0,5}?)(?:that|which|who|whose|by|of)\s", re.I
)
_NOT_NOUNS = re.compile(
    r"^(?:polite|free|compulsory|required|allowed|needed|kept|made|used|based|meant|able|likely|"
    r"found|done|given|shown|known|seen|sold|paid|held|taken|written|built|set|"
    r"\w+(?:ly|ed|ful|ous|ive|able|ible|ary|ical))\b(?! (?:data|information|software))"
)


def has_determiner(meaning: str) -> bool:
    """Whether the meaning can stand in a sentence as it is: "a thin layer that ..."."""
    return NOUN_START.match(meaning) is not None


_IS_ACT = re.compile(r"(?:ing|ion|ment|ance|ence|sis|ure|ism|ship|ery|acy|fraud|theft)$", re.I)
_FIRST_LINK = re.compile(
    r"^(?:an?|the|any)(?: [\w’'-]+){1,5}? (?:that|which|who|whose|whom|whereby|where|of|for|to|in|"
    r"between|by|with|from|used|made|found|located|caused|produced|paid|associated)\b",
    re.I,
)
_FINITE = re.compile(r"^(?:[\w’'-]+ ){1,5}?(?:is|are|can|must|may|will|has|have|\w+[^s]es) ")


def is_phrase_en(meaning: str) -> bool:
    """ "The date that a borrower must repay a bond", not "the government passes a law"."""
    return bool(_FIRST_LINK.match(meaning)) and not _FINITE.match(
        re.split(r"\b(?:that|which|who|where)\b", meaning)[0]
    )


# "Ectotherms, animals whose ...": what the subject is one of, and not the only one.
_MEMBERSHIP = re.compile(r"^[\w-]+(?: [\w-]+)?, (?!(?:or|and)\b)")


def form_of(term: str, meaning: str, article: str, alias: str, verb: str) -> Form | None:
    """None where the sentence only says something about the subject."""
    if verb == "says that":
        return Form.CLAUSE
    if verb in ("means", "refers to", "is defined as"):
        if meaning.startswith("that "):
            return (
                None if article else Form.CLAUSE
            )  # "a delay means that trains wait": what follows
        if _DOING.match(meaning):
            return Form.DOING
        told = re.split(r"\b(?:that|which|who|where|whose)\b", meaning)[0]
        if verb == "means" and _FINITE.match(told):
            return None
        return Form.NOUN if NOUN_START.match(meaning) else None
    if re.match(r"\w+ and \w+s\b", meaning):
        return None
    if _NOT_A_MEANING.search(meaning) or (_SUPERLATIVE.match(meaning) and not alias):
        return None
    if _is_figure_or_instance(term, meaning, verb):
        return None
    if _KIND_ALONE.match(meaning) or is_judging(meaning):
        return None
    if NOUN_START.match(meaning):
        return Form.NOUN if _tells(meaning, article, alias) else None
    if article or _ONE_OF.match(meaning) or _MEMBERSHIP.match(meaning):
        return None
    if _DOING.match(meaning):
        return Form.DOING if verb == "is" and _IS_ACT.search(term) else None
    return Form.NOUN if _BARE.match(meaning) and _is_bare_noun(meaning) else None


# "A type of algorithm": true of many things.
_KIND_ALONE = re.compile(
    r"^an? (?:[\w-]+ )?(?:type|kind|form|sort|class|group|species|variety) of "
    r"(?:(?!that\b|which\b|who\b|where\b|in\b|used\b|with\b|for\b|by\b)[\w()-]+ ?){1,4}$"
)
# "A key tool for", "a perfectly good word": what somebody thinks of it.
_JUDGING = re.compile(
    r"^(?:an?|the|any)\s(?:[\w-]+\s){0,2}?(?:key|fundamental|important|useful|helpful|vital|valuable|"
    r"essential|crucial|critical|central|perfect(?:ly)?|good|great|excellent|ideal|handy|powerful|"
    r"popular|common|well-known|famous|interesting|nice|easy|simple|quick|fantastic|wonderful|"
    r"necessary|significant|major|main|primary|typical|natural|obvious|appropriate|effective|"
    r"efficient|safe|reliable|beautiful|complex|complicated|difficult|challenging)\s"
)


def is_judging(meaning: str) -> bool:
    return _JUDGING.match(meaning) is not None


# "Profits are a red cape that ...": a figure of speech; "gills are a set of ..." is none.
_MANY_AS_ONE = re.compile(
    r"^an?\s(?:[\w-]+\s){0,2}?(?:group|set|type|series|kind|form|class|collection|family|pair|"
    r"combination|category|subset|system|network|mixture)\s(?:of|that|in)\b"
)
_INSTANCE = re.compile(
    r"^an?\s(?:[\w-]+\s){0,3}?(?:company|corporation|firm|brand|store|retailer|manufacturer|website|"
    r"magazine|newspaper|program|game|movie|film|novel|town|restaurant)\b"
)


def _is_figure_or_instance(term: str, meaning: str, verb: str) -> bool:
    """A figure of speech, or a company and the like: nothing to know a term by."""
    if verb == "are" and re.match(r"an?\s", meaning) and not _MANY_AS_ONE.match(meaning):
        return True
    words = re.split(r"[\s-]", term)
    named = any(word[:1].isupper() and not word.isupper() for word in words)
    return named and _INSTANCE.match(meaning) is not None


def _tells(meaning: str, article: str, alias: str) -> bool:
    """Enough to know the thing by: its kind, and what sets it apart."""
    if _ONE_OF.match(meaning):
        return False
    if _LOOSE_START.match(meaning) and not re.match(r"the\s|an?\s(?:measure|copy)\s", meaning):
        return False
    if _RELATIVE.search(meaning) or _THE_OF.match(meaning):
        return True
    if alias and _WEAK.search(meaning):
        return True
    return article in ("A", "An", "a", "an") and bool(_A_OF.match(meaning))


def _is_bare_noun(meaning: str) -> bool:
    """ "malware that encrypts data", "hardware, software or a cloud service that ...", but not
    "rarely a good basis" or "compulsory for email".
    """
    return not _NOT_NOUNS.match(meaning) and bool(
        re.search(r"\b(?:that|which|who|whose|by)\b", meaning)
    )
