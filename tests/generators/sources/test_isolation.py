"""The reader's own process: limits hold, and what it says comes back."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from generators.sources.errors import (
    EncryptedError,
    SourceError,
    TooMuchMemoryError,
    TooSlowError,
)
from generators.sources.isolation import read_source_isolated
from generators.sources.limits import Limits


def pdf_with_stream(data: bytes) -> bytes:
    """A page whose content unfolds to `data`."""
    packed = zlib.compress(data, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n")
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_a_bomb_inside_a_pdf_ends_the_reader_and_not_us(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(pdf_with_stream(b"0 0 m " * 60_000_000))
    assert path.stat().st_size < 2_000_000
    try:
        reading = read_source_isolated(path, "", "bomb.pdf", Limits(), seconds=20, memory_mb=400)
    except TooMuchMemoryError:
        return
    assert reading.passages == ()
    assert [item.reason for item in reading.unread] == ["page_failed"]


def test_a_slow_file_is_given_up_in_time(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(pdf_with_stream(b"0 0 m 1 1 l S " * 1_000_000))
    began = time.monotonic()
    with pytest.raises(TooSlowError, match="long"):
        read_source_isolated(path, "", "slow.pdf", Limits(), seconds=2)
    assert time.monotonic() - began < 6


def test_the_readers_refusal_comes_back_as_its_own_error(tmp_path: Path, files: Any) -> None:
    path = tmp_path / "upload"
    path.write_bytes(files.pdf(files.lines("x"), password="secret"))
    with pytest.raises(EncryptedError, match="password") as caught:
        read_source_isolated(path, "", "a.pdf", Limits())
    assert isinstance(caught.value, SourceError)
    assert caught.value.code == "encrypted"


def test_progress_is_told_page_by_page_and_stops_the_reader(tmp_path: Path, files: Any) -> None:
    path = tmp_path / "upload"
    path.write_bytes(files.pdf(*[files.lines(f"Page {word}.") for word in "abc"]))
    told: list[tuple[int, int]] = []
    reading = read_source_isolated(
        path, "", "a.pdf", Limits(), tell=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len(reading.passages) == 1

    class CancelledError(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        read_source_isolated(path, "", "a.pdf", Limits(), tell=cancel)


def test_the_reader_learns_no_secrets(
    tmp_path: Path, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generators.sources import isolation

    monkeypatch.setenv("COURSEWRIGHT_SECRET_KEY", "s" * 40)
    assert "COURSEWRIGHT_SECRET_KEY" not in isolation._environment()
