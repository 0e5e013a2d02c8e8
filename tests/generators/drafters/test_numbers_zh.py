"""Numbers of Chinese sources, bad ones first: what is asked, and which laws get fresh ones."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive.quantity_zh import ask_number_zh
from generators.drafters.parametric import ParametricDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language, Numerical
from generators.exercise.grading import grade_answer
from tests.generators.drafters.chinese import text


@pytest.mark.parametrize(
    "sentence",
    [
        "长约1.5－3.5厘米。",
        "温度在 70℃~100℃ 之间。",
        "2008年8月，1800个课程中只有26个完整。",
        "后 12 位存储偏移量。",
        "浓度超过 30 % 时有危险。",
        "公司成立于 1998 年。",
    ],
)
def test_no_question_for_a_number_that_is_a_bound_a_date_or_part_of_a_name(sentence: str) -> None:
    assert ask_number_zh(sentence) is None


def test_questions_for_numbers() -> None:
    asked = ask_number_zh("员工应当在 24 小时内报告事故。")
    assert asked is not None
    assert asked[0] == "员工应当在多少小时内报告事故？"
    asked = ask_number_zh("灭火器的有效喷射距离约为 3 米。")
    assert asked is not None
    assert asked[0] == "灭火器的有效喷射距离约为多少米？"


def numerical(body: str, kind: str = "text", skill: str = "计算") -> list[Numerical]:
    asked = Blueprint(skill="s", skill_name=skill, kind=Kind.NUMERICAL, language=Language.ZH)
    material = Material.of((text(body, "课程 > 计算", kind),))
    found = ParametricDrafter().draft(asked, material, 1, 9)
    return [c.content for c in found if isinstance(c.content, Numerical)]


@pytest.mark.parametrize(
    "body",
    [
        "快乐等于拥有除以欲望。",
        "1 亩约等于 667 平方米。",
        "流动比率 = 流动资产 ÷ 流动负债。",
        "1 个 = 2 个。",
        "本公司有 1 千米长的管道。",
    ],
)
def test_words_that_only_look_like_a_law_give_no_numbers(body: str) -> None:
    assert numerical(body) == []


@pytest.mark.parametrize(
    ("body", "unit"),
    [
        ("利润=收入-成本。", "万元"),
        ("利润＝收入－成本。", "万元"),
        ("资产负债率等于负债总额除以资产总额。", "%"),
        ("出勤率 = 实到人数 ÷ 应到人数 × 100%。", "%"),
        ("销售额等于单价乘以销售数量。", "元"),
        ("人均产值 = 总产值 ÷ 员工人数。", "万元"),
    ],
)
def test_laws_in_words_get_numbers_of_their_own(body: str, unit: str) -> None:
    (problem,) = numerical(body)
    assert problem.unit == unit
    assert problem.value > 0
    assert unit != "%" or problem.value <= 100
    assert f"{problem.value:g}" in problem.solution.replace(",", "")
    assert grade_answer(problem, {"number": f"{problem.value:g}"}).correct


def test_units_are_converted_both_ways_and_prices_are_read_from_tables() -> None:
    there, back = sorted(numerical("1 千米等于 1000 米。"), key=lambda p: p.unit != "米")
    assert "千米等于多少米" in there.stem
    assert there.value >= 2000
    assert "米等于多少千米" in back.stem
    assert back.value <= 12
    table = "商品 | 单价（元/千克） | 产地\n苹果 | 8 | 山东\n葡萄 | 12.5 | 新疆\n香蕉 | 6 | 海南"
    prices = numerical(table, kind="table")
    assert prices
    assert all(p.unit == "元" and "一共多少元？" in p.stem for p in prices)
