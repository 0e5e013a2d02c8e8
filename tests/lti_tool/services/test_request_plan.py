from __future__ import annotations

from collections import Counter
from itertools import pairwise

from generators.exercise.content import QUESTION_KINDS, Bloom, Kind, Language
from lti_tool.services.request_plan import FITTING, Wanted, WantedSkill, plan_blueprints


def plan(count: int, skills: int = 3, **values: object) -> list[tuple[str, Kind, Bloom, float]]:
    wanted = Wanted(
        **{
            "skills": tuple(WantedSkill(str(n), f"Skill {n}") for n in range(skills)),
            "kinds": QUESTION_KINDS,
            "blooms": (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY),
            "count": count,
            "language": Language.EN,
            **values,
        }
    )
    return [(b.skill, b.kind, b.bloom, b.difficulty) for b in plan_blueprints(wanted)]


def test_no_skill_gets_two_more_than_another() -> None:
    counts = Counter(skill for skill, *_ in plan(17, skills=5)).values()
    assert max(counts) - min(counts) <= 1


def test_poorest_skill_comes_first() -> None:
    skills = (WantedSkill("rich", "Rich", (), 9), WantedSkill("poor", "Poor", (), 0))
    wanted = Wanted(skills, (Kind.CLOZE,), (Bloom.REMEMBER,), 1, Language.EN)
    assert plan_blueprints(wanted)[0].skill == "poor"


def test_neighbours_and_turns_of_a_skill_differ_in_kind() -> None:
    for skills in (1, 2, 3, 7, 8):
        planned = plan(28, skills=skills)
        for skill in {skill for skill, *_ in planned}:
            kinds = [kind for name, kind, *_ in planned if name == skill]
            assert all(a is not b for a, b in pairwise(kinds))
        assert {kind for _, kind, *_ in planned} == set(QUESTION_KINDS)


def test_kind_asks_for_levels_that_it_can_ask_for() -> None:
    for _, kind, bloom, _ in plan(42):
        assert bloom in FITTING.get(kind, tuple(Bloom))
    only = plan(7, skills=1, blooms=(Bloom.CREATE,))
    assert {bloom for _, _, bloom, _ in only} == {Bloom.CREATE}


def test_same_kind_walks_through_its_levels() -> None:
    planned = plan(9, skills=1, kinds=(Kind.MULTIPLE_CHOICE,))
    assert len({bloom for _, _, bloom, _ in planned}) == 3


def test_difficulties_take_turns() -> None:
    planned = plan(6, skills=2, difficulties=(0.0, -1.0, 1.0))
    assert [d for skill, *_, d in planned if skill == "0"] == [0.0, -1.0, 1.0]
