"""What an instructor keeps of a drafted lesson, and what they add in their own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.exercise.lesson import Lesson, Section
from lti_tool.errors import InvalidInputError

LISTS = ("terms", "steps", "examples", "mistakes", "summary", "questions")
LINES = ("objectives", "prompts")  # one a line, the instructor's to reword
MOST_LINES = 12


def keeps(content: Lesson, name: str, entry: object) -> bool:
    """Whether an entry of the draft is (still) in the lesson."""
    return entry in getattr(content, name)


def keeps_sentence(content: Lesson, heading: str, sentence: object) -> bool:
    return any(
        section.heading == heading and sentence in section.sentences for section in content.sections
    )


def read_lesson_form(form: Mapping[str, str], drafted: Lesson) -> Lesson:
    """Entries are ticked by their place in the draft.

    Raises `InvalidInputError` where a text is too long.
    """
    words = form.get("own_words", "").replace("\r\n", "\n").strip()
    changes: dict[str, Any] = {"own_words": words}
    for name in LISTS:
        entries = getattr(drafted, name)
        changes[name] = tuple(
            entry for n, entry in enumerate(entries) if f"keep-{name}-{n}" in form
        )
    for name in LINES:
        changes[name] = tuple(line.strip() for line in form.get(name, "").splitlines())
        changes[name] = tuple(filter(None, changes[name]))[:MOST_LINES]
    changes["sections"] = tuple(_read_sections(form, drafted))
    try:
        return Lesson.model_validate(drafted.model_copy(update=changes).model_dump())
    except ValueError as error:
        raise InvalidInputError(
            "A text of this lesson is too long: a line holds 2,000 characters, your own words "
            "20,000. Shorten it, then save again."
        ) from error


def _read_sections(form: Mapping[str, str], drafted: Lesson) -> Iterator[Section]:
    """Those of which something is left."""
    for s, section in enumerate(drafted.sections):
        kept = tuple(
            sentence
            for n, sentence in enumerate(section.sentences)
            if f"keep-section-{s}-{n}" in form
        )
        if kept:
            yield Section(heading=section.heading, sentences=kept)
