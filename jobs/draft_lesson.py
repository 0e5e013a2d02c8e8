"""Drafting a lesson from the course's sources: by rules, with questions to talk about from a model
server where the site has one. May run twice at any time.
"""

from __future__ import annotations

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.parametric import ParametricDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.lessons.drafting import TooLittleError, draft_lesson
from jobs.course_material import read_passages
from jobs.lesson_prompts import add_prompts
from jobs.parts import Parts, current_parts
from lti_tool.models import Skill
from lti_tool.services import lessons

SEED = 1  # a lesson is the same however often it is asked for


def run(lesson_id: str) -> None:
    draft(current_parts(), lesson_id)


def draft(parts: Parts, lesson_id: str) -> None:
    with parts.database.write() as session:
        row = lessons.begin_lesson(session, lesson_id)
    if row is None:
        return
    with parts.database.read() as session:
        asked = _describe(session.get_one(Skill, row.skill_id), Language(row.language))
        material = Material.of(tuple(read_passages(session, row.context_id)))

    def tell(done: int, of: int) -> None:
        with parts.database.write() as session:
            lessons.tell_progress(session, lesson_id, done, of)

    try:
        content = draft_lesson(
            asked, material, (ExtractiveDrafter(), ParametricDrafter()), SEED, tell
        )
    except TooLittleError as error:
        with parts.database.write() as session:
            lessons.fail_lesson(session, lesson_id, str(error))
    else:
        content = add_prompts(parts, row.context_id, asked, material, content)
        with parts.database.write() as session:
            lessons.store_lesson(session, lesson_id, content)


def _describe(skill: Skill, language: Language) -> Blueprint:
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=Kind.MULTIPLE_CHOICE,
        language=language,
        terms=tuple(skill.terms),
    )
