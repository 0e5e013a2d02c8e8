"""Running Chinese text, bad sentences first: what is asked of it, and in which words."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.extractive.cause_zh import find_causes
from generators.drafters.extractive.definitions_zh import find_definitions
from generators.drafters.extractive.outline_zh import outlines_of
from generators.drafters.extractive.quantity_zh import ask_number_zh
from generators.drafters.extractive.verbs_zh import ask_by_verb
from generators.drafters.text.chinese import tells_apart, without_gloss
from generators.drafters.text.generality_zh import is_fact
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import (
    Content,
    Kind,
    Language,
    Matching,
    MultipleResponse,
    OpenAnswer,
    Ordering,
)
from generators.exercise.passage import Passage


def text(body: str, heading: str = "课程 > 电学", kind: str = "text", number: int = 1) -> Passage:
    return Passage(
        id=str(number), text=body, heading=heading, kind=kind, source="a.md", language=Language.ZH
    )


def draft(kind: Kind, *passages: Passage, skill: str = "电学") -> list[Content]:
    asked = Blueprint(skill="s", skill_name=skill, kind=kind, language=Language.ZH)
    found = ExtractiveDrafter().draft(asked, Material.of(passages), 1, 20)
    return [candidate.content for candidate in found if candidate.content]


@pytest.mark.parametrize(
    "sentence",
    [
        "甚至，开关也能自己断开。",
        "简而言之，电流总是从正极流向负极。",
        "三级缓存非常大。",
        "16名学生被要求站成一排。",
        "并联电路则相反。",
        "有时电压会升高。",
    ],
)
def test_a_side_remark_a_doubt_and_a_story_are_not_judged(sentence: str) -> None:
    assert not is_fact(sentence)


@pytest.mark.parametrize("meaning", ["一套强大的技术", "获得高性能的关键环节", "早期的介质"])
def test_praise_tells_nothing_apart(meaning: str) -> None:
    assert not tells_apart(meaning)


def test_what_it_does_tells_it_apart_and_a_gloss_is_no_part_of_it() -> None:
    assert tells_apart("保护导线的一段金属丝")
    assert without_gloss("图（graph）由顶点 (vertex) 组成") == "图由顶点组成"


@pytest.mark.parametrize(
    "sentence",
    [
        "由于这种原因，它会变热。",
        "因为天气不好，该公司于2011年2月停产。",
        "如果电流过大，保险丝因此熔断。",
        "由于碱基会自发改变，故出于稳定的考虑，细胞中不使用这类碱基。",
        "; 导线的电阻随温度升高而变大，这是由于金属中原子振动加剧所致。",
    ],
)
def test_a_cause_that_leans_on_others_is_not_asked_for(sentence: str) -> None:
    assert list(find_causes(text(sentence))) == []


def test_a_cause_is_asked_for_with_its_effect() -> None:
    (cause,) = find_causes(text("由于水的比热容较大，沿海地区的昼夜温差较小。"))
    assert (cause.question, cause.cause) == ("为什么沿海地区的昼夜温差较小？", "水的比热容较大")


@pytest.mark.parametrize("sentence", ["它通过这些来完成任务。", "关注取决于各种因素。"])
def test_a_verb_is_not_asked_of_what_nobody_knows(sentence: str) -> None:
    assert list(ask_by_verb(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("交换机通过地址表来决定转发路径。", "交换机通过什么来决定转发路径？", "地址表"),
        ("高原反应是由缺氧引起的。", "高原反应是由什么引起的？", "缺氧"),
        ("好望角位于非洲南端。", "好望角位于哪里？", "非洲南端"),
    ],
)
def test_a_verb_is_asked_with_itself(sentence: str, question: str, answer: str) -> None:
    (asked,) = ask_by_verb(sentence)
    assert (asked.question, asked.answer) == (question, answer)


BAD_LISTS = [
    ("课程 > 上机 > 学习目标", "打开软件\n保存文件\n关闭软件"),
    ("课程 > 减缓措施", "发展风电\n节约用电\n植树造林"),
    ("课程 > 保险丝的特点", "优点：便宜\n缺点：要更换\n工作原理：熔断"),
    ("课程 > 保险丝的特点", "熔点低吗？\n电阻大吗？\n便宜吗？"),
]


@pytest.mark.parametrize(("heading", "body"), BAD_LISTS)
def test_a_list_that_does_not_say_what_it_lists_is_not_asked_for(heading: str, body: str) -> None:
    assert outlines_of(Material.of([text(body, heading, "list")])) == []


def test_the_points_below_a_heading_or_a_line_are_asked_for_as_a_whole() -> None:
    below = text("熔点低\n电阻率大\n价格便宜", "课程 > 电学 > 保险丝特点", "list")
    (named,) = draft(Kind.OPEN_ANSWER, below)
    assert isinstance(named, OpenAnswer)
    assert named.stem.startswith("保险丝的特点")
    assert [criterion.text for criterion in named.rubric] == ["熔点低", "电阻率大", "价格便宜"]
    line = text("电流有三种效应。\n磁带的优点：", "课程 > 磁带存储", number=2)
    points = text("容量大\n成本低\n便于保存", "课程 > 磁带存储", "list", 3)
    (outline,) = outlines_of(Material.of([line, points]))
    assert outline.name == "磁带的优点"


TOLD = "首先，革命必须建立统一战线。其次，领导权的中心是农民问题。最后，必须加强党的建设。"


def test_a_paragraph_tells_the_points_of_its_heading_only_where_all_of_it_does() -> None:
    heading = "历史 > 大革命失败的经验教训"
    (found,) = outlines_of(Material.of([text(TOLD, heading)]))
    assert found.points[1] == "领导权的中心是农民问题"
    assert outlines_of(Material.of([text(f"{TOLD}革命由此转入低潮。", heading)])) == []
    assert outlines_of(Material.of([text(TOLD, "历史 > 大革命")])) == []
    assert draft(Kind.ORDERING, text(TOLD, heading), skill="大革命") == []


def test_a_comparison_asks_for_the_differences_and_never_for_a_row_of_a_column() -> None:
    rows = (
        "转发依据 | 物理地址 | 网络地址\n工作层次 | 链路层次 | 网络层次\n处理对象 | 数据帧 | 数据报"
    )
    table = text(f"特性 | 交换机 | 路由器\n{rows}", "课程 > 电学", "table")
    assert draft(Kind.MULTIPLE_CHOICE, table) == []
    (asked,) = draft(Kind.OPEN_ANSWER, table)
    assert asked.stem == "从转发依据、工作层次、处理对象等方面比较交换机和路由器的不同。"
    (sides,) = draft(Kind.MATCHING, table)
    assert isinstance(sides, Matching)
    assert len(sides.distractors) == 1


def test_events_are_put_in_order_and_matched_with_their_years() -> None:
    events = (
        "1911年武昌起义爆发。1927年南昌起义爆发。1840年鸦片战争爆发。1949年中华人民共和国成立。"
    )
    passage = text(events, "历史 > 近代史")
    (order,) = draft(Kind.ORDERING, passage, skill="近代史")
    assert isinstance(order, Ordering)
    assert order.steps[0] == "鸦片战争爆发"
    assert order.steps[-1] == "中华人民共和国成立"
    (years,) = draft(Kind.MATCHING, passage, skill="近代史")
    assert isinstance(years, Matching)
    assert {pair.left: pair.right for pair in years.pairs}["武昌起义爆发"] == "1911年"


def test_demands_that_are_counted_are_no_steps() -> None:
    told = "第一，检查所有电路的接头；第二，擦净灯泡和灯座；第三，记录电表的读数。"
    assert draft(Kind.ORDERING, text(told, "课程 > 电学 > 五项基本要求")) == []


def test_a_numbered_list_of_what_can_be_done_is_no_procedure() -> None:
    told = "1. 创建文件并分配空间\n2. 读取文件中的数据\n3. 删除文件并释放空间"
    assert draft(Kind.ORDERING, text(told, "课程 > 电学 > 三个基本操作", "list")) == []
    assert draft(Kind.ORDERING, text(told, "课程 > 电学 > 处理步骤", "list")) == []  # of what?
    assert draft(Kind.ORDERING, text(told, "课程 > 电学 > 文件的处理步骤", "list")) != []


@pytest.mark.parametrize(
    "sentence",
    [
        "调用例程必须等待数据写完。",  # of which system?
        "它的电阻与长度成正比。",
        "电路的电流也随电阻增大。",
        "电路可以直接连接电源。",  # neither it nor "间接" is a fact to know
    ],
)
def test_what_leans_on_its_section_or_is_true_both_ways_is_not_judged(sentence: str) -> None:
    assert draft(Kind.TRUE_FALSE, text(sentence)) == []
    assert draft(Kind.TRUE_FALSE, text("串联电路的总电阻等于各电阻之和。")) != []


def test_a_substance_is_named_without_the_head_of_its_column() -> None:
    rows = (
        "水银 | 13.6 g/cm³\n钢铁 | 7.9 g/cm³\n煤油 | 0.8 g/cm³\n酒精 | 0.79 g/cm³\n白金 | 21 g/cm³"
    )
    table = text(f"物质 | 密度\n{rows}", "课程 > 力学 > 密度", "table")
    asked = Blueprint(skill="s", skill_name="密度", kind=Kind.MULTIPLE_CHOICE, language=Language.ZH)
    found = [ExtractiveDrafter().draft(asked, Material.of([table]), seed, 20) for seed in range(6)]
    stems = {one.content.stem for drawn in found for one in drawn if one.content}
    assert {"水银的密度是多少？", "白金的密度是多少？"} <= stems


def test_steps_in_a_row_that_do_the_same_may_be_swapped_and_are_not_put_in_order() -> None:
    told = "1. 测出台阶的高度\n2. 测出登楼的时间\n3. 计算功率"
    assert draft(Kind.ORDERING, text(told, "课程 > 电学 > 测量步骤", "list")) == []


def test_a_demand_without_a_subject_is_not_judged_and_what_it_is_about_not_changed() -> None:
    assert draft(Kind.TRUE_FALSE, text("必须将电表的数据读入内部存储。")) == []
    assert draft(Kind.TRUE_FALSE, text("有关电路的信息保存在目录中。")) == []


def test_which_of_several_belong_to_it_is_asked_with_members_of_another_list() -> None:
    first = text("消化系统由唾液、胃液和肠液组成。", "课程 > 消化系统")
    other = text("内环境由血浆、组织液和淋巴液组成。", "课程 > 内环境", number=2)
    found = draft(Kind.MULTIPLE_RESPONSE, first, other, skill="内环境")
    (asked,) = [one for one in found if one.stem == "下列哪些是内环境的组成部分？"]
    assert isinstance(asked, MultipleResponse)
    assert {option.text for option in asked.right} <= {"血浆", "组织液", "淋巴液"}
    assert {option.text for option in asked.options} & {"唾液", "胃液", "肠液"}


def test_what_a_school_holds_is_no_definition_and_what_all_call_so_is_one() -> None:
    told = "利率是储蓄与投资相等时的均衡价格。"
    below = "课程 > 利率的决定 > 1.1 古典利率理论 (Classical Theory)"
    assert not list(find_definitions(text(told, below)))
    assert not list(find_definitions(text("凯恩斯学派认为，利率是指放弃流动性的报酬。")))
    assert [own.term for own in find_definitions(text(told, "课程 > 利率的含义"))] == ["利率"]


def test_steps_of_one_stage_are_no_kinds_of_stages_and_a_theory_keeps_its_name() -> None:
    steps = "加入催化剂使底物先被氧化。\n在酶的作用下环被打开。\n生成的酸再失去碳原子。"
    stage = text(steps, "课程 > 磷酸戊糖途径 > 氧化阶段", "list")
    theory = text(steps, "课程 > 利率 > 可贷资金理论", "list", 2)
    assert [own.name for own in outlines_of(Material.of([stage, theory]))] == ["可贷资金理论"]


def test_when_something_happens_is_no_question_for_a_number() -> None:
    assert ask_number_zh("糖链缩短至距分支点大约有 4 个葡萄糖基时，酶不再起作用。") is None
    asked = ask_number_zh("每个血红蛋白分子共有 4 个亚基。")
    assert asked is not None
    assert asked[0].endswith("多少个亚基？")


def test_an_answer_that_may_be_told_otherwise_is_not_typed() -> None:
    told = text("汇率由外汇供求决定。", "课程 > 汇率")
    assert draft(Kind.SHORT_ANSWER, told, skill="汇率") == []
    named = text("外汇供求是指市场上对外国货币的需要和提供的数量。", "课程 > 汇率", number=2)
    stems = [own.stem for own in draft(Kind.SHORT_ANSWER, told, named, skill="汇率")]
    assert "汇率是由什么决定的？" in stems
