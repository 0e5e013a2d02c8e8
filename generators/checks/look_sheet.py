"""What a reader of a draft has on the table: the exercise in words, and the passage beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.checks.case import Case
from generators.drafters.prompts import strip_marks
from generators.exercise.content import Kind, Language
from generators.exercise.in_words import ask_and_key

LETTERS = "ABCDEFGH"
_AROUND = 800  # characters of a passage on each side of its quote
CHOICES = frozenset({Kind.MULTIPLE_CHOICE, Kind.MULTIPLE_RESPONSE})
_WORDS = {
    Language.EN: ("Situation", "Question", "Statement", "Entries", "Hints", "Key"),
    Language.ZH: ("情境", "题目", "陈述", "备选项", "提示", "答案"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """`options` and `key` as `ask_and_key` gives them."""

    kind: Kind
    language: Language
    stem: str
    options: tuple[Any, ...]
    key: Any
    hints: tuple[str, ...]
    passage: str
    situation: str = ""

    @property
    def letters(self) -> str:
        return LETTERS[: len(self.options)]

    @property
    def right(self) -> frozenset[str]:
        """The letters of the right options, of a kind with such."""
        keys = [self.key] if isinstance(self.key, str) else list(self.key)
        pairs = zip(self.letters, self.options, strict=True)
        return frozenset(letter for letter, text in pairs if text in keys)

    def show(self, *, with_key: bool) -> str:
        """The exercise as data for a prompt; a key that code compares itself is left out."""
        situation, question, statement, entries, hints, key = _WORDS[self.language]
        head = statement if self.kind is Kind.TRUE_FALSE else question
        lines = [f"{situation}: {self.situation}"] if self.situation else []
        lines.append(f"{head}: {self.stem}")
        if self.kind in CHOICES:
            lines += [
                f"{letter}. {text}" for letter, text in zip(self.letters, self.options, strict=True)
            ]
        elif self.kind is not Kind.TRUE_FALSE and any(self.options):
            lines.append(f"{entries}: {tell(self.options)}")
        if self.hints:
            lines.append(f"{hints}: {' / '.join(self.hints)}")
        if with_key:
            lines.append(f"{key}: {self._tell_key()}")
        return strip_marks("\n".join(lines))

    def _tell_key(self) -> str:
        if self.kind is Kind.OPEN_ANSWER and isinstance(self.key, Mapping):
            return "; ".join(self.key)
        return tell(self.key)


def tell(value: Any) -> str:
    """In one line: entries by semicolons, spellings of one by strokes."""
    if isinstance(value, Mapping):
        return "; ".join(f"{left} = {right}" for left, right in value.items())
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(value)
    return "; ".join(own if isinstance(own, str) else " / ".join(map(str, own)) for own in value)


def _cut(text: str, quote: str) -> str:
    """A passage may be a whole page: what its quote needs stands beside it."""
    place = max(0, text.find(quote))
    return text[max(0, place - _AROUND) : place + len(quote) + _AROUND]


def lay_out(case: Case) -> Sheet:
    content = case.content
    options, key = ask_and_key(content)
    texts = {passage.id: passage.text for passage in case.cited}
    cited = [(texts[own.passage], own.quote) for own in content.citations if own.passage in texts]
    passage = "\n…\n".join(dict.fromkeys(_cut(*own) for own in cited))
    return Sheet(
        content.kind,
        content.language,
        content.stem,
        tuple(options),
        key,
        content.hints,
        passage,
        case.situation,
    )
