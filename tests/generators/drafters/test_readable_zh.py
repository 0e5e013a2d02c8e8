"""What a reader of Chinese drafts must not meet: half a meaning, a key that the words give away,
another word that fits, marks of the file. Bad sentences first.
"""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.extractive.changes_zh import change_statement
from generators.drafters.extractive.definitions_zh import find_definitions
from generators.drafters.extractive.grid import asks_names, read_grid
from generators.drafters.extractive.outline_zh import find_outline
from generators.drafters.extractive.relation_zh import find_relations
from generators.drafters.text.generality_zh import is_number_to_know_zh
from generators.drafters.text.terms_zh import (
    begins_in,
    ends_in_text,
    is_said_by,
    is_told_by_character,
    names_thing,
)
from generators.drafters.text.tidy_zh import tidy_text
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Cloze, Content, Kind, Language, ShortAnswer
from generators.exercise.passage import Passage


def text(body: str, heading: str = "课程 > 失业的分类", kind: str = "text") -> Passage:
    return Passage(
        id="1", text=body, heading=heading, kind=kind, source="a.md", language=Language.ZH
    )


def draft(kind: Kind, *passages: Passage, skill: str = "失业的分类") -> list[Content]:
    asked = Blueprint(skill="s", skill_name=skill, kind=kind, language=Language.ZH)
    found = ExtractiveDrafter().draft(asked, Material.of(passages), 1, 20)
    return [candidate.content for candidate in found if candidate.content]


@pytest.mark.parametrize(
    "sentence",
    [
        "公允价值模式是指投资性房地产初始计量采用实际成本核算，",
        "规划沟通管理是基于每个干系人的信息需求和可用的组织资产，以及具体项目的需求，制定计划的过程。",
        "项目范围是否覆盖了需要完成的产品或服务的所有活动。",
        "供给曲线一般来说是一条向右上方倾斜的直线。",
        "物理性质苯是一种无色、有特殊气味的液体。",
        "下一步是训练一个模型来完成分割文字的任务。",
        "双手座：适用于清醒但软弱无力的伤病者。",
        "同学们你打开这本书这就是一种侵犯他人的行为这叫非法收集",
        "一旦需要的时候，再加载进来，称为换入。",
        "20、1820年，奥斯特发现电流可以使周围的小磁针发生偏转，称为电流磁效应。",
        "非自主性提示是基于环境中物体的突出性和易见性。",
        "任一调整参数后的程序被称为模型。",
        "会返回 Allow: GET 和 POST 这样的内容。",
        "量筒是一种量器，只能用来量取液体，不能长期存放药品。",
    ],
)
def test_half_a_meaning_a_remark_and_speech_define_nothing(sentence: str) -> None:
    assert not list(find_definitions(text(sentence, "课程 > 概述")))


def test_what_is_said_further_on_of_a_thing_is_not_what_it_is() -> None:
    body = "企业要看清对手。战略是对竞争对手造成的一种威胁。"
    assert not list(find_definitions(text(body, "课程 > 概述")))
    view = "战略是一种有意识地展开的计划。"
    assert not list(find_definitions(text(view, "课程 > 适应的取向")))
    aspects = "战略是一种有意识的计划。\n战略是一个学习及自然形成的过程。"
    assert not list(find_definitions(text(aspects, "课程 > 战略")))
    told = text("故事板是一种通过图像来展示顺序的技术。", "课程 > 故事板的用途")
    assert [d.term for d in find_definitions(told)] == ["故事板"]


def test_what_belongs_to_the_meaning_stays_in_it() -> None:
    (found,) = find_definitions(text("将概率分配给一些离散选择的分布称为多项分布。"))
    assert found.meaning.startswith("将概率")
    (named,) = find_definitions(text("我们把物体在单位时间内通过的路程叫做速度。"))
    assert named.meaning.startswith("物体")
    marker = "起始帧分界符是一个用来表示包起始位置的标记"
    assert not [r for r in find_relations(text(marker)) if r.kind == "use"]
    prize = text("1906年，英国物理学家汤姆生发现电子，获得诺贝尔物理学奖。")
    assert not [r for r in find_relations(prize) if r.kind == "year"]
    saddle = "鞍点是指函数的所有梯度都消失但不是局部最小值的任何位置。"
    assert not [r for r in find_relations(text(saddle)) if r.kind == "most"]


def test_a_second_name_and_two_parties_are_not_asked_for() -> None:
    passage = text("非对称密钥加密，又称公开密钥加密，加密和解密使用不同的密钥。", "密码 > 加密")
    assert draft(Kind.SHORT_ANSWER, passage, skill="加密") == []  # it has more names than these
    told = text("B 收到 A 的确认后不得释放连接。", "网络 > 连接")
    assert draft(Kind.TRUE_FALSE, told, skill="连接") == []


def test_a_dash_behind_a_term_is_none_of_it() -> None:
    (found,) = find_definitions(text("品质 - 指一个人持续而稳定的行为特性。"))
    assert found.term == "品质"


def test_a_meaning_keeps_its_second_half() -> None:
    body = "重要缺陷是指一个或多个控制缺陷的组合，其严重程度低于重大缺陷。"
    (found,) = find_definitions(text(body))
    assert found.meaning.endswith("其严重程度低于重大缺陷")


