"""Files with personal data: readable by their owner alone, whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_private(path: Path, text: str) -> None:
    with open_private(path) as file:
        file.write(text.encode())


@contextmanager
def open_private(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` that takes its place when everything was written; raises OSError."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
