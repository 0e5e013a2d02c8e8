"""The life of a course's sources. The only writer of `Source.state`.

A reader takes a source under a lease that it renews while it reads; one whose lease ran out is
taken again, and after three such interruptions the source fails. What it stores is fenced by the
lease: a reader that lost it changes nothing. A source that is replaced stays in use until its
replacement was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError
from lti_tool.models import Context, Passage, Source, SourceState
from lti_tool.services.course_rows import find_in_course, next_position
from lti_tool.services.stale_exercises import flag_stale_exercises
from lti_tool.services.uploads import READABLE, Upload, is_readable, show_size

LEASE = timedelta(seconds=20)  # likewise of a request
INTERRUPTIONS = 3
IN_WORK = (SourceState.WAITING, SourceState.READING)
LIVING = (*IN_WORK, SourceState.READY, SourceState.FAILED)


class EmptyUploadError(InvalidInputError):
    code = "empty_upload"
    message = "%(filename)s is empty. Choose the file again, or save it anew first."


class UnreadableUploadError(InvalidInputError):
    code = "unreadable_upload"
    message = (
        "%(filename)s is of a type that the tool does not read. It reads %(types)s files: "
        "save it as one of those."
    )


class SameUploadError(ConflictError):
    code = "same_upload"
    message = "%(filename)s is among the sources already, as %(same)s. It was not stored again."


class CourseFullError(TooLargeError):
    code = "course_full"
    message = (
        "%(filename)s has %(size)s, but only %(left)s of this course's %(allowed)s are left. "
        "Delete a source, or make the file smaller."
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found; passages without ids, in reading order. See `models.Source`."""

    passages: Sequence[Passage]
    marks: Sequence[Sequence[str]]
    unread: list[Any]
    language: str
    pages: int


def find_source(session: Session, context_id: str, source_id: str) -> Source:
    """A living one, else `NotFoundError`."""
    source = find_in_course(session, Source, context_id, source_id)
    if source.state not in LIVING:
        raise NotFoundError
    return source


def used_bytes(session: Session, context_id: str) -> int:
    """What living sources occupy, without those that are being replaced."""
    query = select(func.coalesce(func.sum(Source.size), 0)).where(
        Source.context_id == context_id,
        Source.state.in_(LIVING),
        Source.replaced_by_id.is_(None),
    )
    return session.scalar(query) or 0


def add_source(
    session: Session, context_id: str, person_id: str | None, upload: Upload, allowed: int
) -> Source:
    """A row in WAITING. `allowed` is in bytes, of the whole course.

    Raises `EmptyUploadError`, `UnreadableUploadError`, `SameUploadError`, `CourseFullError`.
    """
    session.get_one(Context, context_id, with_for_update=True)
    _check_upload(session, context_id, upload)
    _check_space(upload, used_bytes(session, context_id), allowed)
    position = next_position(session, Source, context_id)
    return _insert(session, context_id, person_id, upload, position)


def replace_source(
    session: Session,
    context_id: str,
    source_id: str,
    person_id: str | None,
    upload: Upload,
    allowed: int,
) -> Source:
    """A new row at the old one's place in the course; the old one is used until it was read.

    Raises what `add_source` raises, and `ConflictError` while the old one is being read or
    replaced.
    """
    session.get_one(Context, context_id, with_for_update=True)
    old = find_source(session, context_id, source_id)
    if old.state in IN_WORK or old.replaced_by_id:
        raise ConflictError("This source is being read or replaced. Wait until that has ended.")
    _check_upload(session, context_id, upload)
    _check_space(upload, used_bytes(session, context_id) - old.size, allowed)
    new = _insert(session, context_id, person_id, upload, old.position)
    old.replaced_by_id = new.id
    if old.state is SourceState.FAILED:
        old.state = SourceState.REPLACED
    return new


def delete_source(session: Session, context_id: str, source_id: str) -> None:
    """Its passages stay for exercises that cite them, which are flagged.

    A source that this one was to replace stays.
    """
    source = find_source(session, context_id, source_id)
    source.state = SourceState.DELETED
    source.lease_owner = source.lease_until = None
    for old in session.scalars(select(Source).where(Source.replaced_by_id == source.id)):
        if old.state is SourceState.READY:
            old.replaced_by_id = None
    flag_stale_exercises(session, context_id, [source.id])


def retry_source(session: Session, context_id: str, source_id: str) -> None:
    """Read a failed source once more. Raises `ConflictError` for any other."""
    source = find_source(session, context_id, source_id)
    if source.state is not SourceState.FAILED:
        raise ConflictError("Only a source that could not be read can be tried again.")
    source.state, source.error, source.error_detail = SourceState.WAITING, "", ""
    source.interruptions = source.done = source.total = 0


