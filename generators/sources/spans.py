"""Cutting a file's blocks into passages of a length that a question can be asked of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.blocks import Block, BlockKind
from generators.sources.joining import join_two, ordered_number
from generators.sources.language import count_units, language_of
from generators.sources.sentences import split_sentences

PATH_SEPARATOR = " > "
# In words of English and in characters of Chinese.
_SHORTEST = {Language.EN: 40, Language.ZH: 80}
_LONGEST = {Language.EN: 180, Language.ZH: 400}
# A procedure stays whole, so that its steps can be put in order.
_ORDERED_SLACK = 3
_KINDS = {BlockKind.LIST: "list", BlockKind.TABLE: "table", BlockKind.CAPTION: "caption"}


def _longest(text: str) -> int:
    return _LONGEST[language_of(text)]


def _balanced(pieces: list[str], most: int) -> Iterator[list[str]]:
    """Runs of pieces of about equal length, none over `most` unless one piece alone is."""
    sizes = [count_units(piece) for piece in pieces]
    share = sum(sizes) / max(1, -(-sum(sizes) // most))
    run: list[str] = []
    filled = passed = 0
    bound = share
    for piece, size in zip(pieces, sizes, strict=True):
        if run and (filled + size > most or passed + size / 2 > bound):
            yield run
            run, filled = [], 0
            bound = max(bound, passed) + share
        run.append(piece)
        filled += size
        passed += size
    if run:
        yield run


def _cut_paragraph(text: str) -> list[str]:
    if count_units(text) <= _longest(text):
        return [text]
    parts = []
    for run in _balanced(split_sentences(text), _longest(text)):
        joined = ""
        for sentence in run:
            joined = join_two(joined, sentence)
        parts.append(joined)
    return parts


def _cut_list(text: str) -> list[str]:
    entries = text.split("\n")
    ordered = ordered_number(entries[0]) is not None
    most = _longest(text) * (_ORDERED_SLACK if ordered else 1)
    return ["\n".join(run) for run in _balanced(entries, most)]


def _cut_table(text: str) -> list[str]:
    """Each part keeps the header row."""
    header, *rows = text.split("\n")
    if not rows:
        return [text]
    most = max(_longest(text) - count_units(header), _longest(text) // 2)
    return ["\n".join([header, *run]) for run in _balanced(rows, most)]


@dataclass
class _Cutter:
    passages: list[Passage] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    held_marks: list[str] = field(default_factory=list)
    page: int | None = None

    def take(self, block: Block) -> None:
        match block.kind:
            case BlockKind.HEADING:
                self.flush()
                self._enter(block.level, block.text)
            case BlockKind.TEXT:
                self._hold(block)
            case _:
                self.flush()
                for text in self._cut(block):
                    self._emit(text, block.page, _KINDS[block.kind], block.marked)

    def flush(self) -> None:
        if self.held:
            self._emit("\n".join(self.held), self.page, "text", self.held_marks)
            self.held, self.held_marks = [], []

    def _enter(self, level: int, text: str) -> None:
        self.path = [(own, name) for own, name in self.path if own < level]
        self.path.append((level, text.replace(PATH_SEPARATOR, " ")))

    def _hold(self, block: Block) -> None:
        """Paragraphs are put together while they fit; a new page waits for a span long enough."""
        for text in _cut_paragraph(block.text):
            before = "\n".join(self.held)
            full = count_units(before) + count_units(text) > _longest(before + text)
            turned = block.page != self.page and count_units(before) >= _SHORTEST[language_of(text)]
            if self.held and (full or turned):
                self.flush()
            if not self.held:
                self.page = block.page
            self.held.append(text)
            self.held_marks += [term for term in block.marked if term in text]

    @staticmethod
    def _cut(block: Block) -> list[str]:
        match block.kind:
            case BlockKind.LIST:
                return _cut_list(block.text)
            case BlockKind.TABLE:
                return _cut_table(block.text)
            case _:
                return _cut_paragraph(block.text)

    def _emit(self, text: str, page: int | None, kind: str, marked: Sequence[str]) -> None:
        self.passages.append(
            Passage(
                id=str(len(self.passages) + 1),
                text=text,
                page=page,
                heading=PATH_SEPARATOR.join(name for _, name in self.path),
                kind=kind,
                language=language_of(text),
                marked=tuple(dict.fromkeys(term for term in marked if term in text)),
            )
        )


def cut_passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Passages in reading order with ids "1", "2", ...; none runs over a heading."""
    cutter = _Cutter()
    for block in blocks:
        cutter.take(block)
    cutter.flush()
    return tuple(cutter.passages)
