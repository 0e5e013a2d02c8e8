"""Files that we write are imported by a real Moodle, and what it exports says the same."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from generators.exercise.content import (
    Bloom,
    CasePart,
    CaseStudy,
    Cloze,
    Content,
    Criterion,
    Gap,
    Kind,
    Language,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Option,
    Ordering,
    Pair,
    Question,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.formats.features import SIDECAR
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.registry import FORMATS
from generators.exercise.formats.sidecar import join_sidecar, read_sidecar, write_sidecar
from tests.contract.moodle_site import MoodleSite
from tests.contract.platform import Role
from tests.contract.question_bank import QuestionBank
from tests.generators.exercise.case_studies import CASE
from tests.generators.exercise.formats.samples import portable_family

pytestmark = pytest.mark.moodle
HARD = "R&D: 50 % of {all} = \"x\" <y> ~5 #1 \\n 'z' */ 价格"


def _contents(language: Language) -> list[Content]:
    """Each kind by itself, then again as a question of a case."""
    questions = list(_questions(language))
    return [*questions, *(_case(questions[n::2], n) for n in range(2))]


def _case(questions: Sequence[Question], number: int) -> CaseStudy:
    return CaseStudy(
        stem=f"Case {number}: {HARD}\n\n| t | s |\n| --- | --- |\n| $1$ | *2* |",
        language=questions[0].language,
        explanation="Together **this**.",
        hints=("Look at the table.",),
        parts=tuple(
            CasePart(content=question, points=points)
            for points, question in enumerate(questions, start=1)
        ),
    )


def _questions(language: Language) -> Iterator[Question]:
    common = {
        "language": language,
        "explanation": "Because of **this**.\n\n- one\n- two",
        "hints": ("Look again.", "Then $x_1 < 2$."),
    }
    yield MultipleChoice(
        stem=f"Which? {HARD}\n\n`code <b>` and $\\frac{{a}}{{b}}$",
        options=(
            Option(text=HARD, correct=True, feedback="Yes, *indeed*."),
            Option(text="价格 < 成本", feedback="No."),
            Option(text="2*3", misconception="multiplies"),
        ),
        **common,
    )
    yield MultipleResponse(
        stem="Which of these?",
        options=(
            Option(text=HARD, correct=True, feedback="Yes."),
            Option(text="价格 < 成本"),
            Option(text="2*3", correct=True),
            Option(text="third", correct=True),
            Option(text="-5", feedback="No."),
            Option(text="~ &amp; %"),
            Option(text="seventh"),
        ),
        **common,
    )
    yield TrueFalse(stem="固定成本不变。", truth=False, feedback_true="不对。", **common)
    yield ShortAnswer(stem="Name it.", accepted=(HARD, "b*c"), case_sensitive=True, **common)
    yield Numerical(
        stem="How many?", value=-12.5, tolerance=0.25, unit="m/s", solution="25 / 2", **common
    )
    yield Cloze(
        stem=f"The {{{{1}}}} and the {{{{2}}}} of {HARD}.",
        gaps=(
            Gap(accepted=(HARD, "second")),
            Gap(accepted=("a#b}",), choices=("a#b}", "x~y", "=c", "%50%d")),
        ),
        **common,
    )
    yield Matching(
        stem="Match.",
        pairs=(Pair(left="a -> b", right="1 & 2"), Pair(left="<c>", right="价格")),
        distractors=("too many",),
        **common,
    )
    yield OpenAnswer(
        stem="Explain it.",
        rubric=(Criterion(text=HARD, points=3), Criterion(text="价格 < 成本 (2)")),
        sample_answer="Because of **that**.\n\n- one\n- two",
        **common,
    )
    yield Ordering(stem="Order.", steps=("first & best", "<second>", "第三"), **common)


def _portables() -> list[Portable]:
    run = uuid.uuid4().hex[:8]
    contents = [content for language in Language for content in _contents(language)]
    exercises = [
        Portable(
            content=content,
            id=f"cw-{run}-{place}",
            skill=f"Skill {run}/1",
            bloom=Bloom.APPLY,
            difficulty=0.5,
            generated=True,
            reviewer="Ada King",
            provenance={
                "AIGC": {"Label": "1", "ContentProducer": "coursewright", "ProduceID": run}
            },
        )
        for place, content in enumerate(contents)
    ]
    return [*exercises, replace(portable_family(), id=f"cw-{run}-f", skill=f"Skill {run}/1")]


@pytest.fixture(scope="module")
def bank() -> QuestionBank:
    site = MoodleSite.from_env(os.environ)
    return QuestionBank(site, site.sign_in(Role.INSTRUCTOR))


def test_moodle_xml_survives_a_real_moodle(bank: QuestionBank) -> None:
    exercises = _portables()
    moodle = FORMATS["moodle_xml"]
    page = bank.take("xml", "exercises.xml", moodle.write(exercises, "Coursewright"))
    assert "error" not in page.words.casefold(), page.words
    data = bank.give("xml", exercises[0].skill)
    assert moodle.read
    reading = moodle.read(data)
    assert reading.problems == ()
    kept = read_sidecar(write_sidecar(exercises, ""))
    back = {own.id: replace(join_sidecar(own, kept), title="") for own in reading.exercises}
    assert set(back) == {own.id for own in exercises}
    for own in exercises:
        expected = own
        if own.family:
            formula = back[own.id].family.formula  # type: ignore[union-attr]
            family = own.family.model_copy(update={"formula": formula})
            expected = replace(own, family=family, content=back[own.id].content)
        assert back[own.id] == expected
    assert moodle.capability.carries.isdisjoint(SIDECAR)


def test_gift_and_aiken_are_imported_by_a_real_moodle(bank: QuestionBank) -> None:
    exercises = _portables()
    gift = FORMATS["gift"]
    run = exercises[0].id.split("-")[1]
    exercises.append(replace(exercises[0], content=CASE, id=f"cw-{run}-case"))
    held = [own for own in exercises if gift.capability.holds(own)]
    page = bank.take("gift", "exercises.txt", gift.write(exercises, f"GIFT {run}"))
    assert "error" not in page.words.casefold(), page.words
    moodle = FORMATS["moodle_xml"]
    assert moodle.read
    back = moodle.read(bank.give("xml", f"GIFT {run}"))
    assert back.problems == ()
    kinds = [own.content.kind for own in back.exercises]
    # A gap in a text is a question with a blank to Moodle.
    assert len(kinds) == len(held)
    assert kinds.count(Kind.MULTIPLE_CHOICE) >= 2
    stems = {own.content.stem for own in back.exercises}
    assert {own.content.stem for own in held if not isinstance(own.content, Cloze)} <= stems
    (case,) = (own.content for own in back.exercises if own.id == f"cw-{run}-case")
    assert isinstance(case, CaseStudy)
    assert [(part.content.stem, part.points) for part in case.parts] == [
        (part.content.stem, part.points) for part in CASE.parts
    ]
    choices = [own.content for own in exercises if own.content.kind is Kind.MULTIPLE_CHOICE]
    answers = {o.text for c in back.exercises for o in getattr(c.content, "options", ())}
    assert {option.text for content in choices for option in content.options} <= answers  # type: ignore[union-attr]
    page = bank.take("aiken", "exercises.txt", FORMATS["aiken"].write(exercises, ""))
    assert "error" not in page.words.casefold(), page.words
