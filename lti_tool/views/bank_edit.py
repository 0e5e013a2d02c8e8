"""Correcting a published exercise: the form, what would change for learners, the new version."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from generators.exercise.content import Kind, Language
from lti_tool.db import utcnow
from lti_tool.errors import ConflictError
from lti_tool.models import Exercise
from lti_tool.queue import JobName
from lti_tool.services import exercises, regrades, score_preview
from lti_tool.services.desk import list_cited
from lti_tool.services.drafts import DraftText, read_stored
from lti_tool.services.quotes import locate_quotes
from lti_tool.views import exercise_words
from lti_tool.views.content_form import ContentForm
from lti_tool.views.desk_edit import CHANGE
from lti_tool.views.exercise_form import fill_form, take_form
from lti_tool.views.notices import add_notice
from lti_tool.views.quotes import mark_quotes
from lti_tool.views.translate import gettext
from lti_tool.views.visit import TOKEN_FIELD, instructors_only, visit_blueprint
from lti_tool.views.visit_audit import refuse_change
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("bank_edit", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"exercise_words": exercise_words, "mark_quotes": mark_quotes}


@blueprint.get("/exercises/<exercise_id>/edit")
@instructors_only
def edit(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        exercise = exercises.find_exercise(session, g.visit.context.id, exercise_id)
        text = _current(session, exercise)
        form = fill_form(Kind(exercise.kind), Language(exercise.language), text)
        return _show(session, exercise, form)


@blueprint.post("/exercises/<exercise_id>/edit")
@instructors_only
def save(exercise_id: str) -> ResponseReturnValue:
    """What changes a grade is shown before it is done: the preview posts the same form again,
    confirmed."""
    context_id = g.visit.context.id
    with wiring().database.write() as session:
        exercise = exercises.find_exercise(session, context_id, exercise_id, lock=True)
        current = _current(session, exercise)
        form = take_form(Kind(exercise.kind), request.form, is_family=current.family is not None)
        if CHANGE in request.form:
            refuse_change()
            return _show(session, exercise, form)
        form.set_passages(locate_quotes(session, context_id, form.quotes))
        text = form.read()
        if text is None:
            return _show(session, exercise, form), 422
        base = _read_base()
        if base != exercise.version:
            refuse_change()
            return _show(session, exercise, form, is_behind=True), 409
        if text == current:
            add_notice(session, gettext("Nothing was changed."), "info")
            return _back(exercise_id)
        if request.form.get("confirmed") != "yes":
            regrading = regrades.weigh_correction(session, exercise, text)
            if regrading.changes or regrading.unfit:
                return _preview(session, exercise, text, regrading)
        moved = regrades.correct_exercise(
            session, context_id, exercise_id, base, text, g.visit.person.id, utcnow()
        )
        add_notice(session, _saved(base + 1))
    for registration_id in moved:
        wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    return _back(exercise_id)


def _saved(number: int) -> str:
    return gettext("Saved as version %(number)s.", number=number)


def _read_base() -> int:
    base = request.form.get("base", "")
    if not base.isdecimal():
        raise ConflictError
    return int(base)


def _current(session: Session, exercise: Exercise) -> DraftText:
    version = exercises.find_version(session, exercise.id, exercise.version)
    return read_stored(version.content, version.family)


def _show(
    session: Session, exercise: Exercise, form: ContentForm, *, is_behind: bool = False
) -> str:
    """`is_behind`: another version came meanwhile, and saved again the form follows that."""
    text = _current(session, exercise)
    base = str(exercise.version)
    return render_template(
        "bank/edit.html",
        exercise=exercise,
        form=form,
        base=base if is_behind else request.form.get("base", base),
        is_behind=is_behind,
        cited=list_cited(session, exercise.context_id, text),
    )


def _preview(
    session: Session, exercise: Exercise, text: DraftText, regrading: regrades.Regrading
) -> str:
    moves = score_preview.preview_scores(
        session, regrading.standings, lambda: regrades.set_grades(regrading), utcnow()
    )
    fields = [(name, value) for name, value in request.form.items() if name != TOKEN_FIELD]
    return render_template(
        "bank/preview.html",
        exercise=exercise,
        text=text,
        regrading=regrading,
        moves=moves,
        falling=sum(move.after < move.before for move in moves),
        fields=fields,
    )


def _back(exercise_id: str) -> ResponseReturnValue:
    return redirect(url_for("bank.show", exercise_id=exercise_id), 303)
