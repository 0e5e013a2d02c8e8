"""The course for its instructors: what to do next, a learner, grades from outside."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import ConflictError
from lti_tool.models import Context, LaunchSession, Registration
from lti_tool.queue import JobName, QueueName
from lti_tool.services import (
    class_view,
    course_overview,
    course_sync,
    learner_account,
    outside_evidence,
    request_options,
    sync_stages,
)
from lti_tool.services.skills import list_kept_skills
from lti_tool.views import course_page, given_answers, sync_words
from lti_tool.views.evidence_rows import make_rows
from lti_tool.views.learn_words import judge_level
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.voices_page import tell_voice
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("course", __name__)

UNDO = "undo_map"  # in the visit: the last choice of what an activity counts for, as it was before


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"name_person": name_person, "page_url": course_page.page_url}


@blueprint.get("/course")
@instructors_only
def home() -> ResponseReturnValue:
    context_id, now = g.visit.context.id, utcnow()
    if course_sync.is_stale(g.visit.context, now):
        _ask_for_sync()
    with wiring().database.read() as session:
        counts = course_overview.read_counts(session, context_id)
        view = class_view.read_class(session, context_id, now)
        wishes = request_options.list_wishes(session, context_id)
    return render_template(
        "course/home.html",
        steps=course_page.list_steps(counts),
        asks=course_page.list_asks(counts),
        wishes=wishes,
        sums=class_view.sum_up(view),
        learners=len(view.all),
        **_sync_state(),
    )


@blueprint.post("/course/sync")
@instructors_only
def sync() -> ResponseReturnValue:
    _ask_for_sync(anew=bool(request.form.get("anew")))
    return redirect(url_for("course.home", _anchor="sync"), 303)


@blueprint.post("/course/sync/stop")
@instructors_only
def stop_sync() -> ResponseReturnValue:
    with wiring().database.write() as session:
        sync_stages.stop_reading(session, g.visit.context.id)
    return redirect(url_for("course.home", _anchor="sync"), 303)


def _ask_for_sync(*, anew: bool = False) -> None:
    with wiring().database.write() as session:
        if anew:
            course_sync.forget_reading(session, g.visit.context.id)
        course_sync.ask_for_sync(session, g.visit.context.id)
    wiring().queue.ring(JobName.SYNC_COURSE, g.visit.context.id)


@blueprint.get("/course/sync")
@instructors_only
def sync_state() -> ResponseReturnValue:
    """What the page polls while a reading is under way."""
    return render_template("course/_sync.html", **_sync_state())


def _sync_state() -> dict[str, Any]:
    with wiring().database.read() as session:
        context = session.get_one(Context, g.visit.context.id)
        token = session.get_one(Registration, context.registration_id).web_service_token
    unread = len(context.attempts_waiting)
    return {
        "attempts_done": context.attempts_total - unread,
        "attempts_total": context.attempts_total if unread else 0,
        "stage": sync_words.name_stage(context.sync_stage),
        "stage_done": context.sync_done,
        "stage_total": context.sync_total,
        "synced_at": context.synced_at,
        "sync_waiting": context.sync_note == sync_stages.WAITING,
        "sync_stopped": context.sync_note == sync_stages.STOPPED,
        "sync_problems": sync_words.list_problems(context),
        "lacking": [] if token else sync_words.list_lacking(),
        "queue_away": wiring().queue.depth(QueueName.WORK) is None,
    }


@blueprint.get("/course/learners/<person_id>")
@instructors_only
def learner(person_id: str) -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        account = learner_account.read_learner(session, context_id, person_id, utcnow())
    return render_template(
        "course/learner.html",
        account=account,
        make_rows=make_rows,
        judge_level=judge_level,
        tell_voice=tell_voice,
        answers=given_answers.tell_answers(account.facts.answers),
        handed_in=given_answers.HANDED_IN,
    )


@blueprint.get("/course/activities")
@instructors_only
def activities() -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        return render_template(
            "course/activities.html",
            activities=outside_evidence.list_activities(session, context_id),
            skills=list_kept_skills(session, context_id),
            undo=g.visit.session.settings.get(UNDO),
        )


@blueprint.post("/course/activities")
@instructors_only
def map_activity() -> ResponseReturnValue:
    """Ties the grades of one activity to skills, or to none."""
    activity, source = request.form.get("activity", ""), request.form.get("source", "")
    skill_ids = request.form.getlist("skills")
    with wiring().database.write() as session:
        before = outside_evidence.map_activity(
            session, g.visit.context.id, source, activity, skill_ids
        )
        _keep_undo(session, [source, activity, list(before.skill_ids), before.mapped])
        add_notice(session, gettext("Saved. What learners know is reckoned anew from now on."))
    return redirect(url_for("course.activities", _anchor=f"map-{activity}"), 303)


@blueprint.post("/course/activities/undo")
@instructors_only
def undo_map() -> ResponseReturnValue:
    """As it was before the last choice of this visit."""
    kept = g.visit.session.settings.get(UNDO)
    if kept is None:
        raise ConflictError("Nothing was chosen here, so there is nothing to undo.")
    source, activity, skill_ids, mapped = kept
    with wiring().database.write() as session:
        outside_evidence.map_activity(
            session, g.visit.context.id, source, activity, skill_ids, mapped=mapped
        )
        _keep_undo(session, None)
        add_notice(session, gettext("Undone. What learners know is reckoned anew from now on."))
    return redirect(url_for("course.activities", _anchor=f"map-{activity}"), 303)


def _keep_undo(session: Session, undo: list[Any] | None) -> None:
    row = session.get_one(LaunchSession, g.visit.session.id)
    row.settings = {**row.settings, UNDO: undo}
