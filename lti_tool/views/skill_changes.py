"""Merge a skill into another, split it into several: first what would change, then the change."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import ConflictError, InvalidInputError, ToolError
from lti_tool.models import SkillState
from lti_tool.queue import JobName
from lti_tool.services import skill_changes
from lti_tool.services.skill_change_preview import Effect, preview_change
from lti_tool.services.skill_changes import Split
from lti_tool.services.skill_splitting import MOST_PARTS, list_activities_of, list_stems
from lti_tool.services.skills import find_skill, list_skills
from lti_tool.views.error_text import tell_error
from lti_tool.views.exercise_words import show_plain
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

EXERCISE, ACTIVITY = "exercise:", "activity:"  # begin a field's name; behind it what it is about
Act = Callable[[Session], set[str]]

blueprint = visit_blueprint("skill_changes", __name__)


@blueprint.get("/skills/<skill_id>/merge")
@instructors_only
def choose_merge(skill_id: str) -> ResponseReturnValue:
    return _show_merge(skill_id)


@blueprint.post("/skills/<skill_id>/merge/preview")
@instructors_only
def preview_merge(skill_id: str) -> ResponseReturnValue:
    return _preview(skill_id, _read_merge(skill_id), _show_merge)


@blueprint.post("/skills/<skill_id>/merge")
@instructors_only
def merge(skill_id: str) -> ResponseReturnValue:
    text = gettext("The skills were merged. What learners know is reckoned anew from now on.")
    return _change(_read_merge(skill_id), text, lambda error: _show_merge(skill_id, error))


@blueprint.get("/skills/<skill_id>/split")
@instructors_only
def choose_split(skill_id: str) -> ResponseReturnValue:
    return _show_split(skill_id)


@blueprint.post("/skills/<skill_id>/split/preview")
@instructors_only
def preview_split(skill_id: str) -> ResponseReturnValue:
    return _preview(skill_id, _read_split(skill_id), _show_split)


@blueprint.post("/skills/<skill_id>/split")
@instructors_only
def split(skill_id: str) -> ResponseReturnValue:
    text = gettext("The skill was split. What learners know is reckoned anew from now on.")
    return _change(_read_split(skill_id), text, lambda error: _show_split(skill_id, error))


@blueprint.post("/skills/changes/<change_id>/undo")
@instructors_only
def undo(change_id: str) -> ResponseReturnValue:
    context_id = g.visit.context.id
    text = gettext("Undone: the skills stand as before.")
    return _change(
        lambda session: skill_changes.undo_change(session, context_id, change_id, utcnow()), text
    )


def _read_merge(skill_id: str) -> Act:
    into, (context_id, person_id) = request.form.get("into", ""), _who()
    return lambda session: skill_changes.merge_skills(
        session, context_id, skill_id, into, person_id, utcnow()
    )


def _read_split(skill_id: str) -> Act:
    context_id, person_id = _who()
    names = tuple(" ".join(line.split()) for line in request.form.getlist("name") if line.strip())
    exercises, activities = dict[str, int](), dict[tuple[str, str], int]()
    for field, value in request.form.items():
        place = int(value) if value.isascii() and value.isdecimal() and len(value) < 3 else -1
        if field.startswith(EXERCISE):
            exercises[field.removeprefix(EXERCISE)] = place
        elif field.startswith(ACTIVITY):
            activities[_read_activity(field.removeprefix(ACTIVITY))] = place
    wanted = Split(names, exercises, activities)
    return lambda session: skill_changes.split_skill(
        session, context_id, skill_id, wanted, person_id, utcnow()
    )


def _read_activity(text: str) -> tuple[str, str]:
    try:
        source, external_id = json.loads(text)
    except (ValueError, TypeError) as error:
        raise InvalidInputError("Reload the page and choose again.") from error
    return str(source), str(external_id)


def _who() -> tuple[str, str]:
    return g.visit.context.id, g.visit.person.id


def _preview(
    skill_id: str, act: Act, show: Callable[..., ResponseReturnValue]
) -> ResponseReturnValue:
    try:
        with wiring().database.write() as session:
            effect = preview_change(
                session, g.visit.context.id, skill_id, lambda: act(session), utcnow()
            )
    except (InvalidInputError, ConflictError) as error:
        return show(skill_id, error)
    return show(skill_id, effect=effect)


def _change(
    act: Act, text: str, show: Callable[[ToolError], ResponseReturnValue] | None = None
) -> ResponseReturnValue:
    try:
        with wiring().database.write() as session:
            moved = act(session)
            add_notice(session, text)
    except (InvalidInputError, ConflictError) as error:
        if show is None:
            raise
        return show(error)
    for registration_id in moved:
        wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    return redirect(url_for("skills.index"), 303)


def _show_merge(
    skill_id: str, error: ToolError | None = None, effect: Effect | None = None
) -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        skill = find_skill(session, context_id, skill_id)
        others = [
            row
            for row in list_skills(session, context_id)
            if row.id != skill_id and row.state is not SkillState.DROPPED
        ]
    page = render_template(
        "skills/merge.html",
        skill=skill,
        others=others,
        into=request.form.get("into", ""),
        effect=effect,
        error=tell_error(error) if error else "",
    )
    return page, error.status if error else 200


def _show_split(
    skill_id: str, error: ToolError | None = None, effect: Effect | None = None
) -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        skill = find_skill(session, context_id, skill_id)
        exercises = list_stems(session, skill_id)
        activities = list_activities_of(session, context_id, skill_id)
    page = render_template(
        "skills/split.html",
        skill=skill,
        exercises=[(f"{EXERCISE}{own}", show_plain(stem)) for own, stem in exercises.items()],
        activities=[
            (f"{ACTIVITY}{json.dumps(name)}", title or name[1])
            for name, title in activities.items()
        ],
        names=_typed_names(),
        form=request.form,
        effect=effect,
        error=tell_error(error) if error else "",
    )
    return page, error.status if error else 200


def _typed_names() -> list[str]:
    typed = [name for name in request.form.getlist("name") if name.strip()]
    return (typed + [""] * MOST_PARTS)[:MOST_PARTS]
