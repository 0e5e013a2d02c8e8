"""What jobs work with, wired once per process."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.queue import JobQueue, connect_queue
from lti_tool.settings import Settings


@dataclass(frozen=True)
class Parts:
    settings: Settings
    database: Database
    queue: JobQueue
    vault: Vault


_installed: list[Parts] = []


def open_parts(settings: Settings) -> Parts:
    """Connections are made at first use."""
    return Parts(
        settings,
        Database(settings.database_url),
        connect_queue(settings.redis_url),
        settings.vault,
    )


def install_parts(parts: Parts) -> None:
    """What `current_parts` gives from now on in this process."""
    _installed[:] = [parts]


def current_parts() -> Parts:
    """Raises RuntimeError in a process that is no worker."""
    if not _installed:
        raise RuntimeError("This process is no worker: call install_parts first.")
    return _installed[0]
