"""Taking the files of a request: each becomes a source or is refused with a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from flask import g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from lti_tool.errors import InvalidInputError, ToolError
from lti_tool.models import Source
from lti_tool.queue import JobName
from lti_tool.services import uploads
from lti_tool.services.source_overview import list_source_lines
from lti_tool.services.uploads import IncomingFile, Upload
from lti_tool.views.error_text import tell_error
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import ngettext
from lti_tool.views.wiring import wiring

Add = Callable[[Session, Upload], Source]


class NoFileChosenError(InvalidInputError):
    code = "no_file_chosen"
    message = "No file was chosen. Choose one or several files, then upload them."


@dataclass
class Outcome:
    stored: list[Source] = field(default_factory=list)
    refused: list[ToolError] = field(default_factory=list)

    def sentences(self) -> list[str]:
        return [tell_error(error) for error in self.refused]


def store_files(add: Add) -> Outcome:
    """Files, rows and notices of all files at once, or of none where the storage fails.

    Raises `NoFileChosenError`, `StorageFullError`.
    """
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise NoFileChosenError
    for file in files:
        _incoming(file).settle()
    outcome = Outcome()
    with ExitStack() as undo:
        with wiring().database.write() as session:
            for file in files:
                _store_file(session, add, file, outcome, undo)
            _add_notices(session, outcome)
        undo.pop_all()
    for source in outcome.stored:
        wiring().queue.ring(JobName.READ_SOURCE, source.id)
    _tidy()
    return outcome


def remove_file(source_id: str) -> None:
    """After the commit that ended the source."""
    _path(source_id).unlink(missing_ok=True)


def _store_file(
    session: Session, add: Add, file: FileStorage, outcome: Outcome, undo: ExitStack
) -> None:
    incoming = _incoming(file)
    name = uploads.clean_filename(file.filename or "")
    try:
        source = add(session, Upload(name, file.mimetype, incoming.size, incoming.sha256))
    except ToolError as error:
        outcome.refused.append(error)
        return
    path = _path(source.id)
    incoming.keep(path)
    undo.callback(path.unlink, missing_ok=True)
    outcome.stored.append(source)


def _add_notices(session: Session, outcome: Outcome) -> None:
    """Only where a next page will show them: a refusal of all is this request's answer."""
    if not outcome.stored:
        return
    count = len(outcome.stored)
    stored = ngettext(
        "%(num)s file was uploaded and is being read.",
        "%(num)s files were uploaded and are being read.",
        count,
    )
    add_notice(session, stored)
    for sentence in outcome.sentences():
        add_notice(session, sentence, "warning")


def _incoming(file: FileStorage) -> IncomingFile:
    stream: object = file.stream
    assert isinstance(stream, IncomingFile), "see views.upload_request"
    return stream


def _path(source_id: str) -> Path:
    return uploads.source_path(wiring().settings.uploads, g.visit.context.id, source_id)


def _tidy() -> None:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        living = {line.source.id for line in list_source_lines(session, context_id)}
    uploads.tidy_uploads(wiring().settings.uploads, context_id, living, time.time())
