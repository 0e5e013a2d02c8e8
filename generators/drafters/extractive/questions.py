"""Questions in natural words, asking for a term or for its meaning."""

from __future__ import annotations

import re

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.definitions_zh import IS, MEANS
from generators.drafters.extractive.meanings_en import is_phrase_en
from generators.drafters.extractive.topic_zh import topic_name
from generators.drafters.text.chinese import is_phrase
from generators.drafters.text.english import upper_first
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language


def ask_meaning(definition: Definition, turn: float) -> str:
    """`turn` from 0 to 1 picks among wordings."""
    term = escape(definition.term)
    if definition.language is Language.ZH:
        return _ask_meaning_zh(term, turn)
    if definition.verb == "are":
        return f"What are {term}?"
    if definition.form is Form.CLAUSE or definition.passage.kind != "text":
        return f"What does “{term}” mean?"
    if definition.form is Form.DOING:
        return f"What is meant by “{term}”?"
    named = escape(definition.named)
    wordings = (f"What is {named}?", f"Which of these describes {named}?")
    return wordings[int(turn * 2)]


def ask_term(definition: Definition, turn: float) -> str:
    meaning = escape(definition.meaning)
    if definition.language is Language.ZH:
        return _ask_term_zh(definition, meaning)
    if definition.form is Form.CLAUSE:
        if definition.verb == "says that":
            return f"Which rule or principle says that {meaning}?"
        return f"Which term means that {meaning}?"
    if definition.passage.kind != "text" and not is_phrase_en(definition.meaning):
        bare = (
            f"Which term is defined as “{meaning}”?",
            f"Which term fits the description “{meaning}”?",
        )
        return bare[int(turn * 2)]
    if re.match(r"(?:the|an?) (?:term|name|word|phrase|nickname|expression)\b", definition.meaning):
        return f"What is {meaning}?"
    wordings = (f"What is the name for {meaning}?", f"What do we call {meaning}?")
    return wordings[int(turn * 2)]


def _ask_meaning_zh(term: str, turn: float) -> str:
    return (f"什么是{term}？", f"下列哪一项说明了“{term}”的含义？")[int(turn * 2)]


# What somebody has divided things into: "经验课程" means that only with Goodlad.
_SCHEME = re.compile(r"(?:分类|模型|理论|学说|框架|划分|分类法|层次论|需求层次)$")


def scheme_of(definition: Definition) -> str:
    """The division below whose heading a Chinese term is told; empty where it is none."""
    topic = topic_name(definition.passage)
    return topic if _SCHEME.search(topic) and definition.term not in topic else ""


def _ask_term_zh(definition: Definition, meaning: str) -> str:
    verb = definition.verb
    if verb in (MEANS, IS) and (scheme := scheme_of(definition)):
        return f"在“{escape(scheme)}”中，“{meaning}”指的是什么？"
    if verb in (MEANS, IS):
        if is_phrase(definition.meaning):
            return f"{meaning}叫做什么？"
        return f"“{meaning}”，这说的是哪个概念？"
    if "就是" in verb:
        return f"{meaning}，这叫做什么？"
    return f"{meaning}{re.sub(r'^就?被?', '', verb)}什么？"


def tell_meaning(definition: Definition) -> str:
    """A full sentence that says what the term means."""
    term, meaning = escape(definition.term), escape(definition.meaning)
    if definition.language is Language.ZH:
        return f"“{term}”：{meaning}。"
    if definition.form is Form.CLAUSE:
        return f"“{upper_first(term)}” means that {meaning}."
    return f"“{upper_first(term)}” means: {meaning}."
