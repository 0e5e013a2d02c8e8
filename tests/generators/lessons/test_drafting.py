"""Lessons are made of the sources' own sentences, or not at all."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.exercise.lesson import Lesson
from generators.lessons.drafting import TooLittleError, draft_lesson
from tests.generators.drafters.hand_written import blueprint, chinese, english, nasty

COURSES = {Language.EN: english(), Language.ZH: chinese()}
DRAFTERS = (ExtractiveDrafter(),)


def asked(language: Language = Language.EN) -> Blueprint:
    return blueprint(Kind.MULTIPLE_CHOICE, language)


@pytest.mark.parametrize("language", Language)
def test_sources_without_anything_to_teach_are_told(language: Language) -> None:
    for material in (Material.of(()), nasty(language)):
        with pytest.raises(TooLittleError, match="sentences that stand alone"):
            draft_lesson(asked(language), material, DRAFTERS, 1)


def test_the_other_language_gives_nothing() -> None:
    with pytest.raises(TooLittleError):
        draft_lesson(asked(Language.ZH), english(), DRAFTERS, 1)


@pytest.mark.parametrize("language", Language)
def test_every_sentence_stands_in_the_passage_that_it_names(language: Language) -> None:
    lesson = draft_lesson(asked(language), COURSES[language], DRAFTERS, 1)
    texts = {passage.id: passage.text for passage in COURSES[language].passages}
    quoted = [*lesson.terms, *lesson.examples, *lesson.summary]
    quoted += [sentence for section in lesson.sections for sentence in section.sentences]
    assert quoted
    assert all(one.text in texts[one.passage] for one in quoted)
    assert set(lesson.passages) <= set(texts)


@pytest.mark.parametrize("language", Language)
def test_a_lesson_has_goals_a_summary_and_checked_questions(language: Language) -> None:
    told: list[tuple[int, int]] = []
    lesson = draft_lesson(
        asked(language), COURSES[language], DRAFTERS, 1, lambda *step: told.append(step)
    )
    assert lesson.objectives
    assert lesson.summary
    assert len(lesson.questions) > 1
    assert len({question.kind for question in lesson.questions}) == len(lesson.questions)
    assert told[-1] == (len(told) - 1, len(told) - 1)


def test_the_same_question_gives_the_same_lesson_and_it_survives_json() -> None:
    lesson = draft_lesson(asked(), COURSES[Language.EN], DRAFTERS, 1)
    assert draft_lesson(asked(), COURSES[Language.EN], DRAFTERS, 1) == lesson
    assert Lesson.model_validate(lesson.model_dump(mode="json")) == lesson
