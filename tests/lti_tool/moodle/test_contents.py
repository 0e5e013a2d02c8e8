from __future__ import annotations

from typing import Any

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.contents import FUNCTION, download_file, read_contents
from lti_tool.moodle.pace import Pace
from tests.fake_platform import FakePlatform, run_platform

MODIFIED = 1795487284


def file(name: str, **values: Any) -> dict[str, Any]:
    entry = {
        "type": "file",
        "filename": name,
        "filepath": "/",
        "filesize": 12,
        "fileurl": f"https://moodle.example/webservice/pluginfile.php/44/x/{name}",
        "timemodified": MODIFIED,
    }
    return entry | values


def module(kind: str, name: str, *contents: Any, **values: Any) -> dict[str, Any]:
    return {"id": 7, "modname": kind, "name": name, "visible": 1, "contents": contents, **values}


def section(*modules: Any, **values: Any) -> dict[str, Any]:
    return {"name": "Motion &amp; force", "visible": 1, "modules": list(modules), **values}


def read(*sections: Any, answer: Any = None) -> list[Any]:
    with run_platform() as platform:
        platform.web_service[FUNCTION] = list(sections) if answer is None else answer
        return read_contents(open_client(platform), "2").files


def open_client(platform: FakePlatform) -> MoodleClient:
    return MoodleClient(make_session(), platform.origin, "secret", Pace(1e6))


@pytest.mark.parametrize("answer", [{}, {"x": 1}, "text", 5])
def test_answer_that_is_no_list(answer: Any) -> None:
    with pytest.raises(MoodleError, match="ws_broken_answer"):
        read(answer=answer)


@pytest.mark.parametrize(
    "odd", [None, "x", {"modules": None, "visible": 1}, {"visible": 1, "modules": [None, {}]}]
)
def test_odd_entries_are_left_out(odd: Any) -> None:
    assert len(read(odd, section(module("page", "Speed", file("index.html"), "x", {})))) == 1


@pytest.mark.parametrize("address", ["https://evil.example/webservice/pluginfile.php/1/x", "", "x"])
def test_token_goes_nowhere_else(address: str) -> None:
    with run_platform() as platform, pytest.raises(MoodleError, match="ws_foreign_file"):
        download_file(open_client(platform), address)


def test_file_script_alone_is_given_the_token() -> None:
    with run_platform() as platform, pytest.raises(MoodleError, match="ws_foreign_file"):
        download_file(open_client(platform), f"{platform.origin}/mod/x/pluginfile.php/1")


def test_file_that_is_refused() -> None:
    with run_platform() as platform, pytest.raises(MoodleError, match="ws_file_refused"):
        download_file(open_client(platform), f"{platform.origin}/webservice/pluginfile.php/1/x")


def test_what_learners_do_not_see_is_not_offered() -> None:
    hidden = module("page", "Key", file("index.html"), visible=0)
    assert read(section(hidden), section(module("page", "P", file("index.html")), visible=0)) == []


def test_pages_are_named_by_their_title() -> None:
    (found,) = read(section(module("page", "Speed / velocity", file("index.html", filesize=0))))
    assert (found.id, found.section, found.title) == (
        "7:/index.html",
        "Motion & force",
        "Speed / velocity",
    )
    assert (found.filename, found.size) == ("Speed - velocity.html", 0)
    assert found.modified_at is not None
    assert found.modified_at.timestamp() == MODIFIED


def test_chapters_of_a_book_and_files_of_a_folder() -> None:
    book = module(
        "book", "Script", {"type": "content"}, file("index.html", filepath="/3/", content="One")
    )
    folder = module("folder", "Slides", file("a.pdf"), file("a.pdf", filepath="/old/"), id=8)
    found = read(section(book, folder, module("url", "Link", file("x.html"))))
    assert [one.title for one in found] == ["Script – One", "Slides", "Slides"]
    assert [one.filename for one in found] == ["One.html", "a.pdf", "a.pdf"]
    assert len({one.id for one in found}) == 3
