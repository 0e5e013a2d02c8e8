"""What a kind of exercise is in QTI: responses with their keys, the body, the marking rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from lxml.etree import _Element as Element

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Gap,
    Language,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.formats.markup import to_html
from generators.exercise.formats.plain_numbers import plain_number
from generators.exercise.formats.qti.dialect import Dialect
from generators.exercise.formats.rubrics import spell_rubric

RESPONSE, SCORE = "RESPONSE", "SCORE"
_PLACE = re.compile(r"\{\{(\d+)\}\}")
_TRUTHS = {Language.EN: ("True", "False"), Language.ZH: ("正确", "错误")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The three parts of an item that grow side by side. `response` is what the answer is called,
    `worth` the share of all marks that it earns."""

    dialect: Dialect
    declarations: Element
    body: Element
    marking: Element
    response: str = RESPONSE
    worth: float = 1.0

    @classmethod
    def blank(cls, dialect: Dialect) -> Sheet:
        parts = (dialect.root(name) for name in ("declarations", "itemBody", "responseProcessing"))
        return cls(dialect, *parts)


def ask(sheet: Sheet, content: Content) -> None:
    match content:
        case Cloze():
            _ask_gaps(sheet, content)
            return
        case CaseStudy():
            _ask_questions(sheet, content)
            return
        case _:
            sheet.dialect.add_html(sheet.body, to_html(content.stem))
    match content:
        case MultipleChoice(options=options) | MultipleResponse(options=options):
            letters = ascii_uppercase[: len(options)]
            right = [n for n, option in zip(letters, options, strict=True) if option.correct]
            texts = [option.text for option in options]
            entries = list(zip(letters, texts, strict=True))
            if isinstance(content, MultipleResponse):
                _ask_choices(sheet, entries, right)
            else:
                _ask_choice(sheet, entries, right, shuffle="true")
        case TrueFalse():
            entries = list(zip(("TRUE", "FALSE"), _TRUTHS[content.language], strict=True))
            right = ["TRUE" if content.truth else "FALSE"]
            _ask_choice(sheet, entries, right, shuffle="false")
        case ShortAnswer():
            gap = Gap(accepted=content.accepted[:12], case_sensitive=content.case_sensitive)
            _ask_gap(sheet, _line(sheet), sheet.response, gap, worth=1.0)
        case Numerical():
            _ask_number(sheet, content)
        case Matching():
            _ask_pairs(sheet, content)
        case Ordering():
            _ask_order(sheet, content)
        case OpenAnswer():
            _ask_open(sheet, content)


def _ask_questions(sheet: Sheet, content: CaseStudy) -> None:
    """One item with an interaction for each question, numbered."""
    sheet.dialect.add_html(sheet.body, to_html(content.stem))
    for number, part in enumerate(content.parts, start=1):
        sheet.dialect.add_html(sheet.body, f"<p><strong>{number}</strong></p>")
        share = part.points / content.most_points
        ask(replace(sheet, response=f"{RESPONSE}_{number}", worth=share), part.content)


def _line(sheet: Sheet) -> Element:
    return sheet.dialect.add_html(sheet.body, "<p></p>")[0]


def _declare(
    sheet: Sheet, identifier: str, cardinality: str, base: str, right: Iterable[str]
) -> Element:
    add = sheet.dialect.add
    declared = add(
        sheet.declarations,
        "responseDeclaration",
        identifier=identifier,
        cardinality=cardinality,
        baseType=base,
    )
    correct = add(declared, "correctResponse")
    for value in right:
        add(correct, "value", value)
    return declared


def _map(sheet: Sheet, declared: Element, worth: Iterable[tuple[str, float]], **entry: str) -> None:
    """Marks by what was answered."""
    add = sheet.dialect.add
    mapping = add(declared, "mapping", defaultValue="0", lowerBound="0")
    for key, value in worth:
        marks = plain_number(value * sheet.worth)
        add(mapping, "mapEntry", mapKey=key, mappedValue=marks, **entry)


def _add_marks(sheet: Sheet, identifier: str) -> None:
    """SCORE grows by what the mapping gives."""
    add = sheet.dialect.add
    outcome = add(sheet.marking, "setOutcomeValue", identifier=SCORE)
    total = add(outcome, "sum")
    add(total, "variable", identifier=SCORE)
    add(total, "mapResponse", identifier=identifier)


def _mark_if(sheet: Sheet, test: str, **attributes: str) -> None:
    """All that it is worth where the response passes the test against its key."""
    add = sheet.dialect.add
    passed = add(add(sheet.marking, "responseCondition"), "responseIf")
    check = add(passed, test, **attributes)
    add(check, "variable", identifier=sheet.response)
    add(check, "correct", identifier=sheet.response)
    outcome = add(passed, "setOutcomeValue", identifier=SCORE)
    total = add(outcome, "sum")
    add(total, "variable", identifier=SCORE)
    add(total, "baseValue", plain_number(sheet.worth), baseType="float")


def _ask_choice(
    sheet: Sheet, entries: Sequence[tuple[str, str]], right: Iterable[str], *, shuffle: str
) -> None:
    _declare(sheet, sheet.response, "single", "identifier", right)
    _offer(sheet, entries, shuffle=shuffle, most=1)
    _mark_if(sheet, "match")


