"""The instructor's practices: settings, own times and tries of learners, preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, NotFoundError, ToolError
from lti_tool.models import Practice, ResourceLink, ScorePolicy, Skill
from lti_tool.queue import JobName
from lti_tool.services.allowances import list_allowances, search_learners, set_allowance
from lti_tool.services.choices import Stock, read_stock
from lti_tool.services.practice_scores import change_and_rescore, preview_change
from lti_tool.services.practices import (
    PracticeChangedError,
    count_activities,
    create_practice,
    find_practice,
    fingerprint,
    list_practice_skills,
    list_practices,
    open_resource_link,
)
from lti_tool.services.score_preview import ScoreMove
from lti_tool.services.skills import list_kept_skills
from lti_tool.views.copies import read_offer
from lti_tool.views.error_text import tell_error
from lti_tool.views.exercise_words import LANGUAGES
from lti_tool.views.learn_words import POLICIES, describe_policy
from lti_tool.views.notices import add_notice
from lti_tool.views.practice_form import (
    empty_form,
    fill_form,
    read_form,
    read_moment,
    read_number,
    show_moment,
)
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("practices", __name__)


@dataclass(frozen=True, slots=True)
class PracticeLine:
    practice: Practice
    policy: str
    skills: tuple[Skill, ...]
    stock: Stock
    activities: int

    @property
    def short(self) -> bool:
        """Nobody could reach the goal."""
        counts = self.practice.policy is not ScorePolicy.MASTERY
        return counts and self.stock.countable < self.practice.goal


@blueprint.get("/practices")
@instructors_only
def index() -> ResponseReturnValue:
    with wiring().database.read() as session:
        lines = [_read_line(session, row) for row in list_practices(session, g.visit.context.id)]
        origin = read_offer(session)
    link = g.visit.resource_link
    unbound = link is not None and link.practice_id is None
    return render_template("practices/index.html", lines=lines, unbound=unbound, origin=origin)


@blueprint.get("/practices/new")
@instructors_only
def new() -> ResponseReturnValue:
    form = empty_form("", "")
    form.setlist("skill", request.args.getlist("skill"))
    return _render_form(None, form)


@blueprint.post("/practices/new")
@instructors_only
def create() -> ResponseReturnValue:
    try:
        form = read_form(request.form)
        with wiring().database.write() as session:
            practice = create_practice(session, g.visit.context.id, form)
            _bind_if_unbound(session, practice)
            add_notice(session, gettext("The practice “%(title)s” was made.", title=practice.title))
    except InvalidInputError as error:
        return _render_form(None, request.form, error)
    return redirect(url_for("practices.index"), 303)


@blueprint.get("/practices/<practice_id>")
@instructors_only
def edit(practice_id: str) -> ResponseReturnValue:
    practice = _find(practice_id)
    return _render_form(practice, fill_form(practice))


@blueprint.post("/practices/<practice_id>")
@instructors_only
def change(practice_id: str) -> ResponseReturnValue:
    """Scores that the new settings move are told first: the form then comes with their number,
    and is saved where it is still the same."""
    context_id, now = g.visit.context.id, utcnow()
    try:
        form = read_form(request.form)
        with wiring().database.write() as session:
            moves = preview_change(session, context_id, practice_id, form, now)
            told = request.form.get("moves", "0") == str(len(moves))
            moved = set[str]()
            if told:
                moved = change_and_rescore(session, context_id, practice_id, form, now)
                add_notice(session, gettext("Saved."))
    except InvalidInputError as error:
        return _render_form(_find(practice_id), request.form, error)
    except PracticeChangedError as error:
        practice = _find(practice_id)
        typed = MultiDict(request.form)
        typed["base"] = fingerprint(practice)
        return _render_form(practice, typed, error)
    if not told:
        return _render_form(_find(practice_id), request.form, moves=moves)
    for registration_id in moved:
        wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    return redirect(url_for("practices.index"), 303)


def _find(practice_id: str) -> Practice:
    with wiring().database.read() as session:
        return find_practice(session, g.visit.context.id, practice_id)


@blueprint.post("/practices/<practice_id>/open")
@instructors_only
def bind(practice_id: str) -> ResponseReturnValue:
    """Let the activity that this visit came from open the practice."""
    link = g.visit.resource_link
    if link is None:
        raise NotFoundError
    with wiring().database.write() as session:
        row = session.get_one(ResourceLink, link.id)
        open_resource_link(session, row, practice_id)
        add_notice(session, gettext("The activity now opens this practice."))
    return redirect(url_for("practices.index"), 303)


@blueprint.get("/practices/<practice_id>/learners")
@instructors_only
def learners(practice_id: str) -> ResponseReturnValue:
    words = request.args.get("name", "")
    with wiring().database.read() as session:
        practice = find_practice(session, g.visit.context.id, practice_id)
        allowances = list_allowances(session, practice.id)
        granted = {row.person.id for row in allowances}
        found = search_learners(session, practice.context_id, words)
    return render_template(
        "practices/learners.html",
        practice=practice,
        allowances=allowances,
        found=[person for person in found if person.id not in granted],
        words=words,
        show_moment=show_moment,
    )


@blueprint.post("/practices/<practice_id>/learners")
@instructors_only
def allow(practice_id: str) -> ResponseReturnValue:
    form = request.form
    with wiring().database.write() as session:
        set_allowance(
            session,
            g.visit.context.id,
            practice_id,
            form.get("person", ""),
            read_moment(form.get("closes_at", "")),
            read_number(form.get("extra_tries", "") or "0"),
        )
        add_notice(session, gettext("Saved."))
    return redirect(url_for("practices.learners", practice_id=practice_id), 303)


def _read_line(session: Session, practice: Practice) -> PracticeLine:
    return PracticeLine(
        practice=practice,
        policy=describe_policy(practice),
        skills=tuple(list_practice_skills(session, practice)),
        stock=read_stock(session, practice),
        activities=count_activities(session, practice.id),
    )


def _bind_if_unbound(session: Session, practice: Practice) -> None:
    """A practice made from an activity that opens none yet is what that activity opens."""
    link = g.visit.resource_link
    if link is not None and link.practice_id is None:
        open_resource_link(session, session.get_one(ResourceLink, link.id), practice.id)


def _render_form(
    practice: Practice | None,
    fields: MultiDict[str, str],
    error: ToolError | None = None,
    moves: Sequence[ScoreMove] = (),
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        skills = list_kept_skills(session, g.visit.context.id)
    body = render_template(
        "practices/form.html",
        practice=practice,
        fields=fields,
        skills=skills,
        policies=POLICIES,
        languages=LANGUAGES,
        problem=tell_error(error) if error else "",
        moves=len(moves),
        falling=sum(move.after < move.before for move in moves),
    )
    return body, error.status if error else 200
