"""What an exercise is: one frozen model per kind, validated wherever it is read.

The JSON form (`content.model_dump(mode="json")`, discriminated by `kind`) is what rows store,
what formats translate and what the transformer's schema is cut from. `stem`, `explanation`,
`feedback` and `hints` are Markdown; options, accepted answers and steps are plain text.

Ids inside a content ("a", "b", ... for options, "1", "2", ... for gaps, pairs and steps) are
positions in the authored order. A learner sees them shuffled by `presentation.present`, answers
with them, and never sees which one is right.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator


class Kind(StrEnum):
    MULTIPLE_CHOICE = "multiple_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    SHORT_ANSWER = "short_answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ORDERING = "ordering"
    OPEN_ANSWER = "open_answer"
    CASE_STUDY = "case_study"


QUESTION_KINDS = tuple(kind for kind in Kind if kind is not Kind.CASE_STUDY)


class Bloom(StrEnum):
    """Revised taxonomy (Anderson & Krathwohl 2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class Language(StrEnum):
    EN = "en"
    ZH = "zh"


Text = Annotated[str, Field(min_length=1, max_length=8000)]
Line = Annotated[str, Field(min_length=1, max_length=600)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Citation(_Frozen):
    """`quote` stands word for word in the passage with this id."""

    passage: str
    quote: Text


class _Exercise(_Frozen):
    stem: Text
    language: Language
    explanation: str = ""
    hints: tuple[Text, ...] = ()
    citations: tuple[Citation, ...] = ()


class Option(_Frozen):
    text: Line
    correct: bool = False
    feedback: str = ""
    misconception: str | None = None


class WithOptions(_Exercise):
    """What multiple choice and multiple response have in common."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=8)

    @property
    def right(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.correct)

    @property
    def wrong(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.correct)

    @model_validator(mode="after")
    def _distinct_options(self) -> Self:
        if len({option.text.casefold() for option in self.options}) != len(self.options):
            raise ValueError("two options have the same text")
        return self


class MultipleChoice(WithOptions):
    """One right option among two to eight."""

    kind: Literal[Kind.MULTIPLE_CHOICE] = Kind.MULTIPLE_CHOICE

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        if len(self.right) != 1:
            raise ValueError("a multiple choice exercise has exactly one right option")
        return self


class MultipleResponse(WithOptions):
    """Any number of right options among two to eight, but not all: "which of these?"."""

    kind: Literal[Kind.MULTIPLE_RESPONSE] = Kind.MULTIPLE_RESPONSE

    @model_validator(mode="after")
    def _some_right(self) -> Self:
        if not self.right or not self.wrong:
            raise ValueError(
                "a multiple response exercise has at least one right and one wrong option"
            )
        return self


class TrueFalse(_Exercise):
    """`stem` is the statement."""

    kind: Literal[Kind.TRUE_FALSE] = Kind.TRUE_FALSE
    truth: bool
    feedback_true: str = ""
    feedback_false: str = ""


class Gap(_Frozen):
    """`accepted` answers, the best one first; `choices` makes the gap a drop-down."""

    accepted: tuple[Line, ...] = Field(min_length=1, max_length=12)
    choices: tuple[Line, ...] = ()
    case_sensitive: bool = False


class Cloze(_Exercise):
    """`stem` holds `{{1}}`, `{{2}}`, ... once each, in any order; gap 1 is `gaps[0]`."""

    kind: Literal[Kind.CLOZE] = Kind.CLOZE
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _gaps_in_stem(self) -> Cloze:
        for number in range(1, len(self.gaps) + 1):
            if self.stem.count(f"{{{{{number}}}}}") != 1:
                raise ValueError(f"the text must hold gap {{{{{number}}}}} exactly once")
        return self


class ShortAnswer(_Exercise):
    """Right if the answer equals one of `accepted` after Unicode, case and space folding."""

    kind: Literal[Kind.SHORT_ANSWER] = Kind.SHORT_ANSWER
    accepted: tuple[Line, ...] = Field(min_length=1, max_length=20)
    case_sensitive: bool = False


class Mistake(_Frozen):
    """A wrong number that a typical mistake comes to, and what is said to who gives it."""

    value: float = Field(allow_inf_nan=False)
    feedback: Text


class Numerical(_Exercise):
    """Right if |answer - value| <= tolerance (absolute, in `unit`). `solution` is worked."""

    kind: Literal[Kind.NUMERICAL] = Kind.NUMERICAL
    value: float = Field(allow_inf_nan=False)
    tolerance: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    unit: str = ""
    solution: str = ""
    mistakes: tuple[Mistake, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _mistakes_are_wrong(self) -> Self:
        for mistake in self.mistakes:
            if abs(mistake.value - self.value) <= self.tolerance:
                raise ValueError(
                    f"the tolerance takes {mistake.value:g}, which is listed as a mistake"
                )
        return self


class Pair(_Frozen):
    left: Line
    right: Line


class Matching(_Exercise):
    """Each `left` has one `right`; `distractors` are further rights that match nothing."""

    kind: Literal[Kind.MATCHING] = Kind.MATCHING
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=8)
    distractors: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Matching:
        rights = [*(pair.right for pair in self.pairs), *self.distractors]
        if len(set(rights)) != len(rights) or len({p.left for p in self.pairs}) != len(self.pairs):
            raise ValueError("two entries of the same column are equal")
        return self


class Ordering(_Exercise):
    """`steps` in the right order."""

    kind: Literal[Kind.ORDERING] = Kind.ORDERING
    steps: tuple[Line, ...] = Field(min_length=3, max_length=8)

    @model_validator(mode="after")
    def _distinct(self) -> Ordering:
        if len(set(self.steps)) != len(self.steps):
            raise ValueError("two steps are equal")
        return self


class Criterion(_Frozen):
    """`points` is the most that it earns."""

    text: Line
    points: int = Field(default=1, ge=1, le=20)


class OpenAnswer(_Exercise):
    """Written freely and marked by an instructor against `rubric`. `sample_answer`, in Markdown,
    would earn all of its points.
    """

    kind: Literal[Kind.OPEN_ANSWER] = Kind.OPEN_ANSWER
    rubric: tuple[Criterion, ...] = Field(min_length=1, max_length=8)
    sample_answer: str = ""

    @property
    def most_points(self) -> int:
        return sum(criterion.points for criterion in self.rubric)


Question = Annotated[
    MultipleChoice | MultipleResponse | TrueFalse | Cloze | ShortAnswer | Numerical | Matching
    | Ordering | OpenAnswer,
    Field(discriminator="kind"),
]  # fmt: skip


class CasePart(_Frozen):
    """`points` is what its answer earns at most, whatever points a rubric in it has."""

    content: Question
    points: int = Field(default=1, ge=1, le=20)


class CaseStudy(_Exercise):
    """`stem` is the situation that all parts are about. Their ids are "1", "2", ...; what is quoted
    from the sources stands with the case, not with its parts.
    """

    kind: Literal[Kind.CASE_STUDY] = Kind.CASE_STUDY
    parts: tuple[CasePart, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _one_whole(self) -> Self:
        contents = [part.content for part in self.parts]
        if any(content.language is not self.language for content in contents):
            raise ValueError("the questions of a case are in its own language")
        if any(content.citations for content in contents):
            raise ValueError("a case quotes the sources itself, its questions do not")
        if len({content.stem.casefold() for content in contents}) != len(contents):
            raise ValueError("two questions of a case have the same text")
        return self

    @property
    def most_points(self) -> int:
        return sum(part.points for part in self.parts)


Content = Annotated[Question | CaseStudy, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Content] = TypeAdapter(Content)


def read_content(data: object) -> Content:
    """The content that `data` (parsed JSON) holds.

    Raises `pydantic.ValidationError`, which names each field that is wrong.
    """
    return _ADAPTER.validate_python(data)