def _ask_choices(sheet: Sheet, entries: Sequence[tuple[str, str]], right: Sequence[str]) -> None:
    """Each right choice earns its share and each wrong one costs its share, down to nothing."""
    declared = _declare(sheet, sheet.response, "multiple", "identifier", right)
    wrong = [identifier for identifier, _ in entries if identifier not in right]
    worth = {identifier: 1 / len(right) for identifier in right} | {
        identifier: -1 / len(wrong) for identifier in wrong
    }
    _map(sheet, declared, worth.items())
    _offer(sheet, entries, shuffle="true", most=0)
    _add_marks(sheet, sheet.response)


def _offer(sheet: Sheet, entries: Sequence[tuple[str, str]], *, shuffle: str, most: int) -> None:
    """`most` that may be chosen; 0 is any number."""
    add = sheet.dialect.add
    asked = add(
        sheet.body,
        "choiceInteraction",
        responseIdentifier=sheet.response,
        shuffle=shuffle,
        maxChoices=str(most),
    )
    for identifier, text in entries:
        add(asked, "simpleChoice", text, identifier=identifier)


def _ask_gaps(sheet: Sheet, content: Cloze) -> None:
    """The text with an interaction where each gap is."""
    marked = _PLACE.sub(r'<span class="gap">\1</span>', to_html(content.stem))
    body = sheet.dialect.add_html(sheet.body, marked)
    places = [e for e in body.iter(f"{{{sheet.dialect.namespace}}}span") if e.get("class") == "gap"]
    for place in places:
        number = place.text or ""
        place.text = None
        del place.attrib["class"]
        gap = content.gaps[int(number) - 1]
        _ask_gap(sheet, place, f"{sheet.response}{number}", gap, worth=1 / len(content.gaps))


def _ask_gap(sheet: Sheet, place: Element, identifier: str, gap: Gap, *, worth: float) -> None:
    add = sheet.dialect.add
    if gap.choices:
        names = {f"C{n}": text for n, text in enumerate(gap.choices, start=1)}
        right = [name for name, text in names.items() if text in gap.accepted]
        declared = _declare(sheet, identifier, "single", "identifier", right[:1])
        _map(sheet, declared, ((name, worth) for name in right))
        asked = add(place, "inlineChoiceInteraction", responseIdentifier=identifier, shuffle="true")
        for name, text in names.items():
            add(asked, "inlineChoice", text, identifier=name)
    else:
        declared = _declare(sheet, identifier, "single", "string", gap.accepted[:1])
        case = str(gap.case_sensitive).lower()
        _map(sheet, declared, ((text, worth) for text in gap.accepted), caseSensitive=case)
        length = str(max(8, *(len(text) + 4 for text in gap.accepted)))
        add(place, "textEntryInteraction", responseIdentifier=identifier, expectedLength=length)
    _add_marks(sheet, identifier)


def _ask_number(sheet: Sheet, content: Numerical) -> None:
    add = sheet.dialect.add
    _declare(sheet, sheet.response, "single", "float", [plain_number(content.value)])
    line = _line(sheet)
    asked = add(
        line, "textEntryInteraction", responseIdentifier=sheet.response, expectedLength="12"
    )
    asked.tail = f" {content.unit}" if content.unit else None
    slack = plain_number(max(content.tolerance, 1e-9 * max(1.0, abs(content.value))))
    _mark_if(sheet, "equal", toleranceMode="absolute", tolerance=f"{slack} {slack}")


def _ask_pairs(sheet: Sheet, content: Matching) -> None:
    add = sheet.dialect.add
    pairs = [f"L{n} R{n}" for n in range(1, len(content.pairs) + 1)]
    declared = _declare(sheet, sheet.response, "multiple", "directedPair", pairs)
    _map(sheet, declared, ((pair, 1 / len(pairs)) for pair in pairs))
    asked = add(
        sheet.body,
        "matchInteraction",
        responseIdentifier=sheet.response,
        shuffle="true",
        maxAssociations=str(len(pairs)),
    )
    rights = [*(pair.right for pair in content.pairs), *content.distractors]
    lefts = [pair.left for pair in content.pairs]
    for prefix, texts, most in (("L", lefts, 1), ("R", rights, len(lefts))):
        side = add(asked, "simpleMatchSet")
        for n, text in enumerate(texts, start=1):
            name = f"{prefix}{n}"
            add(side, "simpleAssociableChoice", text, identifier=name, matchMax=str(most))
    _add_marks(sheet, sheet.response)


def _ask_order(sheet: Sheet, content: Ordering) -> None:
    add = sheet.dialect.add
    names = [f"S{n}" for n in range(1, len(content.steps) + 1)]
    _declare(sheet, sheet.response, "ordered", "identifier", names)
    asked = add(sheet.body, "orderInteraction", responseIdentifier=sheet.response, shuffle="true")
    for name, text in zip(names, content.steps, strict=True):
        add(asked, "simpleChoice", text, identifier=name)
    _mark_if(sheet, "match")


def _ask_open(sheet: Sheet, content: OpenAnswer) -> None:
    """A person marks it: no rule does, and scorers alone see the rubric."""
    add = sheet.dialect.add
    add(
        sheet.declarations,
        "responseDeclaration",
        identifier=sheet.response,
        cardinality="single",
        baseType="string",
    )
    add(
        sheet.body,
        "extendedTextInteraction",
        responseIdentifier=sheet.response,
        expectedLines="10",
    )
    block = add(sheet.body, "rubricBlock", view="scorer", use="scoring")
    if sheet.dialect.kebab:
        block = add(block, "contentBody")
    sheet.dialect.add_html(block, spell_rubric(content))
