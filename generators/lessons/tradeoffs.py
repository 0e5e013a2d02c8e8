"""What a source weighs up itself: advantages and disadvantages, one thing at another's cost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.task import Task
from generators.drafters.text.english import lower_first
from generators.exercise.content import Language
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR

_LONGEST = {Language.EN: 240, Language.ZH: 110}  # characters of a sentence that is quoted
_HEADING = {
    Language.EN: re.compile(
        r"^(?:the )?(?:advantages|benefits|strengths|pros) (?:and|vs\.?|or) (?:the )?"
        r"(?:disadvantages|drawbacks|limitations|weaknesses|risks|costs|cons)"
        r"(?: (?:of|in|to) (?P<of>.{3,60}))?$",
        re.I,
    ),
    Language.ZH: re.compile(
        r"^(?:(?P<of>[^，。：]{2,20}?)的?)?(?:优缺点|利弊|利与弊|优势与(?:不足|劣势)|优点[和与及](?:缺点|不足))"
        r"(?:分析|比较)?$"
    ),
}  # fmt: skip
_MORE_EN = (
    r"\b(?:more|less|fewer|better|worse|larger|(?:saf|slow|fast|small|cheap|short|long|simpl|easi|"
    r"heavi|light|strong|weak|high|low|hard|quick|broad|narrow|rich|wid|thick|thinn|soft|"
    r"cool|warm|hott|costli|old|young|great|stiff|fin|clear|noisi|bigg)er)\b"
)
_SENTENCE = {
    Language.EN: re.compile(
        r"\btrade-?offs?\b|\bon the other hand\b|\bat the (?:cost|expense|price) of\b|"
        r"\b(?:advantage|benefit)s?\b.*\b(?:disadvantage|drawback|downside)s?\b|"
        rf"{_MORE_EN}[^.]*,? but (?:also )?[^.]*{_MORE_EN}",
        re.I,
    ),
    Language.ZH: re.compile(
        r"为代价|权衡|取舍|利弊|各有(?:优缺点|利弊|优劣|长短)|优[点势][^。]*[缺弱]点|优势[^。]*(?:劣势|不足)|"
        r"一方面[^。]*另一方面|更[^。，]*，[但却][^。]*更"
    ),
}  # fmt: skip


def find_tradeoffs(task: Task) -> Iterator[str]:
    """Questions on what the headings and the sentences of the skill weigh up, in course order."""
    chinese = task.language is Language.ZH
    for subject in _weighed_subjects(task):
        yield _decide_zh(subject) if chinese else _decide_en(subject)
    for sentence in covered_sentences(task):
        text = sentence.text
        if len(text) <= _LONGEST[task.language] and _SENTENCE[task.language].search(text):
            yield _weigh_zh(text) if chinese else _weigh_en(text)


def _weighed_subjects(task: Task) -> Iterator[str]:
    seen = set()
    for passage in task.material.passages:
        heading = skill_name(passage.heading.rpartition(PATH_SEPARATOR)[2])
        match = _HEADING[task.language].match(heading)
        if match and task.covers(passage) and heading not in seen:
            seen.add(heading)
            yield match["of"] or task.blueprint.skill_name


def _decide_en(subject: str) -> str:
    return (
        f"Think of a case in which somebody has to decide for or against {lower_first(subject)}. "
        "Which advantages and disadvantages from the course weigh most there, and why?"
    )


def _decide_zh(subject: str) -> str:
    return (
        f"设想有人要决定是否采用“{subject}”：课程中讲到的优点和缺点，"
        "哪些在这种情况下最重要？为什么？"
    )


def _weigh_en(text: str) -> str:
    return f"The course says: “{text}” When would you accept the one for the other, and when not?"


def _weigh_zh(text: str) -> str:
    return f"课程中说：“{text.rstrip('。')}。”在什么情况下值得这样取舍，什么情况下不值得？"
