"""What several commands open."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.cli.errors import CommandError
from lti_tool.db import Database
from lti_tool.revision import is_current
from lti_tool.settings import Settings


@contextmanager
def import_what_stays() -> Iterator[None]:
    """For the imports of a whole server: to look through them for garbage, again and again while
    they come, takes a seventh of its start. Children that it forks leave them alone too."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_current_database(settings: Settings) -> Iterator[Database]:
    """Raises `CommandError` unless it is of this release."""
    with open_database(settings) as database:
        if not is_current(database.engine):
            raise CommandError(
                "The database is not at this release's schema. Run `coursewright migrate` first."
            )
        yield database


def require_current_database(settings: Settings) -> None:
    """For commands whose processes open it by themselves. Raises `CommandError`."""
    with open_current_database(settings):
        pass
