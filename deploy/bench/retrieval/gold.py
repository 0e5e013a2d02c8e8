"""The gold set: questions with the passages that answer them. How it was made: gold/README.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.cli.errors import CommandError
from deploy.demo.courses.catalogue import HERE as COURSES
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.limits import Limits
from generators.sources.reading import read_source

GOLD = Path(__file__).parent / "gold"
_FILES = {
    Language.EN: (COURSES / "en_data_protection" / "files", "en-*.md"),
    Language.ZH: (COURSES / "zh_mechanics" / "files", "zh-*.md"),
}


class Question(BaseModel):
    """`answers` are pieces of text: whichever passage holds one of them answers the question.
    `hard` ones share no telling word with their answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    split: str = Field(pattern="^(dev|test)$")
    language: Language
    course: str
    hard: bool
    question: str
    answers: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """All passages of a language, and the ids that answer each question, which are never none."""

    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]
    answering: tuple[frozenset[str], ...]


def read_gold(language: Language, path: Path = GOLD / "questions.jsonl") -> GoldSet:
    """Raises `CommandError` for a line that is no question, or one that no passage answers."""
    questions = tuple(q for q in _read_questions(path) if q.language is language)
    passages = read_passages(language)
    return GoldSet(passages, questions, tuple(_find_answers(q, passages) for q in questions))


@cache
def read_passages(language: Language) -> tuple[Passage, ...]:
    """Of the demo course and of the texts that were written for this bench, as one course."""
    folder, own = _FILES[language]
    paths = [path for path in sorted(folder.iterdir()) if path.is_file()]
    paths += sorted((GOLD / "texts").glob(own))
    return tuple(
        passage.model_copy(update={"id": f"{path.name}#{passage.id}", "source": path.name})
        for path in paths
        for passage in read_source(path, "", path.name, Limits()).passages
    )


def _read_questions(path: Path) -> list[Question]:
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            questions.append(Question.model_validate(json.loads(line)))
        except (ValueError, ValidationError) as error:
            raise CommandError(f"{path.name}, line {number} is no question: {error}") from error
    return questions


def _find_answers(question: Question, passages: Sequence[Passage]) -> frozenset[str]:
    answers = [_squeeze(answer) for answer in question.answers]
    texts = {passage.id: _squeeze(passage.text) for passage in passages}
    for answer in answers:
        if not any(answer in text for text in texts.values()):
            raise CommandError(f"{question.id}: no passage holds “{answer}”.")
    return frozenset(own for own, text in texts.items() if any(a in text for a in answers))


def _squeeze(text: str) -> str:
    """Line breaks and blanks differ between the forms of a file."""
    return "".join(text.split()).casefold()
