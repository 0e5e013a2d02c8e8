"""The learner's first page: one next step, how they stand, what they know."""

from __future__ import annotations

import secrets

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analytics.recommend import TARGET
from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import LaunchSession, Membership, Practice, ScorePolicy, Showing
from lti_tool.services.confidence import asks_confidence
from lti_tool.services.counted_answers import list_counted
from lti_tool.services.own_worksheets import find_running_sheet, show_in_sheet
from lti_tool.services.recommendations import recommend_step
from lti_tool.services.score_policy import GATE
from lti_tool.services.showings import (
    CONTESTED,
    close_showings,
    find_open_showing,
    lock_learner,
    open_showing,
)
from lti_tool.services.skill_tests import find_running_test, show_in_test
from lti_tool.services.standings import read_standing
from lti_tool.services.windows import read_window, require_open
from lti_tool.services.wishes import record_wish
from lti_tool.views.exercise_feedback import judge
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_page import put_standing, read_learn_page, read_strip
from lti_tool.views.learn_visit import page_url, require_practice, sheet_url, visit_practice
from lti_tool.views.learn_words import CONFIDENCES, LEVELS, describe_sheet_link
from lti_tool.views.mastery_page import read_mastery_page
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("learn", __name__)
SEEDS = 2**31


@blueprint.get("/learn")
def page() -> ResponseReturnValue:
    with wiring().database.read() as session:
        practice = visit_practice(session, request.args.get("practice", ""))
        if practice is None:
            return render_template("learn/unbound.html")
        shown = read_learn_page(session, practice, utcnow())
    _note_wishes(shown.missing)
    return render_template(
        "learn/page.html",
        page=shown,
        target=TARGET,
        sheet_url=sheet_url,
        sheet_words=describe_sheet_link,
    )


@blueprint.get("/learn/standing")
def standing() -> ResponseReturnValue:
    """Asked for again and again while a score is on its way."""
    with wiring().database.read() as session:
        practice = require_practice(session, request.args.get("practice", ""))
        own = read_standing(session, practice, g.visit.person.id, utcnow())
        words = put_standing(session, practice, own)
    return render_template("learn/_standing.html", standing=words, told="told" in request.args)


@blueprint.get("/learn/score")
def score() -> ResponseReturnValue:
    """The score opened to the answers, or the figures, that it comes from."""
    now = utcnow()
    with wiring().database.read() as session:
        practice = require_practice(session, request.args.get("practice", ""))
        own = read_standing(session, practice, g.visit.person.id, now)
        return render_template(
            "learn/score.html",
            practice=practice,
            page_url=page_url,
            standing=put_standing(session, practice, own),
            answers=list_counted(session, practice, g.visit.person.id),
            by_mastery=practice.policy is ScorePolicy.MASTERY,
            strip=read_strip(session, practice, g.visit.person.id, now),
            gate=GATE,
            judge=judge,
            kinds=KINDS,
        )


@blueprint.post("/learn/start")
def start() -> ResponseReturnValue:
    with wiring().database.write() as session:
        practice = require_practice(session, request.form.get("practice", ""))
        showing = start_next(session, practice)
    return redirect(_showing_url(showing) if showing else page_url(practice), 303)


@blueprint.get("/mastery")
def mastery() -> ResponseReturnValue:
    with wiring().database.read() as session:
        practice = visit_practice(session, request.args.get("practice", ""))
        shown = read_mastery_page(session, practice, utcnow())
    return render_template(
        "learn/mastery.html",
        page=shown,
        opened=request.args.get("skill", ""),
        asks=asks_confidence(g.visit.person, g.visit.membership),
        levels=LEVELS.values(),
        confidences=[label for _, label in CONFIDENCES.values()],
    )


@blueprint.post("/mastery/<skill_id>/test")
def contest(skill_id: str) -> ResponseReturnValue:
    """An exercise of this skill comes next, where nothing is known of it yet."""
    with wiring().database.write() as session:
        practice = require_practice(session, request.form.get("practice", ""))
        showing = _start_contest(session, practice, skill_id)
        if showing is None:
            add_notice(
                session,
                gettext(
                    "There is no exercise of this skill in this practice yet. Your instructor sees "
                    "that one is wanted."
                ),
                "info",
            )
    return redirect(_showing_url(showing) if showing else page_url(practice), 303)


@blueprint.post("/mastery/confidence")
def ask_confidence() -> ResponseReturnValue:
    """Whether this person is asked in this course how sure they are."""
    wanted = request.form.get("ask", "")
    if wanted not in ("yes", "no"):
        raise InvalidInputError("Say yes or no. Reload the page and try again.")
    with wiring().database.write() as session:
        session.get_one(Membership, g.visit.membership.id).confidence_off = wanted == "no"
        add_notice(session, gettext("Saved."))
    return redirect(url_for("learn.mastery", _anchor="confidence"), 303)


def start_next(session: Session, practice: Practice, *, beyond: bool = True) -> Showing | None:
    """The showing that is open, else the next of a test, else of a worksheet, else a new one by
    recommendation; None where there is nothing. Not `beyond` a test or worksheet that ends here:
    its own page comes first, and an exercise that nobody asked for would wait open."""
    person_id, now = g.visit.person.id, utcnow()
    lock_learner(session, practice.context_id, person_id)
    require_open(read_window(session, practice, person_id), now)
    if showing := find_open_showing(session, practice.id, person_id):
        return showing
    seed = secrets.randbelow(SEEDS)
    test = find_running_test(session, practice.id, person_id)
    if test and ((showing := show_in_test(session, practice, test, now, seed)) or not beyond):
        return showing
    sheet = find_running_sheet(session, practice.id, person_id)
    if sheet and ((showing := show_in_sheet(session, practice, sheet, now, seed)) or not beyond):
        return showing
    found = recommend_step(session, practice, person_id, now).recommendation
    if found is None:
        return None
    return open_showing(session, practice, person_id, found, seed)


def _start_contest(session: Session, practice: Practice, skill_id: str) -> Showing | None:
    person_id, now = g.visit.person.id, utcnow()
    lock_learner(session, practice.context_id, person_id)
    require_open(read_window(session, practice, person_id), now)
    step = recommend_step(session, practice, person_id, now, only_skill=skill_id)
    if step.recommendation is None:
        for missing in step.missing:
            record_wish(session, practice.context_id, missing)
        return None
    close_showings(session, practice.id, person_id, now)
    seed = secrets.randbelow(SEEDS)
    return open_showing(session, practice, person_id, step.recommendation, seed, reason=CONTESTED)


def _showing_url(showing: Showing) -> str:
    return url_for("exercise.page", showing_id=showing.id)


def _note_wishes(missing: tuple[str, ...]) -> None:
    """What the course lacks for this learner, once a visit; a preview lacks nothing."""
    noted = g.visit.session.settings.get("wished", [])
    new = [skill_id for skill_id in missing if skill_id not in noted]
    if not new or g.visit.membership.ever_instructor:
        return
    with wiring().database.write() as session:
        row = session.get_one(LaunchSession, g.visit.session.id)
        row.settings = {**row.settings, "wished": [*noted, *new]}
        for skill_id in new:
            record_wish(session, g.visit.context.id, skill_id)
