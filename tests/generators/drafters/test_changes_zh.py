"""Chinese statements, bad ones first: what may be changed in them."""

from __future__ import annotations

import pytest

from generators.drafters.extractive import changes_zh


def changed(sentence: str) -> set[str]:
    return {change.text for change in changes_zh.change_statement(sentence, lambda _: [])}


@pytest.mark.parametrize(
    "sentence",
    [
        "保加利亚军队在山口扎营。",  # 亚军 is no word here
        "协议支持不断增多的应用。",  # which ones are meant, not what is said of them
        "指数表示扩张和收缩的程度。",
        "接收方可以缓存数据，从而避免重传。",
        "南方菜系讲究清淡。",
        "槽液含有盐（加速沉积）。",
        "请求的节点是大于等于该值的第一个节点。",
        "网络层尽最大努力交付数据。",
        "村庄前279年被毁。",
        "因金属容易腐蚀，古物保存下来的不多。",
        "报告说明了有关战略方面的诸问题。",
        "学生不得延迟毕业，除非有特殊情况。",
        "规模报酬是要素投入扩大所引起的产出变化。",
    ],
)
def test_a_change_that_would_read_badly_or_leave_the_truth_open_is_not_made(sentence: str) -> None:
    assert changed(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("黄铜比纯铜硬。", "纯铜比黄铜硬。"),
        ("血糖过高时，胰岛素的分泌增加。", "血糖过高时，胰岛素的分泌减少。"),
        ("该树种是常绿乔木。", "该树种是落叶乔木。"),
        ("饲养员必须佩戴手套。", "饲养员不必佩戴手套。"),
    ],
)
def test_changes(sentence: str, false: str) -> None:
    assert false in changed(sentence)


def test_a_place_moves_to_another_country_and_no_year_is_changed() -> None:
    assert changed("该协会于1914年在上海成立。") == set()
    assert changed("茶树原产于中国。")
    assert "茶树原产于中国。" not in changed("茶树原产于中国。")
