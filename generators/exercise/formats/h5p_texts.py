"""Texts of an H5P package: the few tags that its content types keep, and Chinese words for what
their players say in English of themselves.

A site drops all other tags and keeps the words between them: cells of a table would run together.
"""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

from generators.exercise.content import Language
from generators.exercise.formats.markup import to_html

_HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_DROPPED = ["blockquote", "table", "thead", "tbody", "th", "td", "s"]

SET_WORDS: dict[Language, dict[str, Any]] = {
    Language.EN: {},
    Language.ZH: {
        "texts": {
            "prevButton": "上一题",
            "previous": "上一题",
            "nextButton": "下一题",
            "next": "下一题",
            "finishButton": "完成",
            "submitButton": "提交",
            "textualProgress": "第 @current 题,共 @total 题",
            "jumpToQuestion": "第 %d 题,共 %total 题",
            "questionLabel": "题目",
            "readSpeakerProgress": "第 @current 题,共 @total 题",
            "unansweredText": "未作答",
            "answeredText": "已作答",
            "currentQuestionText": "当前题目",
            "navigationLabel": "题目",
        },
        "endGame": {
            "message": "结果",
            "noResultMessage": "已完成",
            "scoreBarLabel": "得 @finals 分,满分 @totals 分",
            "solutionButtonText": "显示答案",
            "retryButtonText": "再做一次",
            "finishButtonText": "完成",
            "submitButtonText": "提交",
        },
    },
}
START: dict[Language, dict[str, str]] = {Language.EN: {}, Language.ZH: {"startButtonText": "开始"}}
CHOICE_WORDS: dict[Language, dict[str, str]] = {
    Language.EN: {},
    Language.ZH: {
        "checkAnswerButton": "检查",
        "submitAnswerButton": "提交",
        "showSolutionButton": "显示答案",
        "tryAgainButton": "再试一次",
        "scoreBarLabel": "得 :num 分,满分 :total 分",
        "wrongAnswer": "错误",
        "correctAnswer": "正确",
        "shouldCheck": "应选",
        "shouldNotCheck": "不应选",
        "noInput": "请先作答,再看答案",
    },
}
TRUTH_WORDS: dict[Language, dict[str, str]] = {
    Language.EN: {},
    Language.ZH: {
        "trueText": "正确",
        "falseText": "错误",
        "score": "得 @score 分,满分 @total 分",
        "checkAnswer": "检查",
        "submitAnswer": "提交",
        "showSolutionButton": "显示答案",
        "tryAgain": "再试一次",
        "wrongAnswerMessage": "回答错误",
        "correctAnswerMessage": "回答正确",
        "scoreBarLabel": "得 :num 分,满分 :total 分",
    },
}
BLANKS_WORDS: dict[Language, dict[str, str]] = {
    Language.EN: {},
    Language.ZH: {
        "showSolutions": "显示答案",
        "tryAgain": "再试一次",
        "checkAnswer": "检查",
        "submitAnswer": "提交",
        "notFilledOut": "请先填完所有空,再看答案",
        "answeredCorrectly": "回答正确",
        "answeredIncorrectly": "回答错误",
        "solutionLabel": "正确答案:",
        "inputLabel": "第 @num 空,共 @total 空",
        "scoreBarLabel": "得 :num 分,满分 :total 分",
    },
}


def to_h5p(text: str) -> str:
    """Lists and rows of tables become lines, with their marks and " | " between cells."""
    soup = BeautifulSoup(to_html(text), "html.parser")
    for entries in reversed(soup.find_all(["ul", "ol"])):
        _spell_list(entries)
    for row in soup.find_all("tr"):
        for cell in row.find_all(["th", "td"])[:-1]:
            cell.append(" | ")
        row.name = "div"
    for heading in soup.find_all(list(_HEADINGS)):
        heading.name = _HEADINGS[heading.name]
    for line in soup.find_all("hr"):
        line.decompose()
    for own in soup.find_all(_DROPPED):
        own.unwrap()
    return str(soup)


def _spell_list(entries: Tag) -> None:
    numbered = entries.name == "ol"
    first = int(str(entries.get("start", "1")))
    for number, entry in enumerate(entries.find_all("li", recursive=False), start=first):
        opening = next(iter(entry.find_all(recursive=False)), None)
        line = opening if opening and opening.name == "p" else entry
        line.insert(0, f"{number}. " if numbered else "• ")
        entry.name = "div"
    entries.unwrap()
