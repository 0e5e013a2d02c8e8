"""The edit form of a case: its own fields, and a form for each of its questions.

Questions are added, moved and taken away by buttons that post the whole form (`change`) and get it
back, so that no script is needed and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from generators.exercise.content import QUESTION_KINDS, CaseStudy, Kind, Language
from lti_tool.services.drafts import DraftText
from lti_tool.views.content_errors import describe_problem
from lti_tool.views.content_form import ContentForm
from lti_tool.views.translate import gettext

MOST = 6
FEWEST = 2
STEPS = {"up": -1, "down": 1}


@dataclass
class CaseForm(ContentForm):
    """`changed` is the place of what a button has just added or moved, or of what is next to what
    it took away: there one goes on."""

    questions: list[ContentForm] = field(default_factory=list)
    changed: int | None = None

    @classmethod
    def begin(cls, kind: Kind, language: Language, *, is_family: bool = False) -> CaseForm:
        form = cls(kind, language, is_family)
        form.take({})
        for _ in range(FEWEST):
            form._add(Kind.MULTIPLE_CHOICE)
        return form

    @classmethod
    def of_text(cls, kind: Kind, language: Language, text: DraftText) -> CaseForm:
        form = cls.begin(kind, language)
        if isinstance(text.content, CaseStudy):
            data = text.content.model_dump(mode="json")
            form.language = text.content.language
            form.fill(data)
            form.questions = []
            for part in data["parts"]:
                form._add(Kind(part["content"]["kind"]), part)
        return form

    @classmethod
    def of_post(cls, kind: Kind, post: Mapping[str, str], *, is_family: bool = False) -> CaseForm:
        del is_family  # no case has fresh numbers
        language = Language.ZH if post.get("language") == Language.ZH else Language.EN
        form = cls(kind, language)
        form.take(post)
        for number in range(MOST):
            if (name := post.get(f"q{number}.kind", "")) in QUESTION_KINDS:
                question = form._add(Kind(name))
                question.prefix = f"q{number}."
                question.take(post)
        form._change(post)
        form._count_anew()
        return form

    @property
    def may_add(self) -> bool:
        return len(self.questions) < MOST

    def to_data(self) -> dict[str, Any]:
        parts = []
        for question in self.questions:
            question.language, question.problems = self.language, {}
            data = question.to_data()
            points = {"points": data.pop("points")} if "points" in data else {}
            parts.append({"content": {**data, "kind": question.kind.value}, **points})
        return {**super().to_data(), "parts": parts}

    def tell_problems(self, error: ValidationError) -> None:
        """Each with the form of its question. That questions which cannot be used are too few is
        no problem of its own."""
        for detail in error.errors(include_url=False):
            match detail["loc"]:
                case (_, "parts", int(number), "content", *rest) | (_, "parts", int(number), *rest):
                    problems = self.questions[number].problems
                case _:
                    rest, problems = list(detail["loc"]), self.problems
            path, text = describe_problem({**detail, "loc": tuple(rest)})
            if path != "parts" or detail["type"] != "too_short" or len(self.questions) < FEWEST:
                problems.setdefault(path, text)
        if any(question.problems for question in self.questions):
            self.problems["parts"] = gettext("A question needs another look.")

    def _add(self, kind: Kind, part: Mapping[str, Any] | None = None) -> ContentForm:
        question = ContentForm(kind, self.language, prefix=f"q{len(self.questions)}.")
        question.take({})
        if part is not None:
            question.fill({**part["content"], "points": part["points"]})
        else:
            question.values["points"] = "1"
        self.questions.append(question)
        return question

    def _change(self, post: Mapping[str, str]) -> None:
        """What a button says: "add", or "up:1", "down:0", "remove:2" with the question's place."""
        action, _, place = post.get("change", "").partition(":")
        if action == "add" and self.may_add and post.get("new_kind") in QUESTION_KINDS:
            self._add(Kind(post["new_kind"]))
            self.changed = len(self.questions) - 1
            return
        at = int(place) if place.isascii() and place.isdigit() and len(place) == 1 else MOST
        if at >= len(self.questions):
            return
        question = self.questions.pop(at)
        if action == "remove":
            self.changed = min(at, len(self.questions) - 1)
            return
        self.changed = max(0, at + STEPS.get(action, 0))
        self.questions.insert(self.changed, question)

    def _count_anew(self) -> None:
        for number, question in enumerate(self.questions):
            question.prefix = f"q{number}."
