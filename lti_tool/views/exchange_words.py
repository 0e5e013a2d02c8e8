"""The words for formats, what they cannot carry, and what of a file did not come in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from generators.exercise.formats.features import Feature
from generators.exercise.formats.portable import FormatErrorCode, Problem, ProblemCode
from generators.exercise.formats.registry import FormatName
from lti_tool.views.translate import gettext

FORMATS = {
    FormatName.MOODLE_XML: (
        _l("Moodle XML"),
        _l("For the question bank of any Moodle: all kinds, hints, feedback and tags."),
    ),
    FormatName.GIFT: (_l("GIFT"), _l("Moodle's text format, easy to read and to edit.")),
    FormatName.AIKEN: (_l("Aiken"), _l("Plain multiple choice, which almost any tool reads.")),
    FormatName.CSV: (_l("CSV table"), _l("One exercise a row, for any spreadsheet.")),
    FormatName.XLSX: (_l("Excel workbook"), _l("One exercise a row.")),
    FormatName.QTI21: (_l("QTI 2.1 package"), _l("For Canvas, Blackboard, ILIAS and others.")),
    FormatName.QTI30: (_l("QTI 3.0 package"), _l("For players of the newer standard.")),
    FormatName.H5P: (
        _l("H5P question set"),
        _l("Content only: the site must have H5P's “Question set” installed."),
    ),
}
FEATURES = {
    Feature.KIND: _l("left out: the format has no such kind"),
    Feature.SEVERAL_GAPS: _l("left out: the format has one gap at most"),
    Feature.ARROW: _l("left out: the format reads “->” in an answer as a match"),
    Feature.FRESH_NUMBERS: _l("fresh numbers (one variant is written)"),
    Feature.EXPLANATION: _l("the explanation"),
    Feature.FEEDBACK: _l("feedback to single answers"),
    Feature.HINTS: _l("hints"),
    Feature.SOLUTION: _l("the worked solution"),
    Feature.RUBRIC: _l("the marking criteria and the sample answer"),
    Feature.MISTAKES: _l("feedback to typical wrong numbers"),
    Feature.TOLERANCE: _l("the tolerance"),
    Feature.UNIT: _l("the unit"),
    Feature.CASE: _l("that capitals count"),
    Feature.MARKUP: _l("paragraphs, emphasis and formulas"),
    Feature.SKILL: _l("the skill"),
    Feature.BLOOM: _l("the Bloom level"),
    Feature.LABEL: _l("the label “AI-generated”"),
    Feature.DIFFICULTY: _l("the difficulty"),
    Feature.TOGETHER: _l("that the questions of a case stand together"),
    Feature.POINTS: _l("the points of a case's questions"),
    Feature.MISCONCEPTIONS: _l("the misconception behind an option"),
    Feature.CITATIONS: _l("the passages that it comes from"),
    Feature.PROVENANCE: _l("provenance and verdicts"),
}
PROBLEMS = {
    ProblemCode.TYPE: _l("Questions of this type (%(detail)s) are not offered here."),
    ProblemCode.SEVERAL_RIGHT: _l("It does not have exactly one right answer."),
    ProblemCode.PARTLY_RIGHT: _l("Answers that were worth a part of the marks count as wrong."),
    ProblemCode.PICTURES: _l("Its pictures were left out. Look whether it makes sense without."),
    ProblemCode.NUMERIC_GAP: _l("A gap is answered by a number within a tolerance."),
    ProblemCode.PATTERN: _l("It accepts a pattern with * (%(detail)s), not given answers."),
    ProblemCode.FORMULA: _l("Its formula cannot be computed here: %(detail)s"),
    ProblemCode.INVALID: _l("It is no complete exercise: %(detail)s"),
}
ERRORS = {
    FormatErrorCode.EMPTY: _l("The file holds no exercise. Choose another one."),
    FormatErrorCode.NOT_TEXT: _l("The file is no text. Save it as UTF-8 text and choose it again."),
    FormatErrorCode.NOT_XML: _l("The file is no well-formed XML: %(detail)s. Export it anew."),
    FormatErrorCode.ENTITIES: _l(
        "The file declares XML entities, which Moodle never writes and an attack does. Export it "
        "anew."
    ),
    FormatErrorCode.NOT_MOODLE: _l(
        "The file is XML, but not Moodle's (it begins with <%(detail)s>). In Moodle's question "
        "bank choose Export, then Moodle XML format."
    ),
    FormatErrorCode.NOT_WORKBOOK: _l("The file is no Excel workbook. Save it as .xlsx."),
    FormatErrorCode.NO_HEADER: _l(
        "The first row must name the columns; missing: %(detail)s. Export an exercise as a table "
        "to see them."
    ),
    FormatErrorCode.TOO_MANY: _l("The file holds too much (%(detail)s). Split it."),
    FormatErrorCode.NOT_SIDECAR: _l(
        "The JSON file is not one that was exported here beside an exercise file."
    ),
}


def describe_problem(problem: Problem) -> str:
    return str(PROBLEMS[problem.code]) % {"detail": problem.detail or "?"}


def describe_error(code: FormatErrorCode, detail: str) -> str:
    return str(ERRORS[code]) % {"detail": detail or "?"}


def unknown_type(name: str) -> str:
    return gettext(
        "What kind of file %(name)s is cannot be told by its name. Choose a file that ends in "
        ".xml, .txt, .gift, .csv or .xlsx.",
        name=name,
    )
