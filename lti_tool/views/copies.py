"""A copied activity: its instructor is asked whether its exercises are to be copied along."""

from __future__ import annotations

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import ResourceLink
from lti_tool.services.copy_origins import Origin, find_offer
from lti_tool.services.copying import Settled, copy_origin
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("copies", __name__)


def read_offer(session: Session) -> Origin | None:
    """What this visit's activity was copied from, as long as nothing was copied from there."""
    link = g.visit.resource_link
    row = session.get(ResourceLink, link.id) if link else None
    return find_offer(session, row, g.visit.person.id)


@blueprint.post("/activity/copy")
@instructors_only
def copy() -> ResponseReturnValue:
    link, uploads = g.visit.resource_link, wiring().settings.uploads
    if link is None:
        raise NotFoundError
    with wiring().database.write() as session:
        settled = copy_origin(session, uploads, link.id, g.visit.person.id, utcnow())
        add_notice(session, _tell(settled))
    return redirect(url_for("practices.index"), 303)


def _tell(settled: Settled) -> str:
    count = settled.exercises
    told = ngettext("%(num)d exercise was copied.", "%(num)d exercises were copied.", count)
    opened = gettext(
        "The activity now opens the practice “%(title)s”.", title=settled.practice.title
    )
    kept = gettext(
        "Learners have answered in the practice that the activity opens, so that one stays. The "
        "copied one is “%(title)s” in this list.",
        title=settled.practice.title,
    )
    return " ".join([*([told] if count else []), opened if settled.opened else kept])
