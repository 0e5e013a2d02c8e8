"""An exercise as the cells of a row; read_row.py goes the other way.

| kind | key | option_1, option_2, ... | match_1, match_2, ... |
| --- | --- | --- | --- |
| multiple_choice | number of the right option | options | |
| multiple_response | numbers of the right options | options | |
| true_false | true or false | (feedback_1 to "true", feedback_2 to "false") | |
| short_answer | accepted answers | | |
| cloze | | accepted answers of each gap | what the gap offers to choose from |
| numerical | the number | | |
| matching | | left sides; empty: a right side too many | right sides |
| ordering | | steps in the right order | |
| open_answer | sample answer | criteria | most points of each |
| case_study | | | |

The questions of a case stand in rows of their own, with its id under `case`, and their `points`.

Several answers in one cell are parted by " | ".
"""

from __future__ import annotations

from collections.abc import Iterable

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Matching,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
    WithOptions,
)
from generators.exercise.formats.plain_numbers import plain_number
from generators.exercise.formats.portable import Portable

HEAD = ("id", "kind", "language", "skill", "bloom", "difficulty", "stem", "key")
CASE = ("case", "points")
TAIL = ("tolerance", "unit", "case_sensitive", "explanation", "solution", "generated", "reviewer")
NUMBERED = ("option", "match", "feedback", "misconception", "hint")
MOST = 20

Row = dict[str, str]


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Those that any row needs, in the order in which a person fills them in."""
    used = {name for row in rows for name, value in row.items() if value}
    numbered = [f"{name}_{n}" for name in NUMBERED for n in range(1, MOST + 1)]
    placed = [name for name in CASE if name in used]
    return [*HEAD, *placed, *(name for name in numbered if name in used), *TAIL]


def write_row(portable: Portable) -> Row:
    content = portable.content
    row: Row = {
        "id": portable.id,
        "kind": content.kind.value,
        "language": content.language.value,
        "skill": portable.skill,
        "bloom": portable.bloom.value if portable.bloom else "",
        "difficulty": "" if portable.difficulty is None else plain_number(portable.difficulty),
        "stem": content.stem,
        "explanation": content.explanation,
        "generated": "true" if portable.generated else "",
        "reviewer": portable.reviewer,
    }
    if place := portable.place:
        points = str(place.points)
        row |= {"case": place.case, "points": points} if place.number else {"id": place.case}
    return row | _number("hint", content.hints) | _write_content(content)


def _number(name: str, values: Iterable[str | None]) -> Row:
    return {f"{name}_{n}": value for n, value in enumerate(values, start=1) if value}


def _join(answers: Iterable[str]) -> str:
    return " | ".join(answer.replace("|", r"\|") for answer in answers)


def _write_content(content: Content) -> Row:
    match content:
        case WithOptions(options=options):
            right = (str(n) for n, option in enumerate(options, start=1) if option.correct)
            return {
                "key": _join(right),
                **_number("option", (option.text for option in options)),
                **_number("feedback", (option.feedback for option in options)),
                **_number("misconception", (option.misconception for option in options)),
            }
        case TrueFalse():
            feedback = _number("feedback", (content.feedback_true, content.feedback_false))
            return {"key": str(content.truth).lower(), **feedback}
        case ShortAnswer():
            return {"key": _join(content.accepted), "case_sensitive": _flag(content.case_sensitive)}
        case Cloze(gaps=gaps):
            return {
                **_number("option", (_join(gap.accepted) for gap in gaps)),
                **_number("match", (_join(gap.choices) for gap in gaps)),
                "case_sensitive": _flag(any(gap.case_sensitive for gap in gaps)),
            }
        case Numerical():
            return {
                "key": plain_number(content.value),
                "tolerance": plain_number(content.tolerance),
                "unit": content.unit,
                "solution": content.solution,
            }
        case Matching():
            sides = [(pair.left, pair.right) for pair in content.pairs]
            sides += [("", distractor) for distractor in content.distractors]
            lefts, rights = zip(*sides, strict=True)
            return {**_number("option", lefts), **_number("match", rights)}
        case Ordering():
            return _number("option", content.steps)
        case OpenAnswer():
            return {
                "key": content.sample_answer,
                **_number("option", (criterion.text for criterion in content.rubric)),
                **_number("match", (str(criterion.points) for criterion in content.rubric)),
            }
        case CaseStudy():  # its questions are rows of their own
            return {}


def _flag(value: bool) -> str:
    return "true" if value else ""
