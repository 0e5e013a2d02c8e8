"""The course's exercises: look one up, see how it does, withdraw it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Exercise, ExerciseState, ExerciseVersion
from lti_tool.queue import JobName
from lti_tool.services import bank, exercises, parallel_forms
from lti_tool.services.desk import list_cited
from lti_tool.services.drafts import DraftText, read_stored
from lti_tool.services.item_statistics import read_reports
from lti_tool.services.parallel_forms import Form, Shift
from lti_tool.services.quotas import require_quota
from lti_tool.services.skills import name_skills
from lti_tool.views import exercise_words, item_words
from lti_tool.views.bank_filter import filter_args, read_filter
from lti_tool.views.difference_words import tell_differences
from lti_tool.views.notices import add_notice
from lti_tool.views.quotes import mark_quotes
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("bank", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "exercise_words": exercise_words,
        "flag_words": item_words.FLAGS,
        "mark_quotes": mark_quotes,
        "states": ExerciseState,
    }


@blueprint.get("/exercises")
@instructors_only
def index() -> ResponseReturnValue:
    wanted = read_filter(request.args)
    with wiring().database.read() as session:
        return render_template(
            "bank/index.html",
            found=bank.list_exercises(session, g.visit.context.id, wanted),
            wanted=wanted,
            args=filter_args(wanted),
            skills=name_skills(session, g.visit.context.id),
        )


@blueprint.get("/exercises/<exercise_id>")
@instructors_only
def show(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        exercise = exercises.find_exercise(session, g.visit.context.id, exercise_id)
        versions = bank.list_versions(session, exercise.id)
        text: DraftText = read_stored(versions[0][0].content, versions[0][0].family)
        return render_template(
            "bank/show.html",
            exercise=exercise,
            versions=versions,
            text=text,
            cited=list_cited(session, exercise.context_id, text),
            forms=parallel_forms.list_forms(session, exercise),
            item=read_reports(session, exercise.context_id).get(exercise.id),
            figures=bank.read_figures(session, [exercise.id]).get(exercise.id, bank.Figures()),
            reports=bank.list_reports(session, exercise.id),
            skills=name_skills(session, g.visit.context.id),
        )


@blueprint.get("/exercises/<exercise_id>/changes")
@instructors_only
def changes(exercise_id: str) -> ResponseReturnValue:
    """Of `new` against `old`, by default of the newest version against the one before."""
    with wiring().database.read() as session:
        exercise = exercises.find_exercise(session, g.visit.context.id, exercise_id)
        new = _find_version(session, exercise, "new", exercise.version)
        old = _find_version(session, exercise, "old", max(1, new.number - 1))
    return render_template(
        "bank/changes.html",
        exercise=exercise,
        old=old.number,
        new=new.number,
        differences=tell_differences(exercise.kind, _stored(old), _stored(new)),
    )


def _find_version(session: Session, exercise: Exercise, name: str, usual: int) -> ExerciseVersion:
    """The one that the address names. Raises `NotFoundError`."""
    typed = request.args.get(name, str(usual))
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    if not 1 <= number <= exercise.version:
        raise NotFoundError
    return exercises.find_version(session, exercise.id, number)


def _stored(version: ExerciseVersion) -> dict[str, Any]:
    return {"content": version.content, "family": version.family}


@blueprint.post("/exercises/<exercise_id>/withdraw")
@instructors_only
def withdraw(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        exercises.withdraw_exercise(session, g.visit.context.id, exercise_id, g.visit.person.id)
        add_notice(session, gettext("Withdrawn: learners do not meet it any more."))
    return _back(exercise_id)


@blueprint.post("/exercises/<exercise_id>/restore")
@instructors_only
def restore(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        exercises.restore_exercise(session, g.visit.context.id, exercise_id, g.visit.person.id)
        add_notice(session, gettext("Published again."))
    return _back(exercise_id)


@blueprint.post("/exercises/<exercise_id>/reports/<report_id>")
@instructors_only
def resolve(exercise_id: str, report_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        exercise = exercises.find_exercise(session, g.visit.context.id, exercise_id)
        bank.resolve_report(session, exercise.id, report_id)
        add_notice(session, gettext("The report is settled."))
    return _back(exercise_id)


@blueprint.post("/exercises/<exercise_id>/source")
@instructors_only
def confirm_source(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        exercise = exercises.find_exercise(session, g.visit.context.id, exercise_id, lock=True)
        bank.confirm_source(session, exercise)
        add_notice(session, gettext("Noted: the exercise is still right."))
    return _back(exercise_id)


@blueprint.post("/exercises/<exercise_id>/another")
@instructors_only
def ask_another(exercise_id: str) -> ResponseReturnValue:
    """Another exercise like this one: `shift` says how hard, or `form` names another form."""
    with wiring().database.write() as session:
        quotas, visit = wiring().settings.models.quotas, g.visit
        require_quota(session, quotas, visit.context.id, visit.person.id, 1, utcnow())
        exercise = exercises.find_exercise(session, visit.context.id, exercise_id)
        form = _read_form(session, exercise)
        row = parallel_forms.ask_another(
            session, exercise, visit.person.id, form, secrets.randbelow(2**31)
        )
        add_notice(session, gettext("Asked for. The new draft comes to the review desk."))
    wiring().queue.ring(JobName.GENERATE, row.id)
    return _back(exercise_id)


def _read_form(session: Session, exercise: Exercise) -> Form:
    """Raises `InvalidInputError` and `FormGoneError`."""
    if wanted := request.form.get("form", ""):
        return parallel_forms.find_form(session, exercise, wanted)
    shift = request.form.get("shift", "")
    if shift not in {own.value for own in Shift}:
        raise InvalidInputError("Choose whether the other exercise is easier, as hard, or harder.")
    return parallel_forms.keep_form(exercise, Shift(shift))


def _back(exercise_id: str) -> ResponseReturnValue:
    return redirect(url_for("bank.show", exercise_id=exercise_id), 303)
