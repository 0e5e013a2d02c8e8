"""Fetch the files of the platform's course that an instructor wants as sources. May run twice."""

from __future__ import annotations

import structlog

from jobs.parts import Parts, current_parts
from lti_tool.errors import ToolError
from lti_tool.models import OfferedFile
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.contents import download_file
from lti_tool.queue import JobName
from lti_tool.services import offered_files
from lti_tool.services.course_reading import open_web_service
from lti_tool.services.course_sync import plan_sync
from lti_tool.services.private_hosts import open_http
from lti_tool.services.uploads import IncomingFile, Upload, source_path

log = structlog.get_logger(__name__)

LARGEST_BYTES = 64 * 1024 * 1024  # of one file: it is held in memory


def run(context_id: str) -> None:
    fetch_files(current_parts(), context_id)


def fetch_files(parts: Parts, context_id: str) -> None:
    with parts.database.read() as session:
        plan = plan_sync(session, parts.vault, context_id)
        wanted = offered_files.list_wanted(session, context_id)
    site = parts.settings.permitted
    for file in wanted:
        try:
            http = open_http(parts.database, site, plan.registration_id, LARGEST_BYTES)
            client = open_web_service(http, plan)
            _fetch(parts, client, file)
        except (MoodleError, ToolError) as error:
            log.info("file_not_fetched", context=context_id, file=file.id, problem=error.code)
            with parts.database.write() as session:
                offered_files.refuse_file(session, file.id, error.code)


def _fetch(parts: Parts, client: MoodleClient, file: OfferedFile) -> None:
    """The file is whole on the disk before its row is committed.

    Raises `MoodleError`, `ToolError`.
    """
    uploads = parts.settings.uploads
    content = download_file(client, file.url)
    incoming = IncomingFile(uploads)
    try:
        incoming.write(content)
        incoming.settle()
        upload = Upload(file.filename, file.media_type, incoming.size, incoming.sha256)
        with parts.database.write() as session:
            source = offered_files.take_file(session, file.id, upload, parts.settings.course_bytes)
            if source is not None:
                incoming.keep(source_path(uploads, file.context_id, source.id))
    finally:
        incoming.discard()
    if source is not None:
        parts.queue.ring(JobName.READ_SOURCE, source.id)
