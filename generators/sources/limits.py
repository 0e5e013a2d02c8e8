"""What a source may cost to read."""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`unpacked_bytes` and `unpacked_ratio` bound what a DOCX or PPTX may unfold to; a ratio
    counts only from `ratio_floor_bytes` on, since small files of repeated XML pack very well.
    What lies beyond `pages` is not read and is listed as unread.
    """

    file_bytes: int = 200 * _MEGABYTE
    unpacked_bytes: int = 800 * _MEGABYTE
    unpacked_ratio: int = 150
    ratio_floor_bytes: int = 20 * _MEGABYTE
    part_bytes: int = 100 * _MEGABYTE
    members: int = 20_000
    pages: int = 2_000
    characters: int = 10_000_000
