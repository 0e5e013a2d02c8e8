"""One passage where it stands: what an exercise's citation leads to, for everyone in the course."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.models import SourceState
from lti_tool.services.passages import find_surroundings
from lti_tool.views.passage_text import show_text
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("passages", __name__)


@blueprint.get("/passages/<passage_id>")
def show(passage_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        place = find_surroundings(session, g.visit.context.id, passage_id)
    fragment = "HX-Request" in request.headers
    return render_template(
        "passages/_show.html" if fragment else "passages/show.html",
        place=place,
        quote=request.args.get("quote", ""),
        show_text=show_text,
        is_current=place.source.state is SourceState.READY,
    )
