"""Choose the practice that an activity opens: while it is added to the course page (deep linking),
or at an instructor's first launch of one that was added without."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.lti.vault import Vault
from lti_tool.models import ScorePolicy
from lti_tool.services import deep_linking
from lti_tool.services.practices import PracticeForm, create_practice, list_practices
from lti_tool.services.skills import list_kept_skills
from lti_tool.views.notices import add_notice
from lti_tool.views.security import allow_form_to
from lti_tool.views.tool_urls import launch_url
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

POLICIES = {
    ScorePolicy.POINTS: _l("Points: exercises answered right, out of the goal"),
    ScorePolicy.MASTERY: _l("Mastery: how sure the practice's skills are"),
    ScorePolicy.COMPLETION: _l("Completion: exercises answered, right or wrong, out of the goal"),
}

blueprint = visit_blueprint("deep_linking", __name__)


@blueprint.get("/activity")
@instructors_only
def choose() -> ResponseReturnValue:
    with wiring().database.read() as session:
        practices = list_practices(session, g.visit.context.id)
        skills = list_kept_skills(session, g.visit.context.id)
    asked = deep_linking.read_request(g.visit.session)
    return render_template(
        "deep_linking/choose.html",
        asked=asked,
        practices=practices,
        skills=skills,
        policies=POLICIES,
        form=PracticeForm(title=""),
    )


@blueprint.post("/activity")
@instructors_only
def take() -> ResponseReturnValue:
    """An existing practice."""
    with wiring().database.write() as session:
        return _settle(session, request.form.get("practice_id", ""))


@blueprint.post("/activity/new")
@instructors_only
def make() -> ResponseReturnValue:
    """A new practice, made and taken in one step."""
    form = _read_form()
    with wiring().database.write() as session:
        practice = create_practice(session, g.visit.context.id, form)
        return _settle(session, practice.id)


@blueprint.post("/activity/cancel")
@instructors_only
def cancel() -> ResponseReturnValue:
    asked = deep_linking.read_request(g.visit.session)
    takes_nothing = asked is not None and not asked.accepts_links
    error = gettext("This place of the course does not take activities.") if takes_nothing else ""
    with wiring().database.write() as session:
        vault = Vault(wiring().settings.secret_key)
        reply = deep_linking.answer_with_nothing(
            session, vault, g.visit.session.id, error, utcnow()
        )
    return _send(reply)


def _settle(session: Session, practice_id: str) -> ResponseReturnValue:
    visit_id = g.visit.session.id
    if deep_linking.read_request(g.visit.session):
        vault = Vault(wiring().settings.secret_key)
        return _send(
            deep_linking.answer_with_practice(
                session, vault, visit_id, practice_id, launch_url(), utcnow()
            )
        )
    deep_linking.open_chosen(session, visit_id, practice_id)
    add_notice(session, gettext("The activity opens this practice from now on."))
    return redirect(url_for("course.home"), 303)


def _send(reply: deep_linking.Reply) -> ResponseReturnValue:
    """The signed answer is posted by the browser, to the platform's origin and nowhere else."""
    allow_form_to(reply.url)
    return render_template("deep_linking/send.html", reply=reply)


def _read_form() -> PracticeForm:
    policy = request.form.get("policy", ScorePolicy.POINTS.value)
    if policy not in list(ScorePolicy):
        raise InvalidInputError("Choose one of the three ways to score.")
    return PracticeForm(
        title=request.form.get("title", ""),
        skill_ids=tuple(request.form.getlist("skill")),
        policy=ScorePolicy(policy),
        goal=_whole("goal"),
        tries=_whole("tries"),
    )


def _whole(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise InvalidInputError("Goal and tries are whole numbers.")
    return int(text)
