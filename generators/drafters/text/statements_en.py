"""English sentences that can stand alone."""

from __future__ import annotations

import re

from generators.drafters.text.questions_en import is_verb_s, tells_to_do
from generators.drafters.text.references_en import definites_resolve

_FEWEST_WORDS, _MOST_WORDS = 5, 34
_POINTS_BACK = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|his|her|its|their|such|there|here|both|neither|"
    r"either|another|others?|one|some|i|we|you|our|my|your|however|therefore|thus|hence|so|but|and|or|"
    r"then|also|moreover|furthermore|instead|otherwise|finally|first|firstly|second|secondly|"
    r"third|next|last|for (?:example|instance|this|that)|in (?:this|that|these|addition|contrast|"
    r"other words|short|fact)|on (?:this|that|the other)|at (?:this|that)|of (?:these|those)|"
    r"with (?:it|this|that)|without (?:it|this|that)|after (?:this|that|the)|"
    r"before the|as a result|"
    r"by contrast|similarly|likewise|note|remember|imagine|suppose|consider|who|what|why|how|"
    r"let|please|yes|no,|at first|originally|unfortunately|fortunately|just because|eventually|"
    r"later|meanwhile|afterwards?|through their|in the (?:following|meantime)|"
    r"again|alternatively|additionally|conversely|ultimately|consequently|accordingly|overall|"
    r"besides|specifically|generally|typically|regardless|otherwise|apart from (?:this|that)|"
    r"only then|not |because|since|a common|in (?:each|either|both|most) (?:case|of)|"
    r"in (?:others?|some|many|several)\b|"
    r"in (?:exchange|response|turn|that|time|sum|general,|reality|effect|the end|the case)|"
    r"for (?:both|each|most of|all) |of (?:the|course)|among (?:these|the)|by (?:then|now|doing)|"
    r"from (?:here|there)|once|yet|still|perhaps|maybe|surely|clearly|indeed|even|only|nor|like|"
    r"according|many of|most of|much of|all of|each of|some of|several of|part of|similar|"
    r"as (?:noted|mentioned|discussed|shown|seen|you|we|in|with|before|for|such|expected)|"
    r"the (?:first|second|third|fourth|former|latter|next|last|two|three|four|other|rest|results?|"
    r"reasons?|same|above|goal|idea|problems?|points?|questions?|answers?|story|examples?|effect|"
    r"key|differences?|advantages?|disadvantages?|purpose|aim|task|author|figure|graph|table|"
    r"diagram|picture|image|photo\w*|map|chart|code|output|command|file|exercise|bottom line)|"
    r"when (?:it|they|he|she|this|that)|if (?:it|they|he|she|this|that|so|not)|"
    r"while (?:it|they|he|she|this|that)|at (?:first|least|last|the time|the same)|more recently|"
    r"recently|currently|today|nowadays|now|soon|just|almost|nearly|until|without (?:it|such))\b",
    re.I,
)
_TOLD_TO_READERS = re.compile(
    r"\b(?:I|me|my|this (?:page|handbook|section|chapter|course|policy|lesson|document|briefing|"
    r"unit|guide|text|article)|above|below|as follows|following (?:table|list|steps|example)|"
    r"in (?:our|the|this) last|last (?:year|month|week|quarter)|"
    r"next (?:year|month|week|section|chapter|page)|today|"
    r"yesterday|tomorrow|for example|e\.g|see (?:also|section|page|chapter)|so far|as well\.|"
    r"therefore|too\b|the opposite|those people|the other|the others|the same (?:\w+ )?(?:would|is|"
    r"was)|(?:one|two|three) of these|that way|(?:is|are|was|were) also|otherwise|this|these|"
    r"those|let[’']s|previous(?:ly)?|earlier|later on|mentioned|what follows|just now|"
    r"panel|speech bubble|cartoon|screenshot|\([a-d]\)|shaded|x-axis|y-axis|axis|plotted|"
    r"labell?ed|point [A-Z]|"
    r"such|here|now|currently|recent(?:ly)?|respectively|the (?:former|latter)|i\.e|etc|also|"
    r"however|instead|thus|hence|indeed|even so|of course|link|then|that time|that point|still|"
    r"in (?:the|our|your) (?:example|case|figure|graph|diagram|table|picture)|imagine|"
    r"suppose|let us|we[’']\w+|you[’']\w+|i[’']m|don[’']t|isn[’']t|can[’']t|won[’']t|doesn[’']t)\b|"
    r"\bthat[.,]|\bso\.$",
    re.I,
)
_TITLE_WITHIN = re.compile(r"\s(?:The|A|An|In|If|When) [a-z]")  # a heading that ran into its text
_CODE_NAME = re.compile(r"\b[a-z]{3,}[A-Z]\w|\w_\w|\w\(\)|\w::\w")
_FIRST_PERSON = re.compile(r"\b(?:we|us|our|ours|you|your|yours)\b", re.I)
_CALCULATION = re.compile(
    r"=|\d\s*[x×*/÷]\s*\d|\b(?:Q[1-4]|January|February|March|April|June|July|"
    r"August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|must|may|can|cannot|should|shall|will|has|have|needs?|means?|does|do)\b"
)
_IMPERATIVE_TEXT = (
    "ask call check type use do keep say leave put send write read stop let make take report "
    "change plan hold print close lock choose list welcome confirm never always delete enter "
    "look open move add set give find work try click save install store compare describe "
    "explain contact follow avoid ensure start begin turn press remove run go get tell show "
    "think draw measure record wear wash count mark bring prepare repeat pay "
    "select enter drag drop copy paste download upload connect disconnect attach place fill "
    "pour heat "
    "cool mix stir weigh cut insert switch identify define determine calculate compute divide "
    "multiply "
    "subtract compile configure create edit rename commit push pull clone merge fetch review test "
    "verify inform notify collect analyze analyse plot note discuss consider develop demonstrate "
    "acknowledge encourage pretend resolve imagine suppose recall notice practice practise assign"
)
_IMPERATIVE = frozenset(_IMPERATIVE_TEXT.split())
_ORDER_AFTER = re.compile(
    rf"[,;] (?:and |or |but )?(?:do not|don't|never|{'|'.join(sorted(_IMPERATIVE))}) (?!of\b)", re.I
)
_RELATIVE = re.compile(r" (?:that|which|who|whose)\b [^,]*,?")
_DETERMINERS_TEXT = (
    "a an the every each no only all most any many few several two three four five six seven "
    "eight nine ten if when while although where unless once during in on at by under for from "
    "with to according"
)
_DETERMINERS = frozenset(_DETERMINERS_TEXT.split())
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him)\b", re.I)
_JOINT = re.compile(
    r",|;|\b(?:and|but|because|when|if|that|which|who|so|as|until|than|although|while|where|"
    r"before|after|whether|how)\b"
)


