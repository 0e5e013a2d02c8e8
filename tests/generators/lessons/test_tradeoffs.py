"""Questions to talk about come from what a source weighs up, and from nothing else."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive.task import Task
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.exercise.passage import Passage
from generators.lessons.tradeoffs import find_tradeoffs

EN, ZH = Language.EN, Language.ZH


def find(text: str, language: Language = EN, heading: str = "") -> list[str]:
    name = "encryption" if language is EN else "加密"
    heading = heading or ("Course > Encryption" if language is EN else "课程 > 加密")
    passage = Passage(id="1", text=text, heading=heading, language=language)
    blueprint = Blueprint(skill="s", skill_name=name, kind=Kind.MULTIPLE_CHOICE, language=language)
    return list(find_tradeoffs(Task(blueprint, Material.of((passage,)), 1)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Encryption turns a text into one that only the holder of a key can read.", EN),
        ("Encryption is older than computers, but it is used by computers today.", EN),
        ("On the other hand, it is slower.", EN),  # does not stand alone
        ("Encryption protects data at the cost of time, " + "and of much else, " * 20 + "too.", EN),
        ("加密把明文变成只有持有密钥的人才能读懂的密文。", ZH),
        ("", EN),
    ],
)
def test_what_weighs_nothing_up_gives_no_question(text: str, language: Language) -> None:
    assert find(text, language) == []


def test_sentences_that_weigh_up_are_quoted() -> None:
    said = "Encryption makes a server safer, but it makes daily work slower."
    (asked,) = find(said)
    assert said in asked
    assert asked.endswith("When would you accept the one for the other, and when not?")
    chinese = "加密使服务器更安全，但日常工作会变得更慢。"
    (asked,) = find(chinese, ZH)
    assert chinese.rstrip("。") in asked
    assert "取舍" in asked


@pytest.mark.parametrize(
    ("heading", "language", "subject"),
    [
        ("Course > Encryption > Advantages and disadvantages", EN, "encryption"),
        ("Course > Encryption > Benefits and drawbacks of Full Encryption", EN, "full Encryption"),
        ("课程 > 加密 > 优缺点", ZH, "加密"),
        ("课程 > 加密 > 对称加密的利弊", ZH, "对称加密"),
    ],
)
def test_sections_that_weigh_up_are_asked_about_once(
    heading: str, language: Language, subject: str
) -> None:
    text = "It costs time." if language is EN else "需要时间。"
    (asked,) = find(text, language, heading)
    assert subject in asked
