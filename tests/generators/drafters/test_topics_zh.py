"""What a Chinese section and its sentences are about."""

from __future__ import annotations

from generators.drafters.extractive.topic_zh import lead_of, topic_name
from generators.exercise.content import Kind, MultipleChoice
from tests.generators.drafters.chinese import draft, text


def test_the_topic_comes_from_the_headings_and_says_more_than_a_heading_of_any_course() -> None:
    assert topic_name(text("略", "操作系统 > 死锁 > 必要条件")) == "死锁的必要条件"
    assert topic_name(text("略", "操作系统 > 死锁 > 概念")) == "死锁"
    assert topic_name(text("略", "Glaciers > Motion")) == ""
    assert topic_name(text("略", "网络 > UDP 首部格式")) == "UDP 首部格式"
    assert topic_name(text("芙蓉洞（Furong Cave）是一处溶洞。", "")) == "芙蓉洞"


def test_a_sentence_is_told_what_it_is_about_only_where_it_does_not_say_so() -> None:
    passage = text("略", "网络 > UDP 首部格式")
    assert lead_of(passage, "校验和占 2 个字节。") == "关于“UDP 首部格式”："
    assert lead_of(passage, "UDP 的首部很短。") == ""
    assert lead_of(passage, "能纠正错误的码称为纠错码。") == ""


def test_a_section_is_found_by_what_is_said_of_it() -> None:
    told = {
        "干粉灭火器": "干粉灭火器适用于电器火灾，也用于扑灭油类火灾。",
        "水基灭火器": "水基灭火器用于扑灭木材和纸张的火灾。",
        "泡沫灭火器": "泡沫灭火器喷出的泡沫盖住油面。",
        "二氧化碳灭火器": "二氧化碳灭火器不留痕迹。",
    }
    passages = [
        text(said, f"消防 > {name}", number=number)
        for number, (name, said) in enumerate(told.items(), start=1)
    ]
    choices = draft(Kind.MULTIPLE_CHOICE, *passages, skill="水基灭火器")
    (choice,) = [c for c in choices if c.stem == "下列哪一项用于扑灭木材和纸张的火灾？"]
    assert isinstance(choice, MultipleChoice)
    assert {option.text for option in choice.options} == set(told)
    assert [option.text for option in choice.options if option.correct] == ["水基灭火器"]
