"""The models of courses' banks in this process: read at first use, and anew when trained."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from generators.exercise.content import Language
from jobs.meaning import MEANING
from jobs.parts import Parts
from lti_tool.services.bank_models import bank_folder, find_bank_model

if TYPE_CHECKING:
    from generators.bank.embedder import Embedder
    from generators.bank.sense import BankSense

log = structlog.get_logger(__name__)

NO_MODEL, OTHER_EMBEDDER = "no_bank_model", "other_embedder"
BY_WORDS, UNREADABLE = "bank_by_words", "bank_unreadable"
_MOST = 8  # courses


def choose_embedder(parts: Parts, languages: Collection[Language]) -> Embedder:
    """The installation's, where it knows them all; else the one that goes by words alone."""
    from generators.bank.embedder import LexicalEmbedder, MeaningEmbedder

    found = MEANING.take(parts)
    if found is None or not set(languages) <= found.languages:
        return LexicalEmbedder()
    return MeaningEmbedder(found)


@dataclass(frozen=True, slots=True)
class Shelved:
    """`sense` is None where there is a reason, a code."""

    revision: str
    sense: BankSense | None
    reason: str = ""


@dataclass
class BankShelf:
    _held: OrderedDict[str, Shelved] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, parts: Parts, context_id: str) -> Shelved:
        with self._lock:
            with parts.database.read() as session:
                row = find_bank_model(session, context_id)
                revision = row.revision if row else ""
            held = self._held.get(context_id)
            if held is None or held.revision != revision:
                held = self._held[context_id] = _open(parts, context_id, revision)
            self._held.move_to_end(context_id)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
            return held


BANKS = BankShelf()


def _open(parts: Parts, context_id: str, revision: str) -> Shelved:
    if not revision:
        return Shelved(revision, None, NO_MODEL)
    from generators.bank.embedder import LexicalEmbedder, MeaningEmbedder
    from generators.bank.item_model import read_item_model
    from generators.bank.model_file import ModelFileError
    from generators.bank.sense import BankSense

    try:
        model = read_item_model(bank_folder(parts.settings.data, context_id) / revision)
    except ModelFileError as error:
        log.warning("bank_model_unreadable", context=context_id, error=str(error))
        return Shelved(revision, None, UNREADABLE)
    if model.card.data["embedder"] == LexicalEmbedder.name:
        return Shelved(revision, None, BY_WORDS)
    found = MEANING.take(parts)
    embedder = MeaningEmbedder(found) if found else None
    if found is None or embedder is None or embedder.name != model.card.data["embedder"]:
        return Shelved(revision, None, OTHER_EMBEDDER)
    return Shelved(revision, BankSense(model, embedder, found.languages))
