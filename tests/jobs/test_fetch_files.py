from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from jobs import fetch_files as job
from lti_tool.errors import InvalidInputError
from lti_tool.models import OfferedFile, Source, SourceState
from lti_tool.moodle.client import MoodleError
from lti_tool.moodle.contents import CourseFile
from lti_tool.queue import JobName
from lti_tool.services.offered_files import (
    Offer,
    contexts_with_wanted,
    keep_offered,
    list_offers,
    want_files,
)
from lti_tool.services.uploads import source_path
from tests.jobs.site import Site
from tests.jobs.synced_course import change, open_web_service

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


class Files:
    """What the platform hands out, by address."""

    def __init__(self) -> None:
        self.contents: dict[str, Any] = {}

    def download(self, _client: object, url: str) -> bytes:
        found = self.contents[url]
        if isinstance(found, Exception):
            raise found
        return bytes(found)


@pytest.fixture
def files(site: Site, monkeypatch: pytest.MonkeyPatch) -> Files:
    files = Files()
    monkeypatch.setattr(job, "download_file", files.download)
    open_web_service(site)
    return files


def course_file(name: str, **values: Any) -> CourseFile:
    wanted = {
        "id": f"7:/{name}",
        "section": "Motion",
        "title": name,
        "filename": name,
        "media_type": "text/html",
        "url": f"u:{name}",
        "size": 5,
        "modified_at": WHEN,
    }
    return CourseFile(**(wanted | values))


def offer(site: Site, *found: CourseFile) -> list[Offer]:
    with site.parts.database.write() as session:
        keep_offered(session, site.context.id, found)
    return offers(site)


def offers(site: Site) -> list[Offer]:
    with site.parts.database.read() as session:
        return list_offers(session, site.context.id)


def take(site: Site) -> None:
    with site.parts.database.write() as session:
        ids = [one.file.id for one in list_offers(session, site.context.id)]
        want_files(session, site.context.id, ids)
    job.fetch_files(site.parts, site.context.id)


def sources(site: Site) -> list[Source]:
    with site.parts.database.read() as session:
        return list(session.scalars(select(Source).order_by(Source.created_at)))


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (MoodleError(code="ws_file_refused"), "ws_file_refused"),
        (MoodleError(code="answer_too_large"), "answer_too_large"),
        (b"", "empty_upload"),
    ],
)
def test_file_that_cannot_be_taken_says_why(
    site: Site, files: Files, content: Any, note: str
) -> None:
    files.contents = {"u:a.html": content, "u:b.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"), course_file("b.html"))
    take(site)
    first, second = offers(site)
    assert (first.file.note, first.file.wanted) == (note, False)
    assert second.source is not None
    assert not list((site.parts.settings.uploads / "incoming").iterdir())


def test_the_same_file_twice_is_one_source(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>", "u:b.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"), course_file("b.html"))
    take(site)
    assert len(sources(site)) == 1
    assert offers(site)[1].file.note == "same_upload"


def test_token_that_cannot_be_read(site: Site, files: Files) -> None:
    open_web_service(site, b"junk")
    offer(site, course_file("a.html"))
    take(site)
    assert offers(site)[0].file.note == "ws_token_unreadable"


def test_nothing_chosen(site: Site) -> None:
    with pytest.raises(InvalidInputError), site.parts.database.write() as session:
        want_files(session, site.context.id, ["invented"])


def test_what_the_tool_cannot_read_is_not_offered(site: Site) -> None:
    assert offer(site, course_file("film.mp4"), course_file("a.html", url="")) == []


def test_file_becomes_a_source(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"))
    take(site)
    (source,) = sources(site)
    assert (source.filename, source.state, source.size) == ("a.html", SourceState.WAITING, 12)
    path = source_path(site.parts.settings.uploads, site.context.id, source.id)
    assert path.read_bytes() == b"<p>Speed</p>"
    assert (JobName.READ_SOURCE, source.id) in site.parts.queue.rung  # type: ignore[attr-defined]
    (found,) = offers(site)
    assert found.source is not None
    assert not found.can_be_taken


def test_second_run_of_the_job_takes_nothing_twice(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"))
    take(site)
    stale = offers(site)[0].file
    job._fetch(site.parts, object(), stale)  # type: ignore[arg-type]
    assert len(sources(site)) == 1
    assert offers(site)[0].file.note == ""


def test_changed_file_replaces_its_source(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"))
    take(site)
    change(site, Source, state=SourceState.READY)
    files.contents = {"u:a.html": b"<p>Velocity</p>"}
    (found,) = offer(site, course_file("a.html", modified_at=WHEN + timedelta(days=1)))
    assert found.newer
    take(site)
    old, new = sources(site)
    assert old.replaced_by_id == new.id
    assert not offers(site)[0].newer


def test_deleted_source_can_be_taken_again(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"))
    take(site)
    change(site, Source, state=SourceState.DELETED)
    assert offers(site)[0].can_be_taken
    take(site)
    assert len(sources(site)) == 2


def test_source_stays_when_the_platform_deletes_its_file(site: Site, files: Files) -> None:
    files.contents = {"u:a.html": b"<p>Speed</p>"}
    offer(site, course_file("a.html"))
    take(site)
    assert offer(site) == []
    assert len(sources(site)) == 1


def test_wanted_files_survive_a_lost_job(site: Site) -> None:
    offer(site, course_file("a.html"))
    change(site, OfferedFile, wanted=True)
    with site.parts.database.read() as session:
        assert contexts_with_wanted(session) == [site.context.id]
