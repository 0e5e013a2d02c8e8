"""The process that reads one file under limits: a request on stdin, JSON lines on stdout.

Started by `isolation.read_source_isolated`. It answers {"done", "total"} for each page, then
{"reading"} or {"code", "message"}.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import IO, Any

from generators.sources.errors import SourceError, TooMuchMemoryError
from generators.sources.limits import Limits

_MEGABYTE = 1024 * 1024
_FILES = 64


def _limit(seconds: int, memory_mb: int) -> None:
    """CPU seconds, address space, no new file contents, few open files, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MEGABYTE, memory_mb * _MEGABYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(out: IO[str], message: dict[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=True) + "\n")
    out.flush()


def _read(request: dict[str, Any], out: IO[str]) -> None:
    # The parsers too are loaded under the limits.
    from generators.sources.reading import read_source

    reading = read_source(
        Path(request["path"]),
        request["media_type"],
        request["filename"],
        Limits(**request["limits"]),
        lambda done, total: _say(out, {"done": done, "total": total}),
    )
    _say(out, {"reading": reading.model_dump(mode="json")})


def main() -> None:
    request = json.loads(sys.stdin.readline())
    # A parser that prints must not get between the lines of the answer.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _limit(request["seconds"], request["memory_mb"])
    try:
        _read(request, out)
    except SourceError as error:
        _say(out, {"code": error.code, "message": str(error)})
    except MemoryError:
        message = "The file needs more memory than one file may use. Split it or save it anew."
        _say(out, {"code": TooMuchMemoryError.code, "message": message})


if __name__ == "__main__":
    main()
