"""Reading an answer: from parsed JSON to the typed answer with the content's own ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from generators.exercise.answers import (
    Answer,
    AnswerShapeError,
    CaseAnswer,
    GapsAnswer,
    NumberAnswer,
    OptionAnswer,
    OptionsAnswer,
    OrderAnswer,
    PairsAnswer,
    TextAnswer,
    TruthAnswer,
    WrittenAnswer,
)
from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Kind,
    Matching,
    MultipleChoice,
    MultipleResponse,
    OpenAnswer,
    Ordering,
    WithOptions,
)
from generators.exercise.ids import number_ids, option_ids, shown_ids
from generators.exercise.numbers import NumberShapeError, read_number

_SHAPES: dict[Kind, type[Answer]] = {
    Kind.MULTIPLE_CHOICE: OptionAnswer,
    Kind.MULTIPLE_RESPONSE: OptionsAnswer,
    Kind.TRUE_FALSE: TruthAnswer,
    Kind.CLOZE: GapsAnswer,
    Kind.SHORT_ANSWER: TextAnswer,
    Kind.NUMERICAL: NumberAnswer,
    Kind.MATCHING: PairsAnswer,
    Kind.ORDERING: OrderAnswer,
    Kind.OPEN_ANSWER: WrittenAnswer,
    Kind.CASE_STUDY: CaseAnswer,
}


def _read_shape(kind: Kind, data: object) -> Answer:
    if not isinstance(data, Mapping):
        raise AnswerShapeError("an answer is a JSON object")
    try:
        return _SHAPES[kind].model_validate(_spell_json(kind, dict(data)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "answer"
        raise AnswerShapeError(f"{where}: {first['msg']}") from error


def _spell_json(kind: Kind, data: dict[object, object]) -> dict[object, object]:
    """A JSON number is taken for typed digits, and a form's "true" for true."""
    if kind is Kind.NUMERICAL and type(data.get("number")) in (int, float):
        return {**data, "number": repr(data["number"])}
    if kind is Kind.TRUE_FALSE and data.get("value") in ("true", "false"):
        return {**data, "value": data["value"] == "true"}
    return data


def _resolve(given: str, shown: Mapping[str, str], what: str) -> str:
    """The authored id behind a shown or an authored one."""
    own = shown.get(given, given)
    if own not in shown.values():
        raise AnswerShapeError(f"this exercise has no {what} {given!r}")
    return own


def shown_columns(content: Content) -> dict[str, dict[str, str]]:
    """For each column of the kind ("option", "left", "right", "step"): shown id to authored id."""
    match content:
        case WithOptions():
            texts = [option.text for option in content.options]
            return {"option": shown_ids("option", texts, option_ids(len(texts)))}
        case Matching():
            lefts = [pair.left for pair in content.pairs]
            rights = [*(pair.right for pair in content.pairs), *content.distractors]
            return {
                "left": shown_ids("left", lefts, number_ids(len(lefts))),
                "right": shown_ids("right", rights, number_ids(len(rights))),
            }
        case Ordering():
            return {"step": shown_ids("step", content.steps, number_ids(len(content.steps)))}
        case _:
            return {}


def _read_option(content: MultipleChoice, answer: OptionAnswer) -> OptionAnswer:
    shown = shown_columns(content)["option"]
    return OptionAnswer(option=_resolve(answer.option, shown, "option"))


def _read_options(content: MultipleResponse, answer: OptionsAnswer) -> OptionsAnswer:
    shown = shown_columns(content)["option"]
    chosen = [_resolve(option, shown, "option") for option in answer.options]
    if not chosen:
        raise AnswerShapeError("nothing is chosen: choose at least one option")
    if len(set(chosen)) != len(chosen):
        raise AnswerShapeError("one option is chosen twice")
    return OptionsAnswer(options=sorted(chosen))


def _read_gaps(content: Cloze, answer: GapsAnswer) -> GapsAnswer:
    ids = number_ids(len(content.gaps))
    for given in answer.gaps:
        if given not in ids:
            raise AnswerShapeError(f"this exercise has no gap {given!r}")
    if not any(text.strip() for text in answer.gaps.values()):
        raise AnswerShapeError("every gap is empty: fill in at least one")
    return GapsAnswer(gaps={own: answer.gaps.get(own, "").strip() for own in ids})


