"""An error on the command line: one sentence on stderr, exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from deploy.demo.processes import ProcessError
from generators.models.errors import ModelError
from generators.planner.errors import PlannerError
from generators.portable.errors import PortableError
from lti_tool.errors import ToolError
from lti_tool.settings import SettingsError


class CommandError(click.ClickException):
    """Raised by a command with what happened and what to do."""

    exit_code = 2


@contextmanager
def explain_errors() -> Iterator[None]:
    """Turn what can be expected to go wrong into a `CommandError`; the rest is a bug and shows."""
    try:
        yield
    except (SettingsError, ModelError, PlannerError, PortableError, ProcessError) as error:
        raise CommandError(str(error)) from error
    except ToolError as error:
        raise CommandError(error.text) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CommandError(f"{where}{error.strerror or error}.") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CommandError(
            f"The database did not do what was asked: {reason}. Is COURSEWRIGHT_DATABASE_URL "
            "right, and did `coursewright migrate` run?"
        ) from error
    except RedisError as error:
        raise CommandError(
            f"The queue's server is out of reach: {error}. Is COURSEWRIGHT_REDIS_URL right?"
        ) from error
