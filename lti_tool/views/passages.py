"""One passage where it stands in its source, between its neighbours; for instructors.

Learners come to what an exercise cites, by `views.exercise`: see `views.passage_page`.
"""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from lti_tool.services.passages import find_surroundings
from lti_tool.views.passage_text import show_text
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("passages", __name__)


@blueprint.get("/passages/<passage_id>")
@instructors_only
def show(passage_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        place = find_surroundings(session, g.visit.context.id, passage_id)
    return render_template("passages/show.html", place=place, quote="", show_text=show_text)
