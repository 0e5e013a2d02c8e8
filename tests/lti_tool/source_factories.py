"""Sources and passages as a reader would have left them."""

from __future__ import annotations

import itertools
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.models import Context, Passage, Source, SourceState
from lti_tool.services.uploads import Upload
from tests.lti_tool.factories import store

_numbers = itertools.count(1)


def make_upload(filename: str = "motion.txt", data: bytes | None = None) -> Upload:
    data = f"file {next(_numbers)}".encode() if data is None else data
    return Upload(filename, "text/plain", len(data), sha256(data).hexdigest())


def make_source(
    session: Session, context: Context, *texts: str, heading: str = "Motion", **values: Any
) -> Source:
    """A ready source with a passage for each text."""
    number = next(_numbers)
    row = Source(
        **{
            "context_id": context.id,
            "filename": "motion.txt",
            "media_type": "text/plain",
            "size": 1000,
            "sha256": sha256(str(number).encode()).hexdigest(),
            "language": "en",
            "state": SourceState.READY,
            "position": number,
            **values,
        }
    )
    store(session, row)
    for ordinal, text in enumerate(texts):
        store(session, make_passage(row, text, ordinal=ordinal, heading=heading))
    return row


def make_passage(source: Source, text: str, **values: Any) -> Passage:
    """Not stored yet."""
    return Passage(
        **{
            "context_id": source.context_id,
            "source_id": source.id,
            "ordinal": 0,
            "page": 1,
            "kind": "text",
            "language": "en",
            "text": text,
            **values,
        }
    )
