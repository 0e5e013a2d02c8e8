"""One exercise as a QTI item. The explanation, the worked solution and the label are shown after
the answer, as feedback."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from generators.exercise.content import CaseStudy, Language, Numerical
from generators.exercise.formats.labels import join_feedback
from generators.exercise.formats.markup import to_html
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.qti.dialect import Dialect
from generators.exercise.formats.qti.interactions import SCORE, Sheet, ask
from generators.exercise.formats.titles import title_of
from generators.exercise.parts import questions_of

FEEDBACK, SHOWN = "FEEDBACK", "EXPLANATION"
LOCALES = {Language.EN: "en", Language.ZH: "zh-CN"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_item(dialect: Dialect, portable: Portable, identifier: str) -> bytes:
    sheet = Sheet.blank(dialect)
    ask(sheet, portable.content)
    feedback = _feedback(portable)
    root = dialect.root(
        "assessmentItem",
        identifier=identifier,
        title=title_of(portable),
        adaptive="false",
        timeDependent="false",
    )
    root.set(_LANG, LOCALES[portable.content.language])
    root.extend(list(sheet.declarations))
    _declare_outcome(dialect, root, SCORE, "float", "0")
    if feedback:
        _declare_outcome(dialect, root, FEEDBACK, "identifier", "NONE")
        outcome = dialect.add(sheet.marking, "setOutcomeValue", identifier=FEEDBACK)
        dialect.add(outcome, "baseValue", SHOWN, baseType="identifier")
    root.extend([sheet.body, sheet.marking])
    if feedback:
        _add_feedback(dialect, root, feedback)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _feedback(portable: Portable) -> str:
    """Of a case its own, then each question's by number."""
    content = portable.content
    solution = content.solution if isinstance(content, Numerical) else ""
    told = [content.explanation]
    if isinstance(content, CaseStudy):
        for number, question in enumerate(questions_of(content), start=1):
            solved = question.solution if isinstance(question, Numerical) else ""
            texts = [text for text in (question.explanation, solved) if text]
            told += [f"**{number}**", *texts] if texts else []
    text = join_feedback(portable, "\n\n".join(filter(None, told)), solution)
    return to_html(text) if text else ""


def _declare_outcome(
    dialect: Dialect, root: Element, identifier: str, base: str, value: str
) -> None:
    declared = dialect.add(
        root, "outcomeDeclaration", identifier=identifier, cardinality="single", baseType=base
    )
    dialect.add(dialect.add(declared, "defaultValue"), "value", value)


def _add_feedback(dialect: Dialect, root: Element, markup: str) -> None:
    modal = dialect.add(
        root, "modalFeedback", outcomeIdentifier=FEEDBACK, identifier=SHOWN, showHide="show"
    )
    dialect.add_html(dialect.add(modal, "contentBody") if dialect.kebab else modal, markup)
