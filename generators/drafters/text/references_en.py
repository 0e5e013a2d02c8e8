"""What in an English sentence points outside of it: "the system", "such a case", "then"."""

from __future__ import annotations

import re

from generators.exercise.folding import fold_text

_THE = re.compile(r"\b[Tt]he ((?:[\w'’-]+(?: |(?=[.,;)]|$))){1,5})")
# What one may call "the ..." without having named it.
_UNIQUE_TEXT = (
    "world economy government market markets environment body sun earth internet law state states "
    "country public future past user users heart brain lungs population people poor rich nation "
    "moon sea ocean atmosphere air ground sky land weather climate night day morning evening "
    "government court courts police army president congress senate constitution church press media "
    "west east north south mind eye eyes skin blood stomach mouth nose liver universe sources "
    "english french german american european united federal law internet web gdp bible middle "
    "late early human average individual whole majority rest ability need risk number amount rate "
    "use size cost costs price prices value quality level speed power idea lack cell consumer "
    "buyer "
    "seller borrower lender learner learners teacher teachers student students employee employees "
    "employer temperature pressure volume density mass weight reader "
    "audience"
)
_UNIQUE = frozenset(_UNIQUE_TEXT.split())
_SPECIAL = re.compile(
    r"^(?:most|least|only|best|worst|more|less|better|first|last|very|highest|lowest|largest|"
    r"smallest|greatest|longest|shortest|fewest|fastest|slowest|[a-z]{3,}est|\d[\w-]*|"
    r"higher|lower|larger|smaller|greater|longer|shorter|faster|slower)$"
)
# What may follow a noun and say which one is meant.
_FOLLOWED_TEXT = (
    "of that which who whose whom where when in for on at from between within by with "
    "without needed required used behind among against under over across "
    "around during near inside outside called known made caused produced given found"
)
_FOLLOWED = frozenset(_FOLLOWED_TEXT.split())
# The same behind two words, of which the second may be a verb ("the hunters rely on").
_SURELY_OF_NOUN = frozenset({"of", "that", "which", "who", "whose", "needed", "required", "used"})
_VERB = re.compile(
    r"^(?:is|are|was|were|must|may|can|cannot|should|will|would|could|has|have|had|does|do|did|"
    r"and|or|but|as|than|then|so|if|because|while|also|not|never|always|often)$"
)


def _stem(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s").rstrip("s")


def _is_named(words: list[str], before: frozenset[str], known: frozenset[str]) -> bool:
    first = words[0]
    if first[0].isupper() or first[0].isdigit() or first.lower() in _UNIQUE:
        return True
    if _SPECIAL.match(first.lower()):
        return True
    for size in (1, 2, 3):
        phrase = [word for word in words[:size] if not _VERB.match(word)]
        if len(phrase) < min(size, len(words)):
            break
        folded = fold_text(" ".join(phrase))
        if folded in known or folded.rstrip("s") in known or _stem(phrase[-1]) in before:
            return True
        follows = words[size].lower() if size < len(words) else ""
        if follows in (_FOLLOWED if size == 1 else _SURELY_OF_NOUN):
            return True
    return len(words) > 1 and words[1].lower() in _UNIQUE


def definites_resolve(sentence: str, known: frozenset[str]) -> bool:
    """Each "the ..." names something known: it says which one itself, the sentence has named it
    before, it is a term of the course (`known`, folded), or there is only one.
    """
    for match in _THE.finditer(sentence):
        before = frozenset(
            _stem(word) for word in re.findall(r"[\w'’-]+", sentence[: match.start()])
        )
        if not _is_named(match[1].split(), before, known):
            return False
    return True
