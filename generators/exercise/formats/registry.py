"""The formats by name: what each can hold, how it is written and, where it can be, read.

Writers and readers are loaded at their first use: they need parsers that a web process starts
without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any

from generators.exercise.formats import capabilities
from generators.exercise.formats.features import Capability
from generators.exercise.formats.portable import Portable, Reading

HERE = "generators.exercise.formats"


class FormatName(StrEnum):
    MOODLE_XML = "moodle_xml"
    GIFT = "gift"
    AIKEN = "aiken"
    CSV = "csv"
    XLSX = "xlsx"
    QTI21 = "qti21"
    QTI30 = "qti30"
    H5P = "h5p"


@dataclass(frozen=True, slots=True)
class Format:
    """`writer` and `reader` name functions of this package; without a reader it goes out only."""

    name: FormatName
    suffix: str
    media_type: str
    capability: Capability
    writer: str
    reader: str = ""

    @property
    def write(self) -> Callable[[Iterable[Portable], str], bytes]:
        """`write(exercises, course)`."""
        write: Callable[[Iterable[Portable], str], bytes] = _load(self.writer)
        return write

    @property
    def read(self) -> Callable[[bytes], Reading] | None:
        return _load(self.reader) if self.reader else None


def _load(name: str) -> Any:
    module, function = name.split(":")
    return getattr(import_module(f"{HERE}.{module}"), function)


TEXT = "text/plain; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    one.name: one
    for one in (
        Format(
            FormatName.MOODLE_XML,
            ".xml",
            "application/xml",
            capabilities.MOODLE,
            "moodle.write:write_moodle",
            "moodle.read:read_moodle",
        ),
        Format(
            FormatName.GIFT,
            ".gift.txt",
            TEXT,
            capabilities.GIFT,
            "gift.write:write_gift",
            "gift.read:read_gift",
        ),
        Format(
            FormatName.AIKEN,
            ".aiken.txt",
            TEXT,
            capabilities.AIKEN,
            "aiken:write_aiken",
            "aiken:read_aiken",
        ),
        Format(
            FormatName.CSV,
            ".csv",
            "text/csv; charset=utf-8",
            capabilities.TABLE,
            "table.files:write_csv",
            "table.files:read_csv",
        ),
        Format(
            FormatName.XLSX,
            ".xlsx",
            XLSX_TYPE,
            capabilities.TABLE,
            "table.files:write_xlsx",
            "table.files:read_xlsx",
        ),
        Format(
            FormatName.QTI21,
            ".qti21.zip",
            "application/zip",
            capabilities.QTI,
            "qti.package:write_qti21",
        ),
        Format(
            FormatName.QTI30,
            ".qti30.zip",
            "application/zip",
            capabilities.QTI,
            "qti.package:write_qti30",
        ),
        Format(FormatName.H5P, ".h5p", "application/zip", capabilities.H5P, "h5p:write_h5p"),
    )
}


def guess_format(filename: str, data: bytes) -> FormatName | None:
    """By the name's ending; a plain text is Aiken where it has ANSWER lines and no braces."""
    suffix = filename.rpartition(".")[2].casefold()
    if suffix in ("txt", "gift", "aiken"):
        is_aiken = b"ANSWER:" in data and b"{" not in data
        return FormatName.AIKEN if is_aiken else FormatName.GIFT
    named = {"xml": FormatName.MOODLE_XML, "csv": FormatName.CSV, "xlsx": FormatName.XLSX}
    return named.get(suffix)
