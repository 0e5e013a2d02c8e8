"""The wizard's form: read, checked field by field, and shown again as it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from generators.exercise.content import QUESTION_KINDS, Bloom, Kind, Language
from lti_tool.services.request_options import Options
from lti_tool.services.request_plan import MAX_COUNT, TRIAL, Wanted, WantedSkill
from lti_tool.views.exercise_words import EASY, HARD, MEDIUM
from lti_tool.views.translate import gettext

DIFFICULTIES = {
    "mixed": (MEDIUM, EASY, HARD),
    "easy": (EASY,),
    "medium": (MEDIUM,),
    "hard": (HARD,),
}
NOTE_LENGTH = 500


@dataclass
class RequestForm:
    """As typed; `errors` has a sentence per field that cannot be used. No skill chosen and
    `evenly`: all of them. Cases are chosen by hand, as few sources carry them."""

    skills: list[str] = field(default_factory=list)
    evenly: bool = True
    kinds: list[str] = field(default_factory=lambda: [kind.value for kind in QUESTION_KINDS])
    blooms: list[str] = field(
        default_factory=lambda: [
            level.value for level in (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY)
        ]
    )
    count: str = "10"
    language: str = Language.EN.value
    difficulty: str = "mixed"
    note: str = ""
    trial: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        course_language: str,
        skill_ids: Sequence[str] = (),
        note: str = "",
        blooms: Sequence[str] = (),
    ) -> RequestForm:
        """Five exercises for each skill that is named, within what one request may ask for; at the
        usual levels where none is named that there is."""
        language = Language.ZH if course_language.startswith("zh") else Language.EN
        form = cls(language=language.value, note=note)
        form.blooms = [level for level in blooms if level in set(Bloom)] or form.blooms
        if skill_ids:
            form.skills, form.evenly = list(skill_ids), False
            form.count = str(min(MAX_COUNT, 5 * len(skill_ids)))
        return form

    @classmethod
    def of_post(cls, post: MultiDict[str, str]) -> RequestForm:
        return cls(
            skills=post.getlist("skills"),
            evenly=post.get("spread") != "chosen",
            kinds=post.getlist("kinds"),
            blooms=post.getlist("blooms"),
            count=post.get("count", "").strip(),
            language=post.get("language", ""),
            difficulty=post.get("difficulty", ""),
            note=post.get("note", "").strip(),
            trial=post.get("trial") == "yes",
        )

    @classmethod
    def of_asked(cls, asked: Mapping[str, Any]) -> RequestForm:
        """What a former request was asked, without its trial."""
        return cls(**asked)

    def to_asked(self) -> dict[str, Any]:
        names = ("skills", "evenly", "kinds", "blooms", "count", "language", "difficulty", "note")
        return {name: getattr(self, name) for name in names}

    @property
    def exercises(self) -> int:
        """How many this form asks for, 0 while that cannot be read."""
        if not self.count.isdecimal() or not 1 <= int(self.count) <= MAX_COUNT:
            return 0
        return min(TRIAL, int(self.count)) if self.trial else int(self.count)

    def read(self, options: Options) -> Wanted | None:
        """None with `errors` filled where something cannot be used."""
        skills = [skill for skill in options.skills if self.evenly or skill.id in self.skills]
        self._check(bool(skills))
        if self.errors:
            return None
        return Wanted(
            skills=tuple(
                WantedSkill(s.id, s.name, tuple(s.terms), options.published.get(s.id, 0))
                for s in skills
            ),
            kinds=tuple(Kind(kind) for kind in self.kinds),
            blooms=tuple(Bloom(bloom) for bloom in self.blooms),
            count=self.exercises,
            language=Language(self.language),
            difficulties=DIFFICULTIES[self.difficulty],
            note=self.note,
        )

    def _check(self, has_skills: bool) -> None:
        checks = {
            "skills": (has_skills, gettext("Choose at least one skill.")),
            "kinds": (_all_of(Kind, self.kinds), gettext("Choose at least one kind.")),
            "blooms": (_all_of(Bloom, self.blooms), gettext("Choose at least one level.")),
            "count": (
                bool(self.exercises),
                gettext("Give a whole number from 1 to %(most)s.", most=MAX_COUNT),
            ),
            "language": (_all_of(Language, [self.language]), gettext("Choose a language.")),
            "difficulty": (self.difficulty in DIFFICULTIES, gettext("Choose a difficulty.")),
            "note": (
                len(self.note) <= NOTE_LENGTH,
                gettext("Shorten the note to %(most)s characters.", most=NOTE_LENGTH),
            ),
        }
        self.errors = {name: text for name, (good, text) in checks.items() if not good}


def _all_of(known: Iterable[StrEnum], values: list[str]) -> bool:
    return bool(values) and set(values) <= {member.value for member in known}
