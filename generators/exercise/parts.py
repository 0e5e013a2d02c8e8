"""What holds for one question as for a case with several, asked of either in the same way."""

from __future__ import annotations

from generators.exercise.content import CaseStudy, Content, OpenAnswer, Question


def questions_of(content: Content) -> tuple[Question, ...]:
    """Of a case its parts; any other exercise is one question."""
    match content:
        case CaseStudy(parts=parts):
            return tuple(part.content for part in parts)
        case _:
            return (content,)


def needs_marking(content: Content) -> bool:
    """An instructor marks it, all or in part: it is handed in once, and waits as a whole."""
    return any(isinstance(question, OpenAnswer) for question in questions_of(content))


def count_rungs(content: Content) -> int:
    """Of the ladder of hints. A rung of a case has a hint of its own and one of each question,
    as far as they have so many."""
    return max(len(content.hints), *(len(question.hints) for question in questions_of(content)))


def seed_of_part(seed: int, number: int) -> int:
    """Each part is shuffled in a way of its own. `number` counts from 1."""
    return seed * 7 + number
