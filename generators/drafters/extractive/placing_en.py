"""What an English question is about, told in front of it: "Mukurtu: what are the two types of
cultural protocols?" Outside of its section a term may mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.drafters.extractive.wording import NOWHERE, PLACED, tells_place
from generators.drafters.text.english import calm_title, lower_first
from generators.drafters.text.hints_en import answer_hints, name_hints
from generators.drafters.text.markdown import escape
from generators.drafters.text.statements import is_exercise, is_worked_example
from generators.exercise.content import Cloze, OpenAnswer, ShortAnswer
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR
from generators.sources.tokens import words_of

_LONGEST = 5  # words of a heading that names a topic
_ASKS = re.compile(r"^(?:What|Why|How|Which|Who|Name|Explain|By|When|Where)\b")
_NO_TOPIC = re.compile(
    r"[?!:;,{}\[\]“”\"()]|^\d|\b(?:you|your|we|our|us|this|these|it|how|why|what)\b", re.I
)
_INTRODUCES = re.compile(
    r"^(?:An? )?(?:Brief )?(?:Introduction|Intro|Introducing|Overview)(?: to| of)? (?=\w)", re.I
)
# "Principles": of what, only the page tells.
_OF_ANYTHING = re.compile(
    r"^(?:(?:basic|general|key|main|core|other|common|different|further|more) )?"
    r"(?:principles?|methods?|types?|kinds?|forms?|background|concepts?|basics|definitions?|terms|"
    r"process|procedures?|policy|policies|approach|approaches|"
    r"details?|features?|components?|parts|properties|functions?|uses?|usage|applications?|"
    r"benefits|advantages|disadvantages|limitations|challenges|considerations|requirements|"
    r"guidelines|recommendations|best practices|practice|theory|results|discussion|structure|"
    r"classification|causes|effects|symptoms|treatment|management|design|analysis|history|safety|"
    r"tools|resources|materials|tips|rules|roles|responsibilities|notes|actions)$",
    re.I,
)
Asked = OpenAnswer | ShortAnswer | Cloze


def place_question(content: Asked, passage: Passage) -> Asked:
    """With the topic in front, and with hints that lead on from it."""
    keys = list(_keys(content))
    stem = content.stem
    topic = "" if stem.startswith("In ") else _topic(passage, stem, keys)
    placed = content.hints[0] == NOWHERE or content.hints[0].startswith(PLACED)
    if not topic and content.hints[0] != NOWHERE:
        return content
    hints = content.hints
    if placed and isinstance(content, OpenAnswer):
        hints = answer_hints(keys, stem)
    elif placed and keys[0][:1].isalpha() and not _is_picked(content):
        hints = name_hints(keys[0])
    if topic:
        stem = f"{escape(topic)}: {lower_first(stem) if _ASKS.match(stem) else stem}"
    return content.model_copy(update={"stem": stem, "hints": hints})


def _is_picked(content: Asked) -> bool:
    return isinstance(content, Cloze) and bool(content.gaps[0].choices)


def _keys(content: Asked) -> Iterable[str]:
    match content:
        case OpenAnswer():
            return (re.sub(r"^[A-Z][\w ]*?: “?", "", one.text) for one in content.rubric)
        case ShortAnswer():
            return content.accepted
        case Cloze():
            return (answer for gap in content.gaps for answer in gap.accepted)


def _topic(passage: Passage, stem: str, keys: Iterable[str]) -> str:
    """The nearest heading that names a topic and tells nothing of the key; "" where the question
    names it itself.
    """
    told = frozenset(words_of(" ".join(keys)))
    for heading in reversed(passage.heading.split(PATH_SEPARATOR)):
        name = calm_title(_INTRODUCES.sub("", skill_name(heading)))
        own = frozenset(words_of(name))
        if not own or not tells_place(name) or _NO_TOPIC.search(name) or _OF_ANYTHING.match(name):
            continue
        if is_exercise(name) or is_worked_example(name) or len(name.split()) > _LONGEST:
            continue
        if own <= frozenset(words_of(stem)):
            return ""
        if own.isdisjoint(told):
            return name
    return ""
