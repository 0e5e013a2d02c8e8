"""H5P question sets: marks that its players read as their own, and tags that they throw away."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup

from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Option,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.formats.h5p import write_h5p
from generators.exercise.formats.h5p_texts import to_h5p
from generators.exercise.formats.portable import Portable

# What semantics.json of all three content types keeps wherever it keeps markup at all; the
# others lose their tags and keep their words.
ANYWHERE = {"div", "p", "br", "span", "strong", "em", "code", "pre", "h2", "h3", "a"}
OPTIONS = (Option(text="a", correct=True), Option(text="b", correct=True), Option(text="c"))


def write(content: Content) -> tuple[dict[str, Any], dict[str, Any]]:
    """The whole set, and the settings of its one question."""
    archive = zipfile.ZipFile(io.BytesIO(write_h5p([Portable(content=content)], "C")))
    whole = json.loads(archive.read("content/content.json"))
    return whole, whole["questions"][0]["params"]


def read_blanks(text: str) -> list[list[str]]:
    """As the player does: between two asterisks, a tip after a colon, alternatives by slashes."""
    found = re.findall(r"\*([^*]+)\*", text)
    return [[unescape(one).strip() for one in own.split(":")[0].split("/")] for own in found]


@pytest.mark.parametrize(
    ("content", "blanks"),
    [
        (
            Cloze(stem="2 * 3 * 4 = {{1}}, `*a*` {{2}}", gaps=(Gap(accepted=("24",)),
                  Gap(accepted=("a*b/c:d", "<e> & f"))), language=Language.EN),
            [["24"], ["a*b/c:d", "<e> & f"]],
        ),
        (Numerical(stem="2 * 3 * 4?", value=-1.5, unit="N*m*s", language=Language.EN), [["-1.5"]]),
        (ShortAnswer(stem="*Which* `*`?", accepted=("*", "x/y"), language=Language.EN),
         [["*", "x/y"]]),
    ],
)  # fmt: skip
def test_only_gaps_are_blanks(content: Content, blanks: list[list[str]]) -> None:
    _, params = write(content)
    (text,) = params["questions"]
    assert read_blanks(text) == blanks


def test_what_its_players_would_run_together_stands_apart() -> None:
    text = to_h5p(
        "# A\n\n3. ~~b~~ c\n   - d\n4. e\n\n| f | g |\n| :-: | - |\n| 1 | 2 |\n\n> h\n\n---"
    )
    soup = BeautifulSoup(text, "html.parser")
    assert {own.name for own in soup.find_all(True)} <= ANYWHERE
    lines = [" ".join(line.split()) for line in soup.get_text("\n").splitlines() if line.strip()]
    assert " ".join(lines) == "A 3. b c • d 4. e f | g 1 | 2 h"


def test_list_with_paragraphs_keeps_its_numbers_on_their_lines() -> None:
    soup = BeautifulSoup(to_h5p("1. a\n\n   b\n\n2. c"), "html.parser")
    assert [p.get_text() for p in soup.find_all("p")] == ["1. a", "b", "2. c"]


def test_feedback_of_true_and_false_is_plain_text() -> None:
    content = TrueFalse(
        stem="S.", truth=False, feedback_true="No, **not** $x < 1$.", feedback_false="Yes & right.",
        language=Language.EN,
    )  # fmt: skip
    _, params = write(content)
    assert params["behaviour"] == {
        "feedbackOnCorrect": "Yes & right.",
        "feedbackOnWrong": "No, not \\(x < 1\\).",
    }


def test_each_right_option_of_several_earns_its_share() -> None:
    """The player's own default is one point for all of them."""
    _, several = write(MultipleResponse(stem="Q?", options=OPTIONS, language=Language.EN))
    _, one = write(MultipleChoice(stem="Q?", options=OPTIONS[1:], language=Language.EN))
    assert (several["behaviour"]["type"], several["behaviour"]["singlePoint"]) == ("multi", False)
    assert (one["behaviour"]["type"], one["behaviour"]["singlePoint"]) == ("single", True)


def test_players_speak_the_language_of_the_exercises() -> None:
    whole, params = write(TrueFalse(stem="对吗?", truth=True, language=Language.ZH))
    assert (params["l10n"]["trueText"], whole["texts"]["next"]) == ("正确", "下一题")
    assert whole["introPage"]["startButtonText"] == "开始"
    whole, params = write(TrueFalse(stem="Is it?", truth=True, language=Language.EN))
    assert params["l10n"] == {}
    assert "texts" not in whole
