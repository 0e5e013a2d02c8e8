"""Skills proposed from headings and terms."""

from __future__ import annotations

from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.skills import propose_skills
from generators.sources.terms import defined_terms

FILLER = (
    "It matters at work each day, and people who know it make fewer mistakes than others do. " * 2
)


def passage(id: str, heading: str, text: str, source: str = "a.pdf") -> Passage:
    return Passage(id=id, text=text, heading=heading, source=source)


def test_nothing_comes_of_nothing() -> None:
    assert propose_skills([]) == ()


def test_generic_headings_are_no_skills() -> None:
    for heading in (
        "Introduction",
        "1. Summary",
        "目录",
        "小结",
        "第一章 引言",
        "例题：砖",
        "References",
    ):
        assert skill_name(heading) == ""


def test_numbers_are_taken_off_names() -> None:
    assert skill_name("2.1 Forces and motion") == "Forces and motion"
    assert skill_name("Chapter 3: Energy") == "Energy"
    assert skill_name("第二章 牛顿第一定律") == "牛顿第一定律"
    assert skill_name("实验一 测量小车的平均速度") == "测量小车的平均速度"
    assert skill_name("加速度初步（选学）") == "加速度初步"


def test_skills_come_in_course_order_with_their_passages() -> None:
    proposals = propose_skills(
        [
            passage("1", "Handbook > Introduction", FILLER),
            passage("2", "Handbook > Consent", "Consent is a freely given indication. " + FILLER),
            passage("3", "Handbook > Consent > Withdrawal", FILLER),
            passage("4", "Handbook > Breaches", "A data breach is a loss of control. " + FILLER),
        ]
    )
    assert [skill.name for skill in proposals] == ["Consent", "Breaches"]
    assert proposals[0].passages == ("2", "3")
    assert proposals[0].description == "Consent is a freely given indication."
    assert proposals[1].terms[0] == "data breach"


def test_the_limit_keeps_the_weightiest_and_one_of_each_file() -> None:
    passages = [passage(str(n), f"Book > Topic {n}x", FILLER * n) for n in range(1, 6)]
    passages += [passage("9", "Deck > Alpha", FILLER, "b.pptx")]
    passages += [passage("10", "Deck > Beta", FILLER * 2, "b.pptx")]
    names = [skill.name for skill in propose_skills(passages, limit=3)]
    assert names == ["Topic 4x", "Topic 5x", "Beta"]


def test_two_files_on_one_skill_are_one_skill() -> None:
    proposals = propose_skills(
        [
            passage("1", "A > Density", FILLER),
            passage("2", "A > Mass", FILLER),
            passage("3", "B > density", FILLER, "b.md"),
            passage("4", "B > Volume", FILLER, "b.md"),
        ]
    )
    assert {skill.name: skill.passages for skill in proposals}["Density"] == ("1", "3")


def test_terms_stand_in_where_there_are_no_headings() -> None:
    text = "A checksum is a short value. The checksum changes when the file changes. " + FILLER
    names = [skill.name for skill in propose_skills([passage("1", "", text)])]
    assert "Checksum" in names


def test_defined_terms() -> None:
    assert defined_terms("Anonymisation is the removal of every link. It is an art.") == [
        "anonymisation"
    ]
    assert defined_terms("The recovery point objective (RPO) is the largest loss.") == [
        "recovery point objective"
    ]
    assert defined_terms("物体位置随时间的变化叫做机械运动。这是一种常见的问题。") == ["机械运动"]
