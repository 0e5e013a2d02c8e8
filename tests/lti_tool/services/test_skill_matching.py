from __future__ import annotations

import pytest

from lti_tool.services.skill_matching import SkillWords, propose_skills

SKILLS = [
    SkillWords("speed", "Average speed", ("speed", "km/h", "m")),
    SkillWords("density", "Density", ("density", "mass")),
    SkillWords("zh", "压强", ("帕斯卡", "力")),
]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", []),
        ("Participation", []),
        ("Massage therapy", []),
        ("Quiz 1: m", []),
        ("Quiz: AVERAGE  SPEED, part 2", ["speed"]),
        ("Quiz 2 (speed)", ["speed"]),
        ("Speed, mass and km/h", ["speed", "density"]),
        ("Density and speed", ["density"]),
        ("第三章 压强 测验", ["zh"]),
        ("帕斯卡定律", ["zh"]),
        ("力学", []),
        (".*", []),
    ],
)
def test_proposal(title: str, expected: list[str]) -> None:
    assert propose_skills(title, SKILLS) == expected


def test_skill_without_words_matches_nothing() -> None:
    assert propose_skills("anything", [SkillWords("x", "", ("", " "))]) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("测验2：加速度初步；质量和密度", ["gain"]),
        ("测验1：测量；速度", ["speed"]),
        ("速度与加速度初步", ["speed", "gain"]),
    ],
)
def test_name_within_a_longer_name_is_not_spoken_of(title: str, expected: list[str]) -> None:
    skills = [SkillWords("speed", "速度"), SkillWords("gain", "加速度初步")]
    assert propose_skills(title, skills) == expected
