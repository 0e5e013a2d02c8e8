"""The class: who knows what, and who needs what."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_percent

from lti_tool.db import utcnow
from lti_tool.services.class_help import find_help
from lti_tool.services.class_view import read_class, sum_up
from lti_tool.services.course_groups import list_groups
from lti_tool.views.class_filter import filter_args, read_filter
from lti_tool.views.class_page import message_url, sort_links, write_letter
from lti_tool.views.learn_words import LEVELS, find_shape
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("class_view", __name__)
LOOKS = ("figures", "colours")


@blueprint.get("/class")
@instructors_only
def index() -> ResponseReturnValue:
    wanted = read_filter(request.args)
    look = request.args.get("look", "")
    with wiring().database.read() as session:
        view = read_class(session, g.visit.context.id, utcnow(), wanted)
        groups = list_groups(session, g.visit.context.id)
    return render_template(
        "class/index.html",
        view=view,
        groups=groups,
        sums=sum_up(view),
        wanted=wanted,
        args=filter_args(wanted),
        look=look if look in LOOKS else LOOKS[0],
        sorting=sort_links(wanted, ["", "answers", *(skill.id for skill in view.skills)]),
        find_shape=find_shape,
        levels=LEVELS,
        shares=[format_percent(share / 100) for share in range(101)],
    )


@blueprint.route("/class/help", methods=["GET", "POST"])
@instructors_only
def find() -> ResponseReturnValue:
    """A post brings the learners that were ticked: more than an address can name. It changes
    nothing. A get names a skill: of the filtered learners, those who need practice in it."""
    wanted, skill_id = read_filter(request.args), request.args.get("skill", "")[:32]
    chosen = request.form.getlist("who")
    with wiring().database.read() as session:
        view = read_class(session, g.visit.context.id, utcnow(), wanted)
        found = find_help(session, g.visit.context.id, view, chosen, skill_id)
    return render_template(
        "class/help.html",
        found=found,
        ticked=request.method == "POST",
        args=filter_args(wanted),
        letter=write_letter(found.people, gettext("Practice in our course")),
        message_url=lambda person: message_url(g.visit.registration, person),
    )
