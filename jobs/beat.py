"""The worker's sign of life: a row that a thread keeps fresh."""

from __future__ import annotations

from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from generators.models.catalogue import Purpose, load_catalogue
from generators.models.errors import ModelError
from generators.models.store import list_models
from jobs.keeping import Keeping
from jobs.model_engine import SHELF
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.queue import QueueName
from lti_tool.services.worker_beats import BEAT_SECONDS, record_beat, remove_beat

log = structlog.get_logger(__name__)


class Beat(Keeping):
    """Its row is gone at a clean end, and grows old after any other."""

    failure = "beat_not_written"
    at_once = True

    def __init__(self, parts: Parts, name: str, queue: QueueName) -> None:
        super().__init__(BEAT_SECONDS)
        self._parts, self._name, self._queue = parts, name, queue

    def keep(self) -> None:
        installed = self._list_installed() if self._queue is QueueName.MODEL else []
        with self._parts.database.write() as session:
            record_beat(session, self._name, self._queue, SHELF.loaded, installed, utcnow())

    def _list_installed(self) -> list[str]:
        """Those that may write: an embedder is no choice for an admin who looks for a drafter."""
        try:
            settings = self._parts.settings
            found = list_models(load_catalogue(settings.models.catalogue), settings.cache)
        except ModelError as error:
            log.warning("models_not_listed", error=str(error))
            return []
        return [
            model.entry.name
            for model in found
            if model.installed and model.entry.purposes != (Purpose.EMBED,)
        ]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        try:
            with self._parts.database.write() as session:
                remove_beat(session, self._name)
        except SQLAlchemyError as problem:
            log.warning("beat_not_removed", error=type(problem).__name__)