def _read_pairs(content: Matching, answer: PairsAnswer) -> PairsAnswer:
    columns = shown_columns(content)
    pairs = {
        _resolve(left, columns["left"], "left entry"): _resolve(
            right, columns["right"], "right entry"
        )
        for left, right in answer.pairs.items()
        if right
    }
    if not pairs:
        raise AnswerShapeError("nothing is matched: match at least one entry")
    if len(pairs) != sum(1 for right in answer.pairs.values() if right):
        raise AnswerShapeError("one entry is matched twice")
    return PairsAnswer(pairs=dict(sorted(pairs.items())))


def _read_order(content: Ordering, answer: OrderAnswer) -> OrderAnswer:
    shown = shown_columns(content)["step"]
    order = [_resolve(step, shown, "step") for step in answer.order]
    if sorted(order) != sorted(shown.values()):
        raise AnswerShapeError(f"an order names each of the {len(shown)} steps exactly once")
    return OrderAnswer(order=order)


def _read_written(content: OpenAnswer, answer: WrittenAnswer) -> WrittenAnswer:
    text = answer.text.strip()
    if not text:
        raise AnswerShapeError("the answer is empty")
    if answer.points is not None:
        _check_points(content, answer.points)
    return answer.model_copy(update={"text": text, "comment": answer.comment.strip()})


def _check_points(content: OpenAnswer, points: Sequence[int]) -> None:
    if len(points) != len(content.rubric):
        raise AnswerShapeError(f"the rubric has {len(content.rubric)} criteria, not {len(points)}")
    for given, criterion in zip(points, content.rubric, strict=True):
        if not 0 <= given <= criterion.points:
            raise AnswerShapeError(
                f"{given} points are given, but {criterion.text!r} earns 0 to {criterion.points}"
            )


def _read_typed(answer: TextAnswer | NumberAnswer) -> Answer:
    text = (answer.text if isinstance(answer, TextAnswer) else answer.number).strip()
    if not text:
        raise AnswerShapeError("the answer is empty")
    if isinstance(answer, TextAnswer):
        return TextAnswer(text=text)
    try:
        read_number(text)
    except NumberShapeError as error:
        raise AnswerShapeError(f"{text!r} cannot be read as a number; type one like 3.5") from error
    return NumberAnswer(number=text)


def _read_case(content: CaseStudy, answer: CaseAnswer) -> CaseAnswer:
    """Each part has to be answered: an oversight must not cost a learner points."""
    ids = number_ids(len(content.parts))
    for given in answer.parts:
        if given not in ids:
            raise AnswerShapeError(f"this case has no question {given!r}")
    read = {}
    for own, part in zip(ids, content.parts, strict=True):
        try:
            read[own] = read_answer(part.content, answer.parts.get(own, {})).model_dump()
        except AnswerShapeError as error:
            raise AnswerShapeError(f"question {own}: {error}", own) from error
    return CaseAnswer(parts=read)


def read_answer(content: Content, data: object) -> Answer:
    """The answer in `data` (parsed JSON), its ids turned into the content's own.

    Raises AnswerShapeError when it is not of the kind's shape, names an entry that the exercise
    has not, is empty, or (numerical) cannot be read as a number.
    """
    answer = _read_shape(content.kind, data)
    match content, answer:
        case MultipleChoice(), OptionAnswer():
            return _read_option(content, answer)
        case MultipleResponse(), OptionsAnswer():
            return _read_options(content, answer)
        case Cloze(), GapsAnswer():
            return _read_gaps(content, answer)
        case Matching(), PairsAnswer():
            return _read_pairs(content, answer)
        case Ordering(), OrderAnswer():
            return _read_order(content, answer)
        case OpenAnswer(), WrittenAnswer():
            return _read_written(content, answer)
        case CaseStudy(), CaseAnswer():
            return _read_case(content, answer)
        case _, TextAnswer() | NumberAnswer():
            return _read_typed(answer)
        case _:
            return answer