def test_a_quote_stays_as_the_source_writes_it_and_what_is_read_is_tidy() -> None:
    body = "政 策意识是指对正式和非正式 权力关系 (包括人际)的认知 。"
    (found,) = find_definitions(text(body))
    assert found.term == "政策意识"
    assert found.sentence == body
    for content in draft(Kind.OPEN_ANSWER, text(body), skill="政策意识"):
        assert content.citations[0].quote == body
        assert " " not in content.model_copy(update={"citations": ()}).rubric[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("称为{{1}} ；。", "称为{{1}}。"),
        ("进行【总体性的谋划】。", "进行总体性的谋划。"),
        ("分为，内部碎片", "分为，内部碎片"),
        ("语态、 句子结构 (如 小组)", "语态、句子结构（如小组）"),
        ("经济的发展．", "经济的发展。"),
        ("沸点为 $80.1\\ce{°C}$ (常压)", "沸点为 $80.1\\ce{°C}$ (常压)"),
        ("512 MB 内存", "512 MB 内存"),
    ],
)
def test_marks_of_a_file_are_tidied_and_formulas_are_left(written: str, read: str) -> None:
    assert tidy_text(written) == read


def test_words_that_give_a_term_away_are_seen() -> None:
    assert begins_in("补充责任", "次债务人才承担补充清偿的责任")
    assert begins_in("可串行化调度", "结果与某个串行执行的事务结果相同")
    assert is_said_by("会计监督", "对业务发生的全过程进行监督")
    assert not is_said_by("会计监督", "保证业务合法的监督")
    assert ends_in_text("边际收益", "增加一单位产品的销售所增加的收益")
    assert is_said_by("获取资源", "获取项目所需的团队成员和其他资源的过程")
    assert is_told_by_character("触电", "电流流经人体", ["大量水进入肺内", "火药发生的爆炸"])
    assert not is_told_by_character("失业", "变化造成的失业", ["衰退造成的失业"])
    assert not begins_in("冲积扇", "河流出口处的堆积地貌")


@pytest.mark.parametrize("term", ["沟通", "需求", "文件分析", "加氢反应"])
def test_what_is_said_in_other_words_too_is_not_typed(term: str) -> None:
    assert not names_thing(term)


def test_an_activity_is_picked_and_a_name_is_typed() -> None:
    body = (
        "文件核查是指审阅和评估任何相关材料以便识别其中的要点。"
        "书面询问是指设计一系列书面问题来向众多受访者快速收集信息。"
        "现场检查是指派人到工作地点观看实际情况并作出记录。"
        "两个或者两个以上的致病因子引起的损伤，称为复合伤。"
    )
    typed = [c for c in draft(Kind.SHORT_ANSWER, text(body)) if isinstance(c, ShortAnswer)]
    assert [content.accepted[0] for content in typed] == ["复合伤"]
    gaps = [c.gaps[0] for c in draft(Kind.CLOZE, text(body)) if isinstance(c, Cloze)]
    assert all(gap.choices or gap.accepted[0] == "复合伤" for gap in gaps)


@pytest.mark.parametrize(
    "table",
    [
        "六道防线 | 地位\n家庭保护 | 基础\n学校保护 | 重点\n社会保护 | 保障",
        "方法 | 原理\n常压分馏 | 用蒸发和冷凝的方法将原油分成不同沸点范围的馏分\n裂化 | 断裂",
        "机构 | 举例\n政府保护 | 政府热线\n学校保护 | 学校措施",
        "性质 | 相似性\n密度 | 均小于水\n熔沸点 | 一般较低",
    ],
)
def test_cells_that_tell_something_are_not_asked_for(table: str) -> None:
    grid = read_grid(text(table, kind="table"))
    assert grid is not None
    assert not asks_names(grid, 1)


def test_names_and_values_of_a_table_are_asked_for() -> None:
    table = "炼制方法 | 原料 | 温度\n常压分馏 | 原油 | 360 ℃\n减压分馏 | 重油 | 390 ℃"
    grid = read_grid(text(table, kind="table"))
    assert grid is not None
    assert asks_names(grid, 1)
    assert asks_names(grid, 2)


@pytest.mark.parametrize(
    "sentence",
    [
        "劳务派遣单位不得克扣支付给被派遣劳动者的劳动报酬。",
        "有关部门加强对重要数据的保护。",
        "所有连带责任人共同对债务负责。",
        "理性和潜意识之比是一比二十万。",
    ],
)
def test_nobody_is_asked_what_nobody_believes(sentence: str) -> None:
    assert not change_statement(sentence, lambda _: [])


@pytest.mark.parametrize("number", ["游戏占用了 512 MB 内存", "一般要依次经历以下 5 个阶段"])
def test_numbers_of_an_example_are_not_to_be_known(number: str) -> None:
    assert not is_number_to_know_zh(number)
    assert is_number_to_know_zh("试用期不得超过 2 个月")


def test_a_list_below_a_stage_or_far_below_its_subject_is_not_asked_for() -> None:
    points = "河谷逐渐加宽\n侧蚀作用增强\n河漫滩开始发育"
    far = "气候变化 > 气候变化影响 > 区域差异"
    for heading in ("地貌 > 壮年期 > 主要特征", far, "洋流 > 洋流研究方法 > 观测方法"):
        assert find_outline(text(points, heading, kind="list")) is None
    duties = find_outline(text(points, "作业 > 监护人安全职责", kind="list"))
    assert duties is None or "安全的职责" not in duties.name
