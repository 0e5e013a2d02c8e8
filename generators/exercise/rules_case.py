"""The rule on the questions of a case: all stand on one page, so none may answer another."""

from __future__ import annotations

from collections.abc import Iterator

from generators.exercise.content import CaseStudy, Content, Numerical, Question
from generators.exercise.parts import questions_of
from generators.exercise.rules import Finding, flag
from generators.exercise.rules_leak import find_number
from generators.exercise.texts import GAP, answers_of, holds, is_weighty


def check_questions_apart(content: Content) -> Finding | None:
    """What the situation itself says is there to be read, and gives nothing away."""
    if not isinstance(content, CaseStudy):
        return None
    questions = questions_of(content)
    for own in questions:
        others = (other for other in questions if other is not own)
        for text in (text for other in others for text in _texts_beside(other)):
            for told in _keys_in(own, text):
                if not list(_keys_in(own, content.stem)):
                    return flag("key_in_other_question", f"{told}: {text[:160]}")
    return None


def _texts_beside(question: Question) -> Iterator[str]:
    """Options are left out: they are shown for being wrong as well as right."""
    yield from (GAP.sub(" ___ ", text) for text in (question.stem, *question.hints))


def _keys_in(question: Question, text: str) -> Iterator[str]:
    if isinstance(question, Numerical):
        found = find_number(text, question)
        yield from [found] if found and is_weighty(found) else []
        return
    yield from (key for key in answers_of(question) if is_weighty(key) and holds(text, key))
