"""Files on their way into a course, and what is stored of them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.models import Context, Source
from lti_tool.settings import Settings
from tests.lti_tool.source_factories import make_source
from tests.lti_tool.visits import VisitClient


def post_files(
    client: VisitClient,
    *files: tuple[bytes, str],
    path: str = "/sources",
    form: dict[str, str] | None = None,
    **kwargs: object,
) -> TestResponse:
    streams = [(BytesIO(data), name) for data, name in files]
    return client.post(
        path, {"files": streams, **(form or {})}, content_type="multipart/form-data", **kwargs
    )


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


def all_sources(database: Database) -> list[Source]:
    with database.read() as session:
        return list(session.scalars(select(Source).order_by(Source.position)))


def in_course(database: Database, client: VisitClient, *texts: str, **values: object) -> Source:
    with database.write() as session:
        return make_source(session, session.get_one(Context, client.context_id), *texts, **values)