def take_source(session: Session, source_id: str, owner: str, now: datetime) -> Source | None:
    """Lease the source to `owner`; None if it was read, is gone or another reader holds it."""
    source = session.get(Source, source_id, with_for_update=True)
    if source is None or source.state not in IN_WORK:
        return None
    if source.lease_until and source.lease_until > now and source.lease_owner != owner:
        return None
    if source.state is SourceState.READING:
        source.interruptions += 1
        if source.interruptions >= INTERRUPTIONS:
            _fail(source, "interrupted", "")
            return None
    source.state = SourceState.READING
    source.lease_owner, source.lease_until = owner, now + LEASE
    return source


def report_progress(
    session: Session, source_id: str, owner: str, now: datetime, done: int, total: int
) -> bool:
    """Renew the lease and note how far the reading is; False where the reader must stop."""
    source = _held(session, source_id, owner)
    if source is None:
        return False
    source.done, source.total, source.lease_until = done, total, now + LEASE
    return True


def store_reading(session: Session, source_id: str, owner: str, reading: Reading) -> bool:
    """Passages, what was not read, and READY, all at once; False where the lease was lost."""
    source = _held(session, source_id, owner)
    if source is None:
        return False
    for ordinal, passage in enumerate(reading.passages):
        passage.context_id, passage.source_id = source.context_id, source.id
        passage.ordinal = ordinal
        session.add(passage)
    session.flush()
    pairs = zip(reading.passages, reading.marks, strict=True)
    source.marks = [{"passage": p.id, "marks": list(marks)} for p, marks in pairs if marks]
    source.unread, source.language = reading.unread, reading.language
    source.done = source.total = reading.pages
    source.state = SourceState.READY
    source.lease_owner = source.lease_until = None
    _retire_replaced(session, source)
    return True


def list_replaced(session: Session, source_id: str) -> list[str]:
    """Whose place the source has taken; their files are no longer needed."""
    gone = (Source.replaced_by_id == source_id) & (Source.state == SourceState.REPLACED)
    return list(session.scalars(select(Source.id).where(gone)))


def fail_source(session: Session, source_id: str, owner: str, code: str, detail: str) -> None:
    source = _held(session, source_id, owner)
    if source is not None:
        _fail(source, code, detail)


def sources_to_ring(session: Session, now: datetime) -> list[str]:
    """Sources that wait or whose reader fell silent, oldest first: the sweeper's work."""
    silent = or_(Source.lease_until.is_(None), Source.lease_until < now)
    query = select(Source.id).where(Source.state.in_(IN_WORK), silent).order_by(Source.created_at)
    return list(session.scalars(query))


def _check_upload(session: Session, context_id: str, upload: Upload) -> None:
    if not is_readable(upload.filename):
        types = ", ".join(ending.removeprefix(".").upper() for ending in READABLE)
        raise UnreadableUploadError(filename=upload.filename, types=types)
    if upload.size == 0:
        raise EmptyUploadError(filename=upload.filename)
    same = session.scalar(
        select(Source.filename).where(
            Source.context_id == context_id,
            Source.sha256 == upload.sha256,
            Source.state.in_(LIVING),
        )
    )
    if same is not None:
        raise SameUploadError(filename=upload.filename, same=same)


def _check_space(upload: Upload, used: int, allowed: int) -> None:
    if used + upload.size > allowed:
        raise CourseFullError(
            filename=upload.filename,
            size=show_size(upload.size),
            left=show_size(max(0, allowed - used)),
            allowed=show_size(allowed),
        )


def _insert(
    session: Session, context_id: str, person_id: str | None, upload: Upload, position: int
) -> Source:
    source = Source(
        context_id=context_id,
        person_id=person_id,
        filename=upload.filename,
        media_type=upload.media_type[:127],
        size=upload.size,
        sha256=upload.sha256,
        position=position,
    )
    session.add(source)
    session.flush()
    return source


def _held(session: Session, source_id: str, owner: str) -> Source | None:
    source = session.get(Source, source_id, with_for_update=True)
    held = source is not None and source.lease_owner == owner
    return source if source and held and source.state is SourceState.READING else None


def _fail(source: Source, code: str, detail: str) -> None:
    source.state, source.error, source.error_detail = SourceState.FAILED, code, detail[:2000]
    source.lease_owner = source.lease_until = None


def _retire_replaced(session: Session, source: Source) -> None:
    ready = (Source.replaced_by_id == source.id) & (Source.state == SourceState.READY)
    old = list(session.scalars(select(Source).where(ready)))
    for row in old:
        row.state = SourceState.REPLACED
    flag_stale_exercises(session, source.context_id, [row.id for row in old])
