"""Chinese tables: what is asked of their rows and columns."""

from __future__ import annotations

from generators.exercise.content import Kind
from tests.generators.drafters.chinese import draft, text


def test_a_table_of_aspects_asks_nothing_and_who_founded_what_asks_for_a_person() -> None:
    rows = "火的使用 | 天然火 | 人工取火\n工具 | 打制石器 | 磨光石器\n地点 | 山洞 | 山顶"
    aspects = f"项目 | 北京人 | 山顶洞人\n{rows}"
    assert draft(Kind.MULTIPLE_CHOICE, text(aspects, kind="table")) == []
    states = "政权 | 建立者\n东国 | 王一山\n西国 | 李二河\n南国 | 赵三江\n北国 | 周四海"
    stems = {c.stem for c in draft(Kind.MULTIPLE_CHOICE, text(states, kind="table"))}
    asked = ("国的建立者是谁？", "下列哪一个政权的建立者是“")
    assert any(words in stem for stem in stems for words in asked)


DYNASTIES = """朝代 | 都城 | 大事
唐 | 长安 | 安史之乱
北宋 | 开封 | 杯酒释兵权；王安石变法
南宋 | 临安 | 岳飞抗金
元朝 | 大都 | 行省制度
明朝 | 北京 | 郑和下西洋"""


def test_a_table_of_dynasties_is_asked_for_the_dynasty() -> None:
    table = text(DYNASTIES, "历史 > 宋元明", kind="table")
    stems = [one.stem for one in draft(Kind.MULTIPLE_CHOICE, table, skill="宋元明")]
    assert any("都城" in stem for stem in stems)
    assert not any("大事" in stem for stem in stems)  # a cell with two of them names no dynasty
    assert not any("唐的都城" in stem for stem in stems)
