"""A Moodle XML file as exercises, and the reason for every question that is none here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element
from pydantic import ValidationError

from generators.exercise.content import Content, Kind
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.family import Family
from generators.exercise.formats.cases import Entry, fold_cases
from generators.exercise.formats.labels import split_feedback
from generators.exercise.formats.languages import guess_language
from generators.exercise.formats.moodle.answers import read_answers, read_unit
from generators.exercise.formats.moodle.calculated import read_answer, read_calculated
from generators.exercise.formats.moodle.elements import markdown_of, text_of, texts_of, value_of
from generators.exercise.formats.portable import (
    MAX_ENTRIES,
    CaseHead,
    EntryError,
    FormatError,
    FormatErrorCode,
    Portable,
    Problem,
    ProblemCode,
    Reading,
)
from generators.exercise.formats.shapes import build_content, describe_invalid
from generators.exercise.formats.tags import language_of, read_place, read_tags

CALCULATED = ("calculated", "calculatedsimple")


def read_moodle(data: bytes) -> Reading:
    """Raises FormatError where the file as a whole is no Moodle XML."""
    entries: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    skill = ""
    for place, question in enumerate(_questions(data), start=1):
        if question.get("type") == "category":
            skill = _category_name(text_of(question.find("category")))
            continue
        name = text_of(question.find("name"))
        try:
            entry, notes = _read_question(question, place, skill)
            entries.append((place, entry))
            problems += notes
        except EntryError as error:
            problems.append(Problem(place, name, error.code, error.detail))
        except (ValidationError, FamilyError, ValueError) as error:
            problems.append(Problem(place, name, ProblemCode.INVALID, describe_invalid(error)))
    exercises, broken = fold_cases(entries)
    return Reading(tuple(exercises), tuple(problems + broken))


def _questions(data: bytes) -> Iterator[Element]:
    if not data.strip():
        raise FormatError(FormatErrorCode.EMPTY)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(FormatErrorCode.NOT_XML, str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormatError(FormatErrorCode.ENTITIES)
    if root.tag != "quiz":
        raise FormatError(FormatErrorCode.NOT_MOODLE, str(root.tag))
    questions = root.findall("question")
    if len(questions) > MAX_ENTRIES:
        raise FormatError(FormatErrorCode.TOO_MANY, str(len(questions)))
    yield from questions


def _category_name(path: str) -> str:
    """The last part; Moodle doubles a slash within a name."""
    last = path.replace("//", "\0").rpartition("/")[2].replace("\0", "/").strip()
    return "" if last in ("top", "$course$", "$system$", "$module$") else last


def _read_question(question: Element, place: int, skill: str) -> tuple[Entry, list[Problem]]:
    inherited = _inherited(question)
    stem, pictures = markdown_of(question.find("questiontext"))
    feedback, more = markdown_of(question.find("generalfeedback"), inherited)
    tags = texts_of(question.find("tags"), "tag") + texts_of(question.find("coursetags"), "tag")
    explanation, solution, generated, reviewer = split_feedback(feedback)
    common = {
        "stem": stem,
        "language": language_of(tags) or guess_language(stem),
        "explanation": explanation,
        "hints": _read_hints(question, inherited),
    }
    about: dict[str, Any] = {
        "id": value_of(question, "idnumber"),
        "title": text_of(question.find("name")),
        "skill": skill,
        "generated": generated,
        "reviewer": reviewer,
    }
    notes: tuple[ProblemCode, ...] = ()
    entry: Entry
    if question.get("type") == "description" and read_place(tags):
        entry = read_tags(CaseHead(common, **about), tags)
    else:
        content, family, notes = _read_text(question, common, solution, inherited)
        entry = read_tags(Portable(content, family, **about), tags)
    if pictures + more:
        notes = (*notes, ProblemCode.PICTURES)
    problems = [Problem(place, entry.title, note, left_out=False) for note in notes]
    return entry, problems


def _read_hints(question: Element, inherited: str) -> list[str]:
    hints = (markdown_of(hint, inherited)[0] for hint in question.findall("hint"))
    return [hint for hint in hints if hint]


def _inherited(question: Element) -> str:
    """The format of texts that name none is that of the question's."""
    stem = question.find("questiontext")
    return "html" if stem is None else stem.get("format", "html")


def _read_text(
    question: Element, common: dict[str, Any], solution: str, inherited: str
) -> tuple[Content, Family | None, tuple[ProblemCode, ...]]:
    if question.get("type") in CALCULATED:
        family = _read_family(question, common, solution)
        return draw_variant(family, 0), family, ()
    answers = read_answers(question, inherited)
    fields = {**common, **answers.fields}
    if answers.kind is Kind.NUMERICAL:
        fields["solution"] = solution
    elif solution:
        fields["explanation"] = "\n\n".join(
            part for part in (common["explanation"], solution) if part
        )
    return build_content(answers.kind, fields), None, answers.notes


def _read_family(question: Element, common: dict[str, Any], solution: str) -> Family:
    """Raises FamilyError for one from which no sensible exercise can be drawn."""
    calculated = read_calculated(question)
    texts = {
        "explanation": read_answer(common["explanation"], calculated.spelled),
        "solution": read_answer(solution, calculated.spelled),
    }
    family = Family(
        **{**common, **texts},
        formula=calculated.formula,
        variables=calculated.variables,
        unit=read_unit(question),
        decimals=calculated.decimals,
        tolerance=calculated.tolerance,
    )
    check_family(family)
    return family
