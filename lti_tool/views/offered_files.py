"""Files and pages of the course in the platform, to be taken as sources."""

from __future__ import annotations

from itertools import groupby

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.queue import JobName, QueueName
from lti_tool.services.offered_files import Offer, list_offers, want_files
from lti_tool.services.uploads import show_size
from lti_tool.views.notices import add_notice
from lti_tool.views.offer_words import explain_note
from lti_tool.views.translate import ngettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("offered_files", __name__)


@blueprint.get("/sources/offered")
@instructors_only
def index() -> ResponseReturnValue:
    return _show()


@blueprint.get("/sources/offered/state")
@instructors_only
def state() -> ResponseReturnValue:
    """What the page polls while files are fetched; then it is loaded anew."""
    response = make_response(_show("sources/_offered.html"))
    if not any(offer.file.wanted for offer in _offers()):
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.post("/sources/offered")
@instructors_only
def take() -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.write() as session:
        count = want_files(session, context_id, request.form.getlist("files"))
        add_notice(
            session,
            ngettext(
                "%(num)s file is being fetched from the course.",
                "%(num)s files are being fetched from the course.",
                count,
            ),
        )
    wiring().queue.ring(JobName.FETCH_FILES, context_id)
    return redirect(url_for("offered_files.index"), 303)


def _offers() -> list[Offer]:
    with wiring().database.read() as session:
        return list_offers(session, g.visit.context.id)


def _show(template: str = "sources/offered.html") -> str:
    offers = _offers()
    sections = [
        (name, list(group)) for name, group in groupby(offers, lambda offer: offer.file.section)
    ]
    return render_template(
        template,
        sections=sections,
        any_wanted=any(offer.file.wanted for offer in offers),
        any_free=any(offer.can_be_taken for offer in offers),
        queue_away=wiring().queue.depth(QueueName.WORK) is None,
        explain_note=explain_note,
        show_size=show_size,
    )
