"""What a learner would fill in who knows the answer, or who does not.

A person reads the exercise and knows; the walk looks the key up in the tool's database and then
answers by the page's own form, as anybody does.
"""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy.orm import Session

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Cloze,
    Content,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.draw import format_number
from generators.exercise.ids import shown_id
from lti_tool.models import Exercise, Showing, Skill
from lti_tool.services.exercises import find_version, show_content

Fields = dict[str, str]
NONSENSE = "42424242"


def read_showing(session: Session, showing_id: str) -> tuple[Content, str, float]:
    """The content as shown, the name of its skill, its difficulty in logits."""
    showing = session.get_one(Showing, showing_id)
    version = find_version(session, showing.exercise_id, showing.version)
    exercise = session.get_one(Exercise, showing.exercise_id)
    skill = session.get_one(Skill, showing.skill_id)
    return show_content(version, showing.seed), skill.name, exercise.difficulty


def fill_answer(content: Content, *, right: bool) -> Fields:
    match content:
        case MultipleChoice():
            option = next(o for o in content.options if o.correct == right)
            return {"option": shown_id("option", option.text)}
        case MultipleResponse():
            chosen = content.right if right else content.wrong
            return {f"choice-{shown_id('option', option.text)}": "1" for option in chosen}
        case TrueFalse():
            return {"value": str(content.truth == right).lower()}
        case Cloze():
            return _fill_gaps(content, right)
        case ShortAnswer():
            return {"text": content.accepted[0] if right else NONSENSE}
        case Numerical():
            value = format_number(Fraction(repr(content.value)), content.language)
            return {"number": value if right else NONSENSE}
        case Matching():
            return _fill_pairs(content, right)
        case OpenAnswer():
            return {"text": content.sample_answer or content.rubric[0].text}
        case Ordering():
            return _fill_places(content, right)
        case CaseStudy(parts=parts):
            return _fill_parts(parts, right)
    raise AssertionError(f"no way to answer a {content.kind}")


def _fill_parts(parts: tuple[CasePart, ...], right: bool) -> Fields:
    return {
        f"part-{number}-{name}": value
        for number, part in enumerate(parts, start=1)
        for name, value in fill_answer(part.content, right=right).items()
    }


def _fill_gaps(content: Cloze, right: bool) -> Fields:
    filled = {}
    for number, gap in enumerate(content.gaps, start=1):
        wrong = next((c for c in gap.choices if c not in gap.accepted), NONSENSE)
        filled[f"gap-{number}"] = gap.accepted[0] if right else wrong
    return filled


def _fill_pairs(content: Matching, right: bool) -> Fields:
    """Wrong: each entry gets its neighbour's."""
    rights = [pair.right for pair in content.pairs]
    given = rights if right else [*rights[1:], rights[0]]
    return {
        f"pair-{shown_id('left', pair.left)}": shown_id("right", chosen)
        for pair, chosen in zip(content.pairs, given, strict=True)
    }


def _fill_places(content: Ordering, right: bool) -> Fields:
    steps = content.steps if right else (*content.steps[1:], content.steps[0])
    return {
        f"place-{shown_id('step', step)}": str(place) for place, step in enumerate(steps, start=1)
    }
