"""Reading a file in a process of its own, so that a hostile one cannot take the worker down."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from generators.sources.blocks import Progress
from generators.sources.errors import (
    ReaderCrashedError,
    TooMuchMemoryError,
    TooSlowError,
    error_of_code,
)
from generators.sources.limits import Limits
from generators.sources.result import Reading, ignore_progress

# The child learns nothing of the service: no keys, no addresses.
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_STDERR_BYTES = 2_000


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, **_ONE_THREAD}


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "generators.sources.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


def _pump(stream: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _drain(stream: IO[bytes], kept: list[bytes]) -> None:
    """Keeps the end of what the child complained of, and lets it never wait for a reader."""
    while chunk := stream.read(65536):
        kept[:] = [(b"".join(kept) + chunk)[-_STDERR_BYTES:]]


def _messages(child: subprocess.Popen[bytes], deadline: float) -> Iterator[dict[str, Any]]:
    """What the child says until it ends. Raises `TooSlowError` at the deadline."""
    lines: queue.Queue[bytes | None] = queue.Queue()
    assert child.stdout is not None
    threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise _too_slow() from None
        if line is None:
            return
        try:
            message = json.loads(line)
        except ValueError as error:
            raise _crashed("unreadable answer") from error
        if isinstance(message, dict):
            yield message


def _too_slow() -> TooSlowError:
    return TooSlowError("Reading the file takes too long. Split it, or save it anew as simple PDF.")


def _crashed(detail: str) -> ReaderCrashedError:
    return ReaderCrashedError(
        f"The reader ended unexpectedly on this file ({detail}). Save it anew and upload it."
    )


def _error_of_exit(code: int, complaint: str) -> Exception:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow()
    if "MemoryError" in complaint or "cannot allocate memory" in complaint.lower():
        return TooMuchMemoryError(
            "The file needs more memory than one file may use. Split it or save it anew."
        )
    return _crashed(f"exit {code}")


def _await_reading(
    child: subprocess.Popen[bytes], deadline: float, tell: Progress, complaints: list[bytes]
) -> Reading:
    for message in _messages(child, deadline):
        if "code" in message:
            raise error_of_code(str(message["code"]), str(message.get("message", "")))
        if "reading" in message:
            try:
                return Reading.model_validate(message["reading"])
            except ValidationError as error:
                raise _crashed("unreadable answer") from error
        tell(int(message["done"]), int(message["total"]))
    code = child.wait(timeout=5)
    raise _error_of_exit(code, b"".join(complaints).decode("utf-8", "replace"))


def read_source_isolated(
    path: Path,
    media_type: str,
    filename: str,
    limits: Limits,
    *,
    seconds: int = 300,
    memory_mb: int = 1536,
    tell: Progress = ignore_progress,
) -> Reading:
    """`read_source` in a fresh process with at most `seconds` of wall and CPU time and
    `memory_mb` of address space. `tell(done, total)` is called here, per page; an exception
    from it (a cancelled job) ends the child. Raises `SourceError`.
    """
    child = _start()
    complaints: list[bytes] = []
    assert child.stdin is not None
    assert child.stderr is not None
    threading.Thread(target=_drain, args=(child.stderr, complaints), daemon=True).start()
    request = {
        "path": str(path.resolve()),
        "media_type": media_type,
        "filename": filename,
        "limits": asdict(limits),
        "seconds": seconds,
        "memory_mb": memory_mb,
    }
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.close()
        return _await_reading(child, time.monotonic() + seconds, tell, complaints)
    finally:
        child.kill()
        child.wait()
