"""A folder of sources as course material."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.errors import SourceError
from generators.sources.isolation import read_source_isolated
from generators.sources.limits import Limits
from generators.sources.skills import SkillProposal, propose_skills

SUFFIXES = (".pdf", ".docx", ".pptx", ".html", ".htm", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class Text:
    """A file: its passages, and what can be asked about it in each language."""

    name: str
    passages: tuple[Passage, ...]
    skills: dict[Language, tuple[SkillProposal, ...]]


@dataclass(frozen=True, slots=True)
class Folder:
    """`unread` are the files that could not be read, with the reason."""

    texts: list[Text]
    unread: dict[str, str]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for text in self.texts for passage in text.passages)


def read_folder(folder: Path) -> Folder:
    """All files of a readable type, subfolders included, in the order of their names."""
    read = Folder([], {})
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.casefold() in SUFFIXES:
            name = str(path.relative_to(folder))
            try:
                reading = read_source_isolated(path, "", path.name, Limits())
            except SourceError as error:
                read.unread[name] = str(error)
            else:
                read.texts.append(_to_text(name, reading.passages))
    return read


def _to_text(name: str, passages: tuple[Passage, ...]) -> Text:
    """Ids are made distinct between files."""
    own = tuple(
        passage.model_copy(update={"id": f"{name}#{passage.id}", "source": name})
        for passage in passages
    )
    skills = {
        language: propose_skills([p for p in own if p.language is language])
        for language in Language
    }
    return Text(name, own, {language: found for language, found in skills.items() if found})
