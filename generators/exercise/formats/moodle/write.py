"""Exercises as a Moodle XML file, in categories by skill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree
from lxml.etree import _Element as Element

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
    WithOptions,
)
from generators.exercise.formats.cases import unfold_case
from generators.exercise.formats.labels import join_feedback
from generators.exercise.formats.moodle.calculated import spell_answer, write_calculated
from generators.exercise.formats.moodle.elements import add, add_line, add_markdown, add_text
from generators.exercise.formats.moodle.gaps import write_gap
from generators.exercise.formats.plain_numbers import plain_number, spell_share
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.rubrics import spell_rubric
from generators.exercise.formats.tags import write_tags
from generators.exercise.formats.titles import title_of

TYPES = {
    Kind.MULTIPLE_CHOICE: "multichoice",
    Kind.MULTIPLE_RESPONSE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.CLOZE: "cloze",
    Kind.SHORT_ANSWER: "shortanswer",
    Kind.NUMERICAL: "numerical",
    Kind.MATCHING: "matching",
    Kind.ORDERING: "ordering",
    Kind.OPEN_ANSWER: "essay",
    Kind.CASE_STUDY: "description",  # what its questions, which follow, are about
}
PENALTIES = {Kind.TRUE_FALSE: "1", Kind.CASE_STUDY: "0"}
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
NO_UNITS, UNITS_OPTIONAL = "3", "0"
_PLACE = re.compile(r"\{\{(\d+)\}\}")


def write_moodle(exercises: Iterable[Portable], course: str) -> bytes:
    """`course` names the category that holds one for each skill.

    Raises FamilyError for a family from which nothing can be drawn.
    """
    quiz = etree.Element("quiz")
    ordered = sorted(exercises, key=lambda portable: portable.skill)
    for skill, own in groupby(ordered, key=lambda portable: portable.skill):
        _add_category(quiz, [part for part in (course, skill) if part])
        for portable in own:
            for entry in unfold_case(portable):
                _add_question(quiz, entry)
    etree.indent(quiz)
    return bytes(etree.tostring(quiz, encoding="UTF-8", xml_declaration=True))


def _add_category(quiz: Element, path: Sequence[str]) -> None:
    """A slash in a name is doubled, as Moodle does."""
    question = add(quiz, "question", type="category")
    parts = ["$course$", "top", *(part.replace("/", "//") for part in path)]
    add_text(question, "category", "/".join(parts))
    add_text(question, "info", "", format="moodle_auto_format")


def _add_question(quiz: Element, portable: Portable) -> None:
    content, family = portable.content, portable.family
    kind = "calculatedsimple" if family else TYPES[content.kind]
    question = add(quiz, "question", type=kind)
    add_text(question, "name", title_of(portable))
    add_markdown(question, "questiontext", family.stem if family else content.stem)
    add_markdown(question, "generalfeedback", _feedback(portable))
    if not isinstance(content, Cloze):
        add(question, "defaultgrade", _spell_points(portable))
    add(question, "penalty", PENALTIES.get(content.kind, "0.3333333"))
    add(question, "hidden", "0")
    add(question, "idnumber", portable.id)
    _add_answers(question, portable)
    for hint in family.hints if family else content.hints:
        add_markdown(question, "hint", hint)
    tags = add(question, "tags")
    for tag in write_tags(portable):
        add_text(tags, "tag", tag)


def _spell_points(portable: Portable) -> str:
    if isinstance(portable.content, CaseStudy):
        return "0"
    return str(portable.place.points if portable.place else 1)


def _feedback(portable: Portable) -> str:
    content, family = portable.content, portable.family
    if family:
        explanation, solution = (
            spell_answer(t, family) for t in (family.explanation, family.solution)
        )
        return join_feedback(portable, explanation, solution)
    solution = content.solution if isinstance(content, Numerical) else ""
    return join_feedback(portable, content.explanation, solution)


def _add_answers(question: Element, portable: Portable) -> None:
    if portable.family:
        write_calculated(question, portable.family)
        _add_units(question, portable.family.unit)
        return
    match portable.content:
        case WithOptions() as content:
            _add_options(question, content)
        case TrueFalse() as content:
            _add_truth(question, content)
        case Cloze() as content:
            _embed_gaps(question, content)
        case ShortAnswer() as content:
            _add_accepted(question, content)
        case Numerical() as content:
            _add_number(question, content)
        case Matching() as content:
            _add_pairs(question, content)
        case Ordering() as content:
            _add_steps(question, content)
        case OpenAnswer() as content:
            _add_rubric(question, content)


def _add_combined(question: Element) -> None:
    for name in COMBINED:
        add_markdown(question, name, "")


def _add_options(question: Element, content: WithOptions) -> None:
    """Of several right options each earns its share, of wrong ones each costs its share."""
    single = isinstance(content, MultipleChoice)
    add(question, "single", "true" if single else "false")
    add(question, "shuffleanswers", "true")
    add(question, "answernumbering", "abc")
    add(question, "showstandardinstruction", "0")
    _add_combined(question)
    right = spell_share(len(content.right))
    wrong = "0" if single else f"-{spell_share(len(content.wrong))}"
    for option in content.options:
        fraction = right if option.correct else wrong
        answer = add_line(question, "answer", option.text, fraction=fraction)
        add_markdown(answer, "feedback", option.feedback)


def _add_truth(question: Element, content: TrueFalse) -> None:
    for truth, feedback in ((True, content.feedback_true), (False, content.feedback_false)):
        fraction = "100" if content.truth is truth else "0"
        name = "true" if truth else "false"
        answer = add_text(question, "answer", name, fraction=fraction, format="moodle_auto_format")
        add_markdown(answer, "feedback", feedback)


def _embed_gaps(question: Element, content: Cloze) -> None:
    text = question.find("questiontext/text")
    assert text is not None
    text.text = _PLACE.sub(
        lambda place: write_gap(content.gaps[int(place[1]) - 1]), text.text or ""
    )


def _add_accepted(question: Element, content: ShortAnswer) -> None:
    add(question, "usecase", "1" if content.case_sensitive else "0")
    for accepted in content.accepted:
        spelled = accepted.replace("*", r"\*")
        answer = add_text(question, "answer", spelled, fraction="100", format="moodle_auto_format")
        add_markdown(answer, "feedback", "")


def _add_number(question: Element, content: Numerical) -> None:
    answer = add_text(
        question,
        "answer",
        plain_number(content.value),
        fraction="100",
        format="moodle_auto_format",
    )
    add_markdown(answer, "feedback", "")
    add(answer, "tolerance", plain_number(content.tolerance))
    _add_units(question, content.unit)


def _add_units(question: Element, unit: str) -> None:
    if unit:
        entry = add(add(question, "units"), "unit")
        add(entry, "multiplier", "1")
        add(entry, "unit_name", unit)
    add(question, "unitgradingtype", "0")
    add(question, "unitpenalty", "0.1")
    add(question, "showunits", UNITS_OPTIONAL if unit else NO_UNITS)
    add(question, "unitsleft", "0")


def _add_pairs(question: Element, content: Matching) -> None:
    """A left side without text makes its right side a distractor."""
    add(question, "shuffleanswers", "true")
    _add_combined(question)
    sides = [(pair.left, pair.right) for pair in content.pairs]
    for left, right in [*sides, *(("", distractor) for distractor in content.distractors)]:
        subquestion = add_line(question, "subquestion", left)
        add_text(subquestion, "answer", right)


def _add_steps(question: Element, content: Ordering) -> None:
    """The order in the file is the key."""
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(content.steps))),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        add(question, name, value)
    _add_combined(question)
    add(question, "shownumcorrect", "1")
    for place, step in enumerate(content.steps, start=1):
        answer = add_line(question, "answer", step, fraction=str(place))
        add_markdown(answer, "feedback", "")


def _add_rubric(question: Element, content: OpenAnswer) -> None:
    """Graders see the rubric; what learners write has no files."""
    for name, value in (
        ("responseformat", "plain"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        add(question, name, value)
    add_text(question, "graderinfo", spell_rubric(content), format="html")
    add_text(question, "responsetemplate", "", format="html")
