"""Choose the practice that an activity opens: while it is added to the course page (deep linking),
or at an instructor's first launch of one that was added without."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.lti.vault import Vault
from lti_tool.services import deep_linking
from lti_tool.services.practices import create_practice, list_practices
from lti_tool.services.skills import list_kept_skills
from lti_tool.views.copies import read_offer
from lti_tool.views.error_text import tell_error
from lti_tool.views.learn_words import POLICIES
from lti_tool.views.notices import add_notice
from lti_tool.views.practice_form import empty_form, read_form
from lti_tool.views.security import allow_form_to
from lti_tool.views.tool_urls import launch_url
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("deep_linking", __name__)


@blueprint.get("/activity")
@instructors_only
def choose() -> ResponseReturnValue:
    asked = deep_linking.read_request(g.visit.session)
    if asked is None and g.visit.practice_id:
        return redirect(url_for("course.home"), 303)
    return _render(empty_form("", ""))


@blueprint.post("/activity")
@instructors_only
def take() -> ResponseReturnValue:
    """Existing practices."""
    chosen = list(dict.fromkeys(request.form.getlist("practice_id")))
    if not chosen:
        return _render(
            empty_form("", ""), choice=InvalidInputError("Choose at least one practice.")
        )
    with wiring().database.write() as session:
        return _settle(session, chosen)


@blueprint.post("/activity/new")
@instructors_only
def make() -> ResponseReturnValue:
    """A new practice, made and taken in one step."""
    try:
        form = read_form(request.form)
        with wiring().database.write() as session:
            practice = create_practice(session, g.visit.context.id, form)
            return _settle(session, [practice.id])
    except InvalidInputError as error:
        return _render(request.form, error)


@blueprint.post("/activity/cancel")
@instructors_only
def cancel() -> ResponseReturnValue:
    asked = deep_linking.read_request(g.visit.session)
    takes_nothing = asked is not None and not asked.accepts_links
    error = gettext("This place of the course does not take activities.") if takes_nothing else ""
    with wiring().database.write() as session:
        return _send(
            deep_linking.answer_with_nothing(session, _vault(), _visit_id(), error, utcnow())
        )


def _settle(session: Session, practice_ids: list[str]) -> ResponseReturnValue:
    if deep_linking.read_request(g.visit.session):
        return _send(
            deep_linking.answer_with_practices(
                session, _vault(), _visit_id(), practice_ids, launch_url(), utcnow()
            )
        )
    if len(practice_ids) > 1:
        raise deep_linking.OnlyOneError
    deep_linking.open_chosen(session, _visit_id(), practice_ids[0])
    add_notice(session, gettext("The activity now opens this practice."))
    return redirect(url_for("course.home"), 303)


def _send(reply: deep_linking.Reply) -> ResponseReturnValue:
    """The signed answer is posted by the browser, to the platform's origin and nowhere else."""
    allow_form_to(reply.url)
    return render_template("deep_linking/send.html", reply=reply)


def _render(
    fields: MultiDict[str, str],
    error: InvalidInputError | None = None,
    choice: InvalidInputError | None = None,
) -> ResponseReturnValue:
    """`error` is about the new practice's form, `choice` about the list of those that exist."""
    with wiring().database.read() as session:
        practices = list_practices(session, g.visit.context.id)
        skills = list_kept_skills(session, g.visit.context.id)
        origin = read_offer(session)
    page = render_template(
        "deep_linking/choose.html",
        asked=deep_linking.read_request(g.visit.session),
        origin=origin,
        practices=practices,
        skills=skills,
        policies=POLICIES,
        fields=fields,
        problem=tell_error(error) if error else "",
        choice_problem=tell_error(choice) if choice else "",
    )
    failed = error or choice
    return page, failed.status if failed else 200


def _vault() -> Vault:
    return wiring().settings.vault


def _visit_id() -> str:
    return str(g.visit.session.id)
