from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from generators.sources import sniffing
from lti_tool.services import uploads
from lti_tool.services.uploads import (
    READABLE,
    IncomingFile,
    StorageFullError,
    clean_filename,
    is_readable,
    source_path,
    tidy_uploads,
)


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.pdf", "notes.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("力和运动.docx", "力和运动.docx"),
        ("..", ".."),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_filename_is_a_name_and_nothing_else(name: str, clean: str) -> None:
    assert clean_filename(name) == clean


def test_endings_are_those_that_the_reader_reads() -> None:
    assert set(READABLE) == set(sniffing._BY_SUFFIX)
    assert is_readable("A.PDF")
    assert not is_readable("a.pdf.exe")
    assert not is_readable("pdf")


def test_full_disk_leaves_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = IncomingFile(tmp_path)
    file.write(b"begin")
    monkeypatch.setattr(uploads, "_write_all", refuse)
    with pytest.raises(StorageFullError, match="storage is full"):
        file.write(b"more")
    assert files_under(tmp_path) == []


def test_full_disk_that_shows_only_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    file = IncomingFile(tmp_path)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageFullError):
        file.settle()


def test_another_disk_error_is_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    file = IncomingFile(tmp_path)
    monkeypatch.setattr(uploads, "_write_all", refuse)
    with pytest.raises(OSError, match="Input/output"):
        file.write(b"x")


def test_file_is_hashed_while_it_comes_and_kept_whole(tmp_path: Path) -> None:
    file = IncomingFile(tmp_path)
    for _ in range(3):
        file.write(b"abc" * 1000)
    file.settle()
    target = source_path(tmp_path, "course", "source")
    file.keep(target)
    file.discard()
    assert target.read_bytes() == b"abc" * 3000
    assert (file.size, file.sha256) == (9000, sha256(b"abc" * 3000).hexdigest())
    assert files_under(tmp_path) == ["source"]


def test_tidying_spares_living_and_young_files(tmp_path: Path) -> None:
    for name in ("living", "old", "young"):
        path = source_path(tmp_path, "course", name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (1000, 1000) if name != "young" else (9000, 9000))
    other = source_path(tmp_path, "another course", "old")
    other.parent.mkdir()
    other.write_bytes(b"x")
    os.utime(other, (1000, 1000))
    (IncomingFile(tmp_path)).close()
    tidy_uploads(tmp_path, "course", {"living"}, 9500)
    assert "young" in files_under(tmp_path / "course")
    assert files_under(tmp_path / "course") == ["living", "young"]
    assert other.exists()


def test_tidying_a_course_without_files(tmp_path: Path) -> None:
    tidy_uploads(tmp_path, "course", set(), 0)
