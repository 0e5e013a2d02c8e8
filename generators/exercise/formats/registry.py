"""The formats by name: what each can hold, how it is written and, where it can be, read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from generators.exercise.formats import aiken, h5p
from generators.exercise.formats.features import Capability
from generators.exercise.formats.gift.read import read_gift
from generators.exercise.formats.gift.write import CAPABILITY as GIFT
from generators.exercise.formats.gift.write import write_gift
from generators.exercise.formats.moodle.read import read_moodle
from generators.exercise.formats.moodle.write import CAPABILITY as MOODLE
from generators.exercise.formats.moodle.write import write_moodle
from generators.exercise.formats.portable import Portable, Reading
from generators.exercise.formats.qti.package import CAPABILITY as QTI
from generators.exercise.formats.qti.package import write_qti21, write_qti30
from generators.exercise.formats.table.files import read_csv, read_xlsx, write_csv, write_xlsx
from generators.exercise.formats.table.rows import CAPABILITY as TABLE


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
    """`write(exercises, course)`; `read` is None where it goes out only."""

    name: FormatName
    suffix: str
    media_type: str
    capability: Capability
    write: Callable[[Iterable[Portable], str], bytes]
    read: Callable[[bytes], Reading] | None = None


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    one.name: one
    for one in (
        Format(FormatName.MOODLE_XML, ".xml", "application/xml", MOODLE, write_moodle, read_moodle),
        Format(
            FormatName.GIFT, ".gift.txt", "text/plain; charset=utf-8", GIFT, write_gift, read_gift
        ),
        Format(
            FormatName.AIKEN,
            ".aiken.txt",
            "text/plain; charset=utf-8",
            aiken.CAPABILITY,
            aiken.write_aiken,
            aiken.read_aiken,
        ),
        Format(FormatName.CSV, ".csv", "text/csv; charset=utf-8", TABLE, write_csv, read_csv),
        Format(FormatName.XLSX, ".xlsx", XLSX_TYPE, TABLE, write_xlsx, read_xlsx),
        Format(FormatName.QTI21, ".qti21.zip", "application/zip", QTI, write_qti21),
        Format(FormatName.QTI30, ".qti30.zip", "application/zip", QTI, write_qti30),
        Format(FormatName.H5P, ".h5p", "application/zip", h5p.CAPABILITY, h5p.write_h5p),
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
