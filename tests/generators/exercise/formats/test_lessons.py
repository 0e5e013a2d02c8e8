"""Lessons as files: nothing active in them, everything of the lesson, and where it is from."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from generators.exercise.content import Language
from generators.exercise.formats.lesson_file import LessonFile, LessonFormat
from generators.exercise.formats.lessons import (
    WRITERS,
    write_html,
    write_markdown,
)
from generators.exercise.formats.markup import to_html
from generators.exercise.lesson import Cited, Lesson, Mistake, Section, Steps, Term
from tests.lti_tool.contents import CHOICE, TRUTH

EVIL = '<script>alert("x")</script> <img src=x onerror=y> & "quoted" *stars*'
AIGC = {"Label": "1", "ContentProducer": "coursewright", "ProduceID": "lesson-1"}
LESSON = Lesson(
    title="Speed & motion",
    language=Language.EN,
    own_words="Read **this** first: $v = s / t$.",
    objectives=("Explain speed.",),
    terms=(Term(term="speed", text="Speed is way by time.", passage="p1"),),
    sections=(Section(heading="Motion", sentences=(Cited(text="Cars move.", passage="p2"),)),),
    steps=(Steps(title="Measure", steps=("Start", "Stop", "Divide"), passage="p3"),),
    examples=(Cited(text="A car needs 2 h.", passage="p1"),),
    mistakes=(Mistake(claim="Heavy is fast.", text="Mass says nothing.", passage="p1"),),
    summary=(Cited(text="Cars move.", passage="p2"),),
    prompts=("When is slow better?",),
    questions=(CHOICE, TRUTH),
)
PLACES = {"p1": "handbook.pdf, page 3", "p2": "notes.md"}
FILE = LessonFile(LESSON, PLACES, AIGC, "Ada <Lee>")


def file_of(**changes: object) -> LessonFile:
    return LessonFile(LESSON.model_copy(update=changes), PLACES, AIGC)


@pytest.mark.parametrize("form", LessonFormat)
def test_nothing_active_comes_through(form: LessonFormat) -> None:
    cited = Cited(text=EVIL, passage="p1")
    hostile = LESSON.model_copy(
        update={
            "title": EVIL,
            "own_words": EVIL,
            "objectives": (EVIL,),
            "prompts": (EVIL,),
            "summary": (cited,),
            "terms": (Term(term=EVIL, text=EVIL, passage="p1"),),
            "sections": (Section(heading=EVIL, sentences=(cited,)),),
        }
    )
    text = WRITERS[form](LessonFile(hostile, {"p1": EVIL}, {"Label": EVIL}, EVIL))
    page = text if form is LessonFormat.HTML else to_html(text)
    soup = BeautifulSoup(page, "lxml")
    assert not soup.find_all(["script", "img"])
    assert soup.get_text().count("alert(") > 8
    if meta := soup.find("meta", {"name": "AIGC"}):
        assert json.loads(str(meta["content"])) == {"Label": EVIL}


def test_an_empty_lesson_is_a_title_and_a_label() -> None:
    bare = LessonFile(Lesson(title="Bare", language=Language.ZH), {}, AIGC)
    soup = BeautifulSoup(write_html(bare), "lxml")
    assert soup.html is not None
    assert soup.html["lang"] == "zh-CN"
    assert soup.find_all("h2") == []
    assert "AI生成。" in soup.get_text()


def test_a_page_has_all_of_the_lesson_in_its_order() -> None:
    soup = BeautifulSoup(write_html(FILE), "lxml")
    assert [own.get_text() for own in soup.find_all("h2")] == [
        "What you can do afterwards",
        "Terms",
        "Motion",
        "Measure",
        "Examples",
        "Often got wrong",
        "In short",
        "To talk about",
        "Check yourself",
        "Answers",
    ]
    text = soup.get_text()
    assert "Speed is way by time. (handbook.pdf, page 3)" in text
    assert "Cars move. (notes.md)" in text
    assert "\\(v = s / t\\)" in text
    assert "AI-generated, reviewed by Ada <Lee>." in text
    meta = soup.find("meta", {"name": "AIGC"})
    assert meta is not None
    assert json.loads(str(meta["content"])) == AIGC


def test_answers_stand_after_all_questions() -> None:
    text = BeautifulSoup(write_html(FILE), "lxml").get_text()
    before, _, after = text.partition("Answers")
    assert "What is her speed?" in before
    assert CHOICE.right[0].text in after


def test_markdown_has_the_same_words_and_its_label_in_front() -> None:
    text = write_markdown(FILE)
    head = text.split("---")[1]
    assert 'title: "Speed & motion"' in head
    assert json.loads(head.partition("AIGC: ")[2]) == AIGC
    assert "## Terms" in text
    assert "**speed**: Speed is way by time. *(handbook.pdf, page 3)*" in text
    assert "$v = s / t$" in text
    assert "1. Start" in text
    assert text.rstrip().endswith("AI-generated, reviewed by Ada <Lee>.")
