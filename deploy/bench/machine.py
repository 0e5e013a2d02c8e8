"""On what a figure was measured; and the processor time of another process."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path


def describe_machine() -> dict[str, str | int]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process, by its clock (clock_getcpuclockid(3)).

    Linux only. Raises OSError for a process that is gone.
    """
    return time.clock_gettime((~pid << 3) | 2)


def child_pids(pid: int) -> list[int]:
    """Linux only."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or "unknown"
