"""Reading an uploaded file into passages, in a process of its own. May run twice at any time."""

from __future__ import annotations

from generators.sources.errors import SourceError
from generators.sources.injection import injection_marks
from generators.sources.isolation import read_source_isolated
from generators.sources.limits import Limits
from generators.sources.result import Reading
from jobs.parts import Parts, current_parts
from jobs.source_lease import LeaseLostError, SourceLease
from lti_tool.db import new_id, utcnow
from lti_tool.models import Passage, Source
from lti_tool.queue import JobName
from lti_tool.services import skill_proposals, sources
from lti_tool.services.uploads import source_path


class FileMissingError(SourceError):
    code = "file_missing"


def run(source_id: str) -> None:
    read_source(current_parts(), source_id)


def read_source(parts: Parts, source_id: str) -> None:
    owner = new_id()
    with parts.database.write() as session:
        source = sources.take_source(session, source_id, owner, utcnow())
    if source is None:
        return
    try:
        reading = _read(parts, source, owner)
    except LeaseLostError:
        return
    except SourceError as error:
        with parts.database.write() as session:
            sources.fail_source(session, source_id, owner, error.code, str(error))
    else:
        with parts.database.write() as session:
            sources.store_reading(session, source_id, owner, _to_rows(reading))
        _remove_replaced(parts, source)
    _ring_proposals(parts, source.context_id)


def _read(parts: Parts, source: Source, owner: str) -> Reading:
    path = source_path(parts.settings.uploads, source.context_id, source.id)
    if not path.is_file():
        raise FileMissingError("The uploaded file is no longer there. Upload it again.")
    limits = Limits(file_bytes=parts.settings.course_bytes)
    with SourceLease(parts, source.id, owner) as lease:
        return read_source_isolated(
            path, source.media_type, source.filename, limits, tell=lease.tell
        )


def _to_rows(reading: Reading) -> sources.Reading:
    return sources.Reading(
        passages=[
            Passage(
                page=passage.page,
                heading=passage.heading,
                kind=passage.kind,
                language=passage.language.value,
                text=passage.text,
                marked=list(passage.marked),
            )
            for passage in reading.passages
        ],
        marks=[injection_marks(passage.text) for passage in reading.passages],
        unread=[entry.model_dump(mode="json") for entry in reading.unread],
        language=reading.language.value,
        pages=reading.pages,
    )


def _remove_replaced(parts: Parts, source: Source) -> None:
    with parts.database.read() as session:
        replaced = sources.list_replaced(session, source.id)
    for old in replaced:
        source_path(parts.settings.uploads, source.context_id, old).unlink(missing_ok=True)


def _ring_proposals(parts: Parts, context_id: str) -> None:
    """The last of several files that came in together rings for all of them."""
    with parts.database.read() as session:
        due = bool(skill_proposals.sources_without_proposals(session, context_id))
    if due:
        parts.queue.ring(JobName.PROPOSE_SKILLS, context_id)
