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
