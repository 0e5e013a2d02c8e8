"""Files that cannot be read, as the instructor meets them: what the page then says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from generators.sources.errors import SourceError
from jobs.parts import Parts
from jobs.read_source import read_source
from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.models import Passage, Role, Source, SourceState
from lti_tool.queue import JobName
from lti_tool.settings import Settings
from lti_tool.views.source_words import ERRORS
from tests.generators.sources.conftest import make_docx, make_pdf, write_lines
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.visits import VisitClient, visit_client


def zip_of(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


ENCRYPTED_OFFICE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'
FILES = {
    "corrupt.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "is damaged"),
    "cut.docx": (make_docx()[:4000], "is damaged"),
    "locked.pdf": (make_pdf(write_lines("Secret."), password="x"), "protected by a password"),
    "locked.docx": (ENCRYPTED_OFFICE, "protected by a password"),
    "blank.txt": (b" \n\t\n", "holds no text"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(100), "another type than its name says"),
    "program.md": (b"MZ\x90\0" + bytes(300), "another type than its name says"),
    "bomb.docx": (zip_of("word/document.xml", b"<a>" * 20_000_000), "far more than a document"),
    "laughs.docx": (zip_of("word/document.xml", LAUGHS), "definitions that documents never need"),
}


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def parts(tmp_path: Path, new_sqlite: str, queue: RecordingQueue) -> Iterator[Parts]:
    settings = Settings.from_env({"COURSEWRIGHT_DATA": str(tmp_path)})
    database = Database(new_sqlite)
    yield Parts(settings, database, queue, Vault(settings.secret_key))
    database.close()


@pytest.fixture
def teacher(parts: Parts) -> VisitClient:
    app: Flask = create_app(parts.settings, parts.database, parts.queue)
    app.testing = False
    return visit_client(app, Role.INSTRUCTOR)


def work_off(parts: Parts, queue: RecordingQueue) -> None:
    while queue.rung:
        job, source_id = queue.rung.pop(0)
        if job is JobName.READ_SOURCE:
            read_source(parts, source_id)


@pytest.mark.parametrize("name", FILES)
def test_page_says_why_and_what_to_do(
    parts: Parts, queue: RecordingQueue, teacher: VisitClient, name: str
) -> None:
    data, sentence = FILES[name]
    files = {"files": [(io.BytesIO(data), name)]}
    answer = teacher.post("/sources", files, content_type="multipart/form-data")
    assert answer.status_code == 303
    work_off(parts, queue)
    page = teacher.get("/sources").text.replace("&#39;", "'")
    assert 'data-state="failed"' in page
    assert sentence in page
    assert "Try again" in page
    assert "Delete" in page
    with parts.database.read() as session:
        source = session.scalars(select(Source)).one()
        assert source.state is SourceState.FAILED
        assert session.scalars(select(Passage)).all() == []
    assert "Traceback" not in source.error_detail
    assert str(parts.settings.data) not in source.error_detail + page


def test_every_error_of_the_reader_has_a_sentence() -> None:
    kinds: list[type[SourceError]] = [SourceError, *SourceError.__subclasses__()]
    codes = {kind.code for kind in kinds}
    assert len(codes) > 10
    assert codes <= ERRORS.keys()
