"""The fields of the edit form, kind by kind: one table says what is read, checked and shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from generators.exercise.content import Kind


class Widget(StrEnum):
    LINE = "line"
    AREA = "area"
    LINES = "lines"  # one entry a line
    NUMBER = "number"
    CHECK = "check"
    TRUTH = "truth"
    PICK = "pick"  # true in exactly one row
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    widget: Widget = Widget.LINE
    help: str = ""
    optional: bool = False  # left empty it is absent, not an empty text

    @property
    def is_wide(self) -> bool:
        """Whether it takes a line of its own in a row."""
        return self.widget is Widget.AREA or self.name == "text"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of at most `most` entries, `flat` where an entry is one text. `least` are shown."""

    name: str
    label: str
    fields: tuple[Field, ...]
    most: int
    least: int = 1
    flat: bool = False
    help: str = ""

    @property
    def key(self) -> Field:
        return self.fields[0]

    @property
    def narrow(self) -> int:
        """How many of its fields share a line."""
        return sum(not f.is_wide and f.widget is not Widget.HIDDEN for f in self.fields)


Part = Field | Rows

STEM = Field("stem", _l("Exercise text"), Widget.AREA)
SOLUTION = Field("solution", _l("Worked solution"), Widget.AREA)
UNIT = Field("unit", _l("Unit"))
ACCEPTED = Field(
    "accepted", _l("Accepted answers"), Widget.LINES, _l("One a line, the best one first.")
)
CASE = Field("case_sensitive", _l("Capital letters matter"), Widget.CHECK)


def _mistakes(comes_to: Field) -> Rows:
    return Rows(
        "mistakes",
        _l("Typical mistakes"),
        (comes_to, Field("feedback", _l("Feedback to who makes it"), Widget.AREA)),
        6,
        help=_l("Who answers with such a number is told why it is wrong."),
    )


LAST: tuple[Part, ...] = (
    Field("explanation", _l("Explanation"), Widget.AREA, _l("Shown after the answer.")),
    Rows("hints", _l("Hints"), (Field("text", _l("Hint"), Widget.AREA),), 5, flat=True),
    Rows(
        "citations",
        _l("Quotes from the sources"),
        (
            Field("quote", _l("Quote"), Widget.AREA),
            Field("passage", _l("Passage"), Widget.HIDDEN),
        ),
        6,
        help=_l("Word for word as a source has it; the passage is found by itself."),
    ),
)


def _options(right: Widget) -> Rows:
    return Rows(
        "options",
        _l("Options"),
        (
            Field("text", _l("Option")),
            Field("feedback", _l("Feedback when chosen"), Widget.AREA),
            Field("correct", _l("Right"), right),
            Field("misconception", _l("Misconception behind it"), optional=True),
        ),
        8,
        least=4,
    )


KINDS: dict[Kind, tuple[Part, ...]] = {
    Kind.MULTIPLE_CHOICE: (STEM, _options(Widget.PICK)),
    Kind.MULTIPLE_RESPONSE: (STEM, _options(Widget.CHECK)),
    Kind.TRUE_FALSE: (
        Field("stem", _l("Statement"), Widget.AREA),
        Field("truth", _l("The statement is"), Widget.TRUTH),
        Field("feedback_true", _l("Feedback to those who say true")),
        Field("feedback_false", _l("Feedback to those who say false")),
    ),
    Kind.CLOZE: (
        Field(
            "stem",
            _l("Text with gaps"),
            Widget.AREA,
            _l("Write {{1}}, {{2}} and so on where the gaps are."),
        ),
        Rows(
            "gaps",
            _l("Gaps"),
            (
                ACCEPTED,
                Field(
                    "choices",
                    _l("Choices"),
                    Widget.LINES,
                    _l("One a line; none: the learner types."),
                ),
                CASE,
            ),
            8,
        ),
    ),
    Kind.SHORT_ANSWER: (STEM, ACCEPTED, CASE),
    Kind.NUMERICAL: (
        STEM,
        Field("value", _l("Right number"), Widget.NUMBER),
        Field("tolerance", _l("May be off by"), Widget.NUMBER, _l("In the unit below.")),
        UNIT,
        SOLUTION,
        _mistakes(Field("value", _l("It comes to"), Widget.NUMBER)),
    ),
    Kind.MATCHING: (
        STEM,
        Rows(
            "pairs",
            _l("Pairs"),
            (Field("left", _l("Left")), Field("right", _l("Matches"))),
            8,
            least=3,
        ),
        Field(
            "distractors",
            _l("Further right entries that match nothing"),
            Widget.LINES,
            _l("One a line."),
        ),
    ),
    Kind.ORDERING: (
        STEM,
        Rows(
            "steps",
            _l("Steps in the right order"),
            (Field("text", _l("Step")),),
            8,
            least=4,
            flat=True,
        ),
    ),
    Kind.OPEN_ANSWER: (
        STEM,
        Rows(
            "rubric",
            _l("Criteria of the rubric"),
            (
                Field("text", _l("What earns the points"), Widget.AREA),
                Field("points", _l("Points"), Widget.NUMBER),
            ),
            8,
            least=3,
            help=_l("Instructors mark by it; learners see it with their points."),
        ),
        Field(
            "sample_answer",
            _l("An answer that earns all points"),
            Widget.AREA,
            _l("Shown to learners once their own answer is marked."),
        ),
    ),
    Kind.CASE_STUDY: (
        Field(
            "stem",
            _l("The case"),
            Widget.AREA,
            _l("A situation, or a small table, that all its questions are about."),
        ),
    ),
}
POINTS = Field("points", _l("Points"), Widget.NUMBER)

FAMILY: tuple[Part, ...] = (
    Field(
        "stem", _l("Exercise text"), Widget.AREA, _l("Write {name} where a variable's number goes.")
    ),
    Rows(
        "variables",
        _l("Variables"),
        (
            Field("name", _l("Name")),
            Field("low", _l("From"), Widget.NUMBER),
            Field("high", _l("To"), Widget.NUMBER),
            Field("step", _l("In steps of"), Widget.NUMBER),
            UNIT,
        ),
        6,
    ),
    Field(
        "formula",
        _l("Formula of the right number"),
        Widget.LINE,
        _l("Made of the variables, + - * / ^, brackets, sqrt, abs, min, max."),
    ),
    Field("unit", _l("Unit of the answer")),
    Field("decimals", _l("Decimal places"), Widget.NUMBER),
    Field(
        "tolerance",
        _l("May be off by (share of the right number)"),
        Widget.NUMBER,
        _l("0.01 is one per cent."),
    ),
    Field("solution", _l("Worked solution"), Widget.AREA, _l("{answer} stands for the result.")),
    _mistakes(Field("formula", _l("Its formula"))),
)


def parts_of(kind: Kind, *, family: bool = False, question: bool = False) -> tuple[Part, ...]:
    """`question`: of a case, which quotes the sources itself."""
    if question:
        return (*KINDS[kind], *(part for part in LAST if part.name != "citations"), POINTS)
    return (*(FAMILY if family else KINDS[kind]), *LAST)
