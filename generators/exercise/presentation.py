"""What a learner's page shows of an exercise: everything needed to answer it, nothing of its key.

Ids are opaque (see `ids`); a learner's post is graded by `grade_shown`, which takes no others, so
that a hand-made "1, 2, 3" is not the right order. Stored answers keep authored ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from pydantic import BaseModel, ConfigDict

from generators.exercise.answers import Answer, AnswerShapeError
from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Kind,
    Language,
    Matching,
    Numerical,
    Ordering,
    WithOptions,
)
from generators.exercise.grading import Grade, grade_answer
from generators.exercise.ids import shown_id
from generators.exercise.parts import needs_marking, seed_of_part
from generators.exercise.reading import read_answer, shown_columns


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Entry(_Frozen):
    """One thing to choose, match or order; `id` is what the answer names."""

    id: str
    text: str


class ShownGap(_Frozen):
    """`choices` is empty where the learner types."""

    id: str
    choices: tuple[str, ...] = ()


class Presentation(_Frozen):
    """Only the fields of its kind are filled. `stem` is Markdown; a cloze keeps its `{{1}}`."""

    kind: Kind
    language: Language
    stem: str
    options: tuple[Entry, ...] = ()
    gaps: tuple[ShownGap, ...] = ()
    lefts: tuple[Entry, ...] = ()
    rights: tuple[Entry, ...] = ()
    steps: tuple[Entry, ...] = ()
    unit: str = ""
    parts: tuple[ShownPart, ...] = ()


class ShownPart(_Frozen):
    """A question of a case: parts come in the authored order, as one may build on another."""

    id: str
    points: int
    shown: Presentation


def _entries(column: str, texts: Iterable[str]) -> tuple[Entry, ...]:
    return tuple(Entry(id=shown_id(column, text), text=text) for text in texts)


def _shuffled(entries: Sequence[Entry], random: Random) -> tuple[Entry, ...]:
    return tuple(random.sample(entries, len(entries)))


def _disordered(entries: tuple[Entry, ...], random: Random) -> tuple[Entry, ...]:
    """A shuffle in which the order is not the right one already."""
    shuffled = _shuffled(entries, random)
    if shuffled != entries:
        return shuffled
    turn = random.randrange(1, len(entries))
    return entries[turn:] + entries[:turn]


def _show_gaps(content: Cloze, random: Random) -> tuple[ShownGap, ...]:
    return tuple(
        ShownGap(id=str(number), choices=tuple(random.sample(gap.choices, len(gap.choices))))
        for number, gap in enumerate(content.gaps, start=1)
    )


def _show_parts(content: CaseStudy, seed: int) -> tuple[ShownPart, ...]:
    return tuple(
        ShownPart(
            id=str(number),
            points=part.points,
            shown=present(part.content, seed_of_part(seed, number)),
        )
        for number, part in enumerate(content.parts, start=1)
    )


def present(content: Content, seed: int) -> Presentation:
    """The exercise as the learner with this `seed` sees it; the same seed shows the same."""
    random = Random(f"present {seed}")
    shown = Presentation(kind=content.kind, language=content.language, stem=content.stem)
    match content:
        case WithOptions():
            options = _entries("option", (option.text for option in content.options))
            return shown.model_copy(update={"options": _shuffled(options, random)})
        case Cloze():
            return shown.model_copy(update={"gaps": _show_gaps(content, random)})
        case Matching():
            lefts = _entries("left", (pair.left for pair in content.pairs))
            rights = _entries("right", [*(p.right for p in content.pairs), *content.distractors])
            sides = {"lefts": _shuffled(lefts, random), "rights": _shuffled(rights, random)}
            return shown.model_copy(update=sides)
        case Ordering():
            steps = _disordered(_entries("step", content.steps), random)
            return shown.model_copy(update={"steps": steps})
        case Numerical():
            return shown.model_copy(update={"unit": content.unit})
        case CaseStudy():
            return shown.model_copy(update={"parts": _show_parts(content, seed)})
        case _:
            return shown


def shown_by_authored(content: Content, column: str) -> dict[str, str]:
    """Authored id to shown id of "option", "left", "right" or "step", to mark a stored answer
    or a grade's parts on the page.
    """
    return {own: shown for shown, own in shown_columns(content).get(column, {}).items()}


def _named_ids(data: Mapping[object, object], kind: Kind) -> list[object]:
    match kind, data:
        case Kind.MULTIPLE_CHOICE, {"option": option}:
            return [option]
        case Kind.MULTIPLE_RESPONSE, {"options": list(options)}:
            return options
        case Kind.MATCHING, {"pairs": dict(pairs)}:
            return [*pairs, *(right for right in pairs.values() if right)]
        case Kind.ORDERING, {"order": list(order)}:
            return order
    return []


def _check_named(content: Content, data: object, part: str = "") -> None:
    """Raises AnswerShapeError for an entry that `present` did not show. `part`: whose answer it is
    of a case."""
    if not isinstance(data, Mapping):
        return
    if isinstance(content, CaseStudy):
        parts = data.get("parts")
        given = parts if isinstance(parts, Mapping) else {}
        for number, asked in enumerate(content.parts, start=1):
            _check_named(asked.content, given.get(str(number)), str(number))
        return
    shown = {own for column in shown_columns(content).values() for own in column}
    for named in _named_ids(data, content.kind):
        if not isinstance(named, str) or named not in shown:
            raise AnswerShapeError(f"this exercise shows no entry {named!r}", part)


def _check_unmarked(content: Content, answer: Answer) -> None:
    """Raises AnswerShapeError for points that a learner's page gave itself."""
    match content, answer.model_dump():
        case CaseStudy(), {"parts": dict(parts)}:
            given = list(parts.values())
        case _, own:
            given = [own]
    if any(one.get("points") is not None or one.get("comment") for one in given):
        raise AnswerShapeError("points and comments come from an instructor")


def read_shown(content: Content, data: object) -> Answer:
    """`read_answer` for what a learner's page posted: it names entries by their shown ids.

    Raises AnswerShapeError for an id that `present` did not show and for points, as for any other
    misshape.
    """
    _check_named(content, data)
    answer = read_answer(content, data)
    _check_unmarked(content, answer)
    return answer


def grade_shown(content: Content, data: object) -> Grade:
    """What `read_shown` reads, graded. Raises AnswerShapeError as that does, and for what an
    instructor marks."""
    if needs_marking(content):
        raise AnswerShapeError("this is marked by an instructor")
    return grade_answer(content, read_shown(content, data).model_dump())
