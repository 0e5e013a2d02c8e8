"""The administration's first page: what needs attention, what stands how, who did what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.models import RequestState, ScoreState, SourceState
from lti_tool.queue import QueueName
from lti_tool.services.admin_overview import Overview, read_overview
from lti_tool.services.admins import end_admin_session
from lti_tool.services.audit import list_admin_audit
from lti_tool.services.audit_log import name_entries
from lti_tool.views.admin_session import admin_blueprint, admin_secret, forget_admin_secret
from lti_tool.views.audit_words import describe_action
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.wiring import wiring

AUDIT_LINES = 20

blueprint = admin_blueprint("admin", __name__)


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to do, and the page where it is done."""

    text: str
    endpoint: str


@blueprint.get("/")
def overview() -> ResponseReturnValue:
    with wiring().database.read() as session:
        found = read_overview(session, utcnow())
        audit = name_entries(session, list_admin_audit(session, AUDIT_LINES))
    return render_template(
        "admin/overview.html",
        overview=found,
        concerns=list_concerns(found),
        audit=audit,
        describe_action=describe_action,
        states=(RequestState, SourceState, ScoreState),
    )


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    with wiring().database.write() as session:
        end_admin_session(session, admin_secret())
    answer = make_response(redirect(url_for("admin.overview"), 303))
    forget_admin_secret(answer)
    return answer


def list_concerns(found: Overview) -> list[Concern]:
    concerns = []
    if not found.active:
        text = gettext("No platform is registered yet, so nobody can come in.")
        concerns.append(Concern(text, "admin_registrations.index"))
    if found.asking:
        text = ngettext(
            "%(num)s person asks to be erased.", "%(num)s people ask to be erased.", found.asking
        )
        concerns.append(Concern(text, "admin_people.index"))
    concerns += _queue_concerns(found)
    for breaker in found.breakers:
        text = gettext(
            "%(platform)s does not take scores at the moment. Sending goes on by itself.",
            platform=breaker.registration,
        )
        concerns.append(Concern(text, "admin_queues.index"))
    if parked := found.scores[ScoreState.PARKED]:
        text = ngettext(
            "%(num)s score was refused by its platform.",
            "%(num)s scores were refused by their platforms.",
            parked,
        )
        concerns.append(Concern(text, "admin_queues.index"))
    return concerns


def _queue_concerns(found: Overview) -> list[Concern]:
    concerns, now = [], utcnow()
    if any(wiring().queue.depth(name) is None for name in QueueName):
        text = gettext("The queue server cannot be reached. Work waits in the database until then.")
        concerns.append(Concern(text, "admin_queues.index"))
    for name in QueueName:
        if not found.working(name.value, now):
            text = gettext("No worker of the queue “%(queue)s” runs.", queue=name.value)
            concerns.append(Concern(text, "admin_queues.index"))
    return concerns
