"""The parts that `create_app` wired, for views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from lti_tool.db import Database
from lti_tool.queue import JobQueue
from lti_tool.settings import Settings

EXTENSION = "coursewright"


@dataclass(frozen=True, slots=True)
class Wiring:
    settings: Settings
    database: Database
    queue: JobQueue


def wiring() -> Wiring:
    return cast(Wiring, current_app.extensions[EXTENSION])
