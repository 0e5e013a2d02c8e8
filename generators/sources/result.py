"""What reading a file gives."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.blocks import Unread


def ignore_progress(_done: int, _total: int) -> None:
    """For callers that show no progress."""


class Reading(BaseModel):
    """What a file holds. Passage ids are "1", "2", ...: whoever stores them gives their own.

    `pages` is 0 for formats without pages. A file of scanned pages has no passages, and each of
    its pages among `unread`.
    """

    model_config = ConfigDict(frozen=True)

    passages: tuple[Passage, ...]
    unread: tuple[Unread, ...]
    language: Language
    pages: int