_THEIRS = re.compile(
    r"^(?:Due to|Because of|With|By|Through|Despite|Unlike|Like)\b[^,]*, (?:it|they)\b|"
    r"^(?:[\w'’-]+ ){0,3}(?:its|their)\b",
    re.I,
)


# Of whom or of what, only the sentences before tell: "patients must rest".
_ANYBODY = re.compile(
    r"^(?:Individuals|Patients|Symptoms|Cases|Questions|Users|Treatments?|Infections?|Results|Others|"
    r"Participants|Members|Diagnosis) (?:must|is|are|can|may|should|will|needs?|has|have|include)\b"
)


def speaks_of_anybody(sentence: str) -> bool:
    return _ANYBODY.match(sentence) is not None


def is_first_person(sentence: str) -> bool:
    return _FIRST_PERSON.search(sentence) is not None


def is_imperative(text: str) -> bool:
    """Whether the text tells to do something."""
    return text.split()[0].lower() in _IMPERATIVE if text.split() else False


def _has_subject(sentence: str) -> bool:
    """A sentence that does not order the reader about."""
    words = re.findall(r"[\w'’-]+", sentence)
    first = words[0].lower()
    if _ORDER_AFTER.search(sentence):
        return False
    if first in _DETERMINERS:
        main = _RELATIVE.sub(" ", sentence.rstrip("."))
        return bool(_FINITE.search(main)) or bool(re.search(r"\w{2}[^s]s\b", main))
    if first in _IMPERATIVE or tells_to_do(sentence):
        return False
    return bool(_FINITE.search(" ".join(words[1:9]))) or is_verb_s(words[1])


def _pronouns_resolve(sentence: str) -> bool:
    """Each "it" comes after a clause that may hold what it stands for."""
    if re.search(r"\b(?:he|she|him|her|his|hers)\b", sentence, re.I):
        return False
    if _THEIRS.search(sentence):
        return False
    return all(
        _JOINT.search(sentence, 0, match.start()) and match.start() > 12
        for match in _PRONOUN.finditer(sentence)
    )


def stands_alone(sentence: str, known: frozenset[str]) -> bool:
    words = sentence.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not sentence.endswith("."):
        return False
    if not sentence[0].isupper() and not sentence[0].isdigit():
        return False
    if _TITLE_WITHIN.search(sentence) or _CODE_NAME.search(sentence):
        return False
    if ":" in sentence or re.search(r"\. [A-Z]", sentence):
        return False
    if _POINTS_BACK.match(sentence) or _TOLD_TO_READERS.search(sentence):
        return False
    if _CALCULATION.search(sentence) or '"' in sentence or "“" in sentence:
        return False
    return (
        _has_subject(sentence)
        and _pronouns_resolve(sentence)
        and definites_resolve(sentence, known)
    )
