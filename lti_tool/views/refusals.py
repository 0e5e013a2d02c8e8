"""What becomes of a refused login or launch: a page for the person, a line for the admin."""

from __future__ import annotations

import structlog
from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.lti.errors import LaunchError
from lti_tool.services.refusals import note_refusal, show_value
from lti_tool.views.error_text import tell_error
from lti_tool.views.wiring import wiring

log = structlog.get_logger(__name__)


def show_refusal(error: LaunchError) -> ResponseReturnValue:
    """A sentence and a reference for the person; the failed check and both values for the log
    and for the administration's page of refusals."""
    g.error_code = error.code
    registration = g.get("framed_by")
    registration_id = registration.id if registration else None
    log.warning(
        "launch_refused",
        reference=g.reference,
        code=error.code,
        check=error.check,
        expected=show_value(error.expected),
        found=show_value(error.found),
        registration=registration_id,
    )
    _keep(error, registration_id)
    page = render_template("lti/refused.html", text=tell_error(error), error=error)
    return page, error.status


def _keep(error: LaunchError, registration_id: str | None) -> None:
    """A database that takes no row must not keep the person from the sentence; the log has it."""
    try:
        with wiring().database.write() as session:
            note_refusal(session, error, g.reference, registration_id)
    except SQLAlchemyError:
        log.exception("refusal_not_kept", reference=g.reference)
