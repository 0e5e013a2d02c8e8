"""Sentences that set something right."""

from __future__ import annotations

import pytest

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.contrasts import find_contrasts


def found_in(text: str, kind: str = "text") -> list[str]:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    language = Language.ZH if chinese else Language.EN
    return list(find_contrasts(Passage(id="1", text=text, kind=kind, language=language)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The valve must not only be closed but also locked.",
        "It is not raining, the road is dry, but the shop is shut.",
        "A common tool in this shop is the file.",
        "Is it a common mistake?",
        "这条线路不但长，而且窄。",
        "所有的金属都能导电。",
        "并联电路里各支路互不影响。",
        "其实它并不是唯一的选择，只是方便。",
    ],
)
def test_no_contrast(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Osmosis is often confused with diffusion of the dissolved substance.",
        "It is a widespread error that plants breathe only at night.",
        "Many learners wrongly believe that heavy bodies fall faster.",
        "A share is not a loan but a part of the company.",
        "Contrary to popular belief, bats can see well.",
        "平衡力与相互作用力容易混淆。",
        "鲸鱼常被误认为是鱼类。",
        "光年不是时间单位，而是长度单位。",
        "近视眼镜并不是护目镜，它的侧面是敞开的。",
    ],
)
def test_contrast_is_quoted_word_for_word(text: str) -> None:
    assert found_in(f"{text}\n") == [text]


def test_tables_captions_and_endless_sentences_are_left_out() -> None:
    text = "Osmosis is often confused with diffusion."
    assert found_in(text, "table") == found_in(text, "caption") == []
    assert found_in("Osmosis is often confused with " + "very " * 80 + "much.") == []
