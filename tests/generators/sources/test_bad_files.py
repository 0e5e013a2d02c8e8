"""What nobody should upload, and what happens when they do."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from generators.sources.errors import (
    ArchiveBombError,
    CorruptError,
    EmptySourceError,
    EncryptedError,
    EntityBombError,
    MislabelledError,
    TooLargeError,
    UnsupportedTypeError,
)
from generators.sources.limits import Limits


def zip_of(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_empty_file_is_refused(read: Any) -> None:
    with pytest.raises(EmptySourceError):
        read("a.pdf", b"")


def test_a_file_of_blanks_is_refused(read: Any) -> None:
    with pytest.raises(EmptySourceError):
        read("a.txt", b" \n\n\t ")


def test_a_too_large_file_is_refused_before_it_is_read(read: Any) -> None:
    with pytest.raises(TooLargeError, match="MB"):
        read("a.txt", b"x" * 2000, Limits(file_bytes=1000))


def test_too_much_text_is_refused(read: Any) -> None:
    with pytest.raises(TooLargeError):
        read("a.txt", b"Some words. " * 100, Limits(characters=500))


def test_an_unknown_type_is_refused(read: Any) -> None:
    with pytest.raises(UnsupportedTypeError, match="PDF"):
        read("a.xlsx", b"abc")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.pdf", b"just text"),
        ("notes.docx", b"%PDF-1.4 something"),
        ("notes.pptx", zip_of({"word/document.xml": b"<w/>"})),
        ("notes.docx", zip_of({"evil.sh": b"rm"})),
        ("notes.txt", b"\x89PNG\r\n\x1a\n0000"),
        ("notes.txt", b"abc\0\0\0def"),
        ("notes.md", b"MZ\x90\0program"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100),
    ],
)
def test_a_mislabelled_file_is_told_by_its_content(read: Any, name: str, data: bytes) -> None:
    with pytest.raises(MislabelledError):
        read(name, data)


def test_a_pdf_with_a_password_is_refused(read: Any, files: Any) -> None:
    pdf = files.pdf(files.lines("Secret text of the exam."), password="swordfish")
    with pytest.raises(EncryptedError, match="password"):
        read("a.pdf", pdf)


def test_an_office_file_with_a_password_is_refused(read: Any) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600
    with pytest.raises(EncryptedError):
        read("a.docx", ole + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize("ending", ["docx", "pptx"])
def test_a_cut_off_office_file_is_corrupt(read: Any, files: Any, ending: str) -> None:
    whole = getattr(files, ending)()
    with pytest.raises(CorruptError):
        read(f"a.{ending}", whole[: len(whole) // 2])


def test_an_office_file_without_its_parts_is_corrupt(read: Any) -> None:
    with pytest.raises(CorruptError):
        read("a.docx", zip_of({"word/document.xml": b"<w:document/>"}))


def test_a_pdf_of_garbage_is_corrupt(read: Any) -> None:
    with pytest.raises(CorruptError):
        read("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(read: Any) -> None:
    bomb = zip_of({"word/document.xml": b"<w/>", "word/media/a.bin": bytes(60_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(ArchiveBombError):
        read("a.docx", bomb)


def test_a_part_that_unfolds_too_far_is_refused_while_it_is_read(read: Any) -> None:
    bomb = zip_of({"word/document.xml": b" " * 3_000_000})
    with pytest.raises(ArchiveBombError, match="one part"):
        read("a.docx", bomb, Limits(part_bytes=1_000_000))


def test_an_archive_of_very_many_parts_is_refused(read: Any) -> None:
    parts = {f"p{index}": b"" for index in range(30)}
    with pytest.raises(ArchiveBombError):
        read("a.docx", zip_of({"word/document.xml": b"<w/>", **parts}), Limits(members=20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(read: Any, encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    with pytest.raises(EntityBombError):
        read("a.docx", zip_of({"word/document.xml": laughs.encode(encoding)}))


def test_html_nested_without_end_is_refused(read: Any) -> None:
    nested = "<div>" * 50_000 + "deep" + "</div>" * 50_000
    with pytest.raises(CorruptError, match="nested"):
        read("a.html", f"<p>Shallow text.</p>{nested}".encode())


def test_a_broken_page_is_listed_and_the_others_are_read(read: Any, files: Any) -> None:
    pdf = files.pdf(files.lines("The first page says something."), files.lines("Second page."))
    assert len(read("a.pdf", pdf).passages) >= 1
    cut = pdf.replace(b"/Contents 6 0 R", b"/Contents (oops)", 1)
    reading = read("a.pdf", cut)
    assert {"page_failed", "no_text"} & {item.reason for item in reading.unread} or reading.passages


def test_pages_beyond_the_limit_are_listed(read: Any, files: Any) -> None:
    pages = [files.lines(f"Page {number} tells about topic {number}.") for number in "abcd"]
    reading = read("a.pdf", files.pdf(*pages), Limits(pages=2))
    assert [(item.place, item.reason) for item in reading.unread] == [
        ("pages 3 to 4", "over_limit")
    ]
    assert reading.pages == 4
    assert "topic b" in " ".join(passage.text for passage in reading.passages)


def test_five_hundred_pages_are_read_to_the_last(read: Any, files: Any) -> None:
    # A line that every page has would be left out as a running one.
    names = ("Alpha", "Beta", "Gamma", "Delta", "Kappa", "Sigma", "Omega")
    lines = [" ".join(names[n // 7**k % 7] for k in range(4)) for n in range(500)]
    pages = [files.lines(f"{line} shuts at the pressure of a bar.") for line in lines]
    reading = read("a.pdf", files.pdf(*pages))
    assert (reading.pages, reading.unread) == (500, ())
    last = next(own for own in reading.passages if lines[-1] in own.text)
    assert last.page is not None
    assert 490 < last.page <= 500  # where the passage begins


def test_scanned_pages_are_listed_one_by_one(read: Any, files: Any) -> None:
    def picture(canvas: Any) -> None:
        canvas.rect(100, 100, 300, 300, fill=1)

    reading = read("a.pdf", files.pdf(picture, files.lines("Text."), picture))
    assert [item.place for item in reading.unread if item.reason == "no_text"] == [
        "page 1",
        "page 3",
    ]
