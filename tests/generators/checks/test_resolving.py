"""The key is sought again in the source: wrong keys, right ones, and what is undecided."""

from __future__ import annotations

import pytest

from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    Matching,
    MultipleResponse,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.verdict import Outcome
from tests.generators.checks.drafts import EN, ZH, check, choice, cite

METER = "A stand-up meeting lasts no more than 15 minutes."
LONGER = "A stand-up meeting lasts no more than 45 minutes."
STEPS = ("Close the valve", "Open the drain", "Wait for an hour")
PADS = "Rim brakes press rubber blocks against the rim, while disc brakes press pads against a"
PADS += " steel disc."


def truth(stem: str, value: bool = True, language: Language = EN) -> Content:
    return TrueFalse(stem=stem, truth=value, language=language, citations=cite(language))


def cloze(stem: str, *accepted: str) -> Content:
    return Cloze(stem=stem, gaps=(Gap(accepted=accepted),), language=EN, citations=cite())


def short(*accepted: str) -> Content:
    return ShortAnswer(stem="What fills it?", accepted=accepted, language=EN, citations=cite())


def pairs(*own: tuple[str, str]) -> Content:
    made = tuple(Pair(left=left, right=right) for left, right in own)
    return Matching(stem="Match.", language=EN, pairs=made, citations=cite())


def response(right: str, *wrong: str) -> Content:
    options = (Option(text=right, correct=True), *(Option(text=text) for text in wrong))
    return MultipleResponse(stem="Which hold?", options=options, language=EN, citations=cite())


def steps(*own: str) -> Content:
    return Ordering(stem="Order.", language=EN, steps=own, citations=cite())


WRONG: list[tuple[str, Content]] = [
    ("source_says_another", choice("What do hydraulic brakes use?", "rope", "oil", "steam")),
    (
        "source_says_another",
        choice("What do disc brakes press?", "rubber blocks", "pads", "wheels", quote=PADS),
    ),
    (
        "source_says_another",
        choice("什么使面团膨胀？", "乳酸菌产生的酸", "酵母产生的气体", "糖", language=ZH),
    ),
    ("source_says_so", truth("A stand-up meeting lasts no more than 15 minutes.", value=False)),
    ("source_denies_it", truth("A stand-up meeting lasts no more than 45 minutes.")),
    ("source_denies_it", truth("A stand-up meeting lasts no more than fifty minutes.")),
    ("source_denies_it", truth("站会不超过五十分钟。", language=ZH)),
    ("source_says_so", truth("Disc brakes press pads against a steel disc.", value=False)),
    ("source_says_so", truth("Cars cannot float.", value=False)),
    ("source_denies_it", truth("Hydraulic brakes do not use oil in a closed line.")),
    ("source_denies_it", truth("Cold water boils faster.")),
    ("source_says_another", cloze("Hydraulic brakes use {{1}} in a closed line.", "water")),
    ("source_says_another", pairs(("rim brakes", "pads"), ("disc brakes", "rubber blocks"))),
    ("source_denies_it", response(LONGER, "Brakes are made of wood and glass.")),
    ("source_says_so", response("Brakes are made of wood and glass.", METER)),
    ("source_order_differs", steps(STEPS[1], STEPS[0], STEPS[2])),
    ("key_not_found", short("hydrogen")),
]


@pytest.mark.parametrize(("reason", "content"), WRONG)
def test_wrong_key_is_found(reason: str, content: Content) -> None:
    verdict = check(content)["key_found_again"]
    assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, reason)
    assert verdict.evidence


@pytest.mark.parametrize("content", [content for _, content in WRONG])
def test_instructor_is_warned_and_not_refused(content: Content) -> None:
    assert check(content, "instructor")["key_found_again"].outcome is Outcome.FLAG


@pytest.mark.parametrize(
    "content",
    [
        choice("What do hydraulic brakes use?", "oil", "rope", "steam"),
        choice("What do disc brakes press?", "pads", "rubber blocks", "wheels", quote=PADS),
        truth("A stand-up meeting lasts no more than 15 minutes."),
        truth("A stand-up meeting lasts no more than fifteen minutes."),
        truth("Cars carry four people."),
        response(METER, LONGER, "Brakes"),
        truth("Cold water boils faster.", value=False),
        cloze("Hydraulic brakes use {{1}} in a closed line.", "oil"),
        pairs(("rim brakes", "rubber blocks"), ("disc brakes", "pads")),
        steps(*STEPS),
        short("mineral oil", "oil"),
    ],
)
def test_right_key_passes(content: Content) -> None:
    assert check(content)["key_found_again"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    "content",
    [
        choice(
            "Why do such brakes work?", "Pressure spreads evenly", "Air is thin", "Rope is long"
        ),
        choice("Which is **not** used?", "rope", "oil", "a closed line"),
        truth("Brakes need care."),
        cloze("Brakes of this sort need {{1}} every year.", "care"),
        response("A pad", "A rope", "A rim"),
        steps("Call a plumber", "Pay the bill", "Wait for an hour"),
        pairs(("rim brakes", "cheap"), ("disc brakes", "dear")),
    ],
)
def test_what_the_source_does_not_decide_is_no_pass(content: Content) -> None:
    verdict = check(content)["key_found_again"]
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_RUN, "source_undecided")


def test_explanation_of_another_option() -> None:
    stem, key = "What do hydraulic brakes use?", "oil"
    wrong = choice(stem, key, "a steel rope", "hot steam", explanation="They use a steel rope.")
    assert check(wrong)["explanation_agrees"].reason == "explanation_names_another"
    right = choice(stem, key, "a steel rope", "hot steam", explanation="Oil, not a steel rope.")
    assert check(right)["explanation_agrees"].outcome is Outcome.PASS
