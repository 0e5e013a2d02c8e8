"""Files that the platform's course offers, and which of them the instructor wants as sources."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError
from lti_tool.models import Context, OfferedFile, Source
from lti_tool.moodle.contents import CourseFile
from lti_tool.services.sources import LIVING, add_source, replace_source
from lti_tool.services.uploads import Upload, clean_filename, is_readable


@dataclass(frozen=True, slots=True)
class Offer:
    """`source` is what the file became, while that lives; `newer`: it was changed since."""

    file: OfferedFile
    source: Source | None

    @property
    def newer(self) -> bool:
        file = self.file
        return bool(
            self.source and file.modified_at and file.taken_at and file.modified_at > file.taken_at
        )

    @property
    def can_be_taken(self) -> bool:
        return not self.file.wanted and (self.source is None or self.newer)


def keep_offered(session: Session, context_id: str, files: Sequence[CourseFile]) -> None:
    """Make the rows agree with what the course holds now; files that the tool cannot read are
    left out. What became a source stays one when the platform's file is gone."""
    query = select(OfferedFile).where(OfferedFile.context_id == context_id)
    rows = {row.external_id: row for row in session.scalars(query)}
    readable = [file for file in files if is_readable(file.filename) and file.url]
    for position, file in enumerate({file.id: file for file in readable}.values()):
        row = rows.pop(file.id, None)
        if row is None:
            row = OfferedFile(context_id=context_id, external_id=file.id)
            session.add(row)
        row.section, row.title, row.position = file.section, file.title, position
        row.filename, row.media_type = clean_filename(file.filename), file.media_type[:127]
        row.url, row.size, row.modified_at = file.url, file.size, file.modified_at
    for gone in rows.values():
        session.delete(gone)
    session.flush()


def list_offers(session: Session, context_id: str) -> list[Offer]:
    query = (
        select(OfferedFile, Source)
        .outerjoin(Source, (Source.id == OfferedFile.source_id) & Source.state.in_(LIVING))
        .where(OfferedFile.context_id == context_id)
        .order_by(OfferedFile.position)
    )
    return [Offer(row.OfferedFile, row.Source) for row in session.execute(query)]


def want_files(session: Session, context_id: str, ids: Collection[str]) -> int:
    """How many are to be fetched now. Raises `InvalidInputError` where none can be."""
    session.get_one(Context, context_id, with_for_update=True)
    offers = [offer for offer in list_offers(session, context_id) if offer.can_be_taken]
    chosen = [offer.file for offer in offers if offer.file.id in ids]
    if not chosen:
        raise InvalidInputError("Choose at least one file or page that is not among the sources.")
    for file in chosen:
        file.wanted, file.note = True, ""
    return len(chosen)


def contexts_with_wanted(session: Session) -> list[str]:
    """Courses with files that are still to be fetched: the sweeper's work."""
    query = select(OfferedFile.context_id).where(OfferedFile.wanted).distinct()
    return list(session.scalars(query))


def list_wanted(session: Session, context_id: str) -> list[OfferedFile]:
    query = select(OfferedFile).where(OfferedFile.context_id == context_id, OfferedFile.wanted)
    return list(session.scalars(query.order_by(OfferedFile.position)))


def take_file(session: Session, file_id: str, upload: Upload, allowed: int) -> Source | None:
    """The new source, in place of what the file was before; None if another job was faster.

    Raises what `add_source` and `replace_source` raise.
    """
    file = session.get(OfferedFile, file_id, with_for_update=True)
    if file is None or not file.wanted:
        return None
    old = session.get(Source, file.source_id) if file.source_id else None
    if old is not None and old.state in LIVING:
        source = replace_source(session, file.context_id, old.id, None, upload, allowed)
    else:
        source = add_source(session, file.context_id, None, upload, allowed)
    file.wanted, file.source_id, file.taken_at = False, source.id, file.modified_at
    return source


def refuse_file(session: Session, file_id: str, code: str) -> None:
    file = session.get(OfferedFile, file_id, with_for_update=True)
    if file is not None:
        file.wanted, file.note = False, code
