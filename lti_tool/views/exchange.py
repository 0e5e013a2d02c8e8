"""Exercises into files of other tools, and out of them onto the review desk."""

from __future__ import annotations

from string import ascii_uppercase
from zlib import crc32

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from generators.exercise.formats.files import FileError, Files, read_files
from generators.exercise.formats.labels import label_of
from generators.exercise.formats.portable import FormatErrorCode, Portable
from generators.exercise.formats.registry import FORMATS, Format, FormatName
from generators.exercise.formats.sidecar import write_sidecar
from generators.exercise.presentation import present
from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import ExerciseState
from lti_tool.queue import JobName
from lti_tool.services import imports
from lti_tool.services.exports import count_losses, list_portables, write_export
from lti_tool.services.skills import list_kept_skills, name_skills
from lti_tool.views import exchange_words, exercise_words
from lti_tool.views.bank_filter import filter_args, read_filter
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import accepts_upload, instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

MOST_BYTES = 20 * 1024 * 1024
SIDECAR = "sidecar"

blueprint = visit_blueprint("exchange", __name__)


class FileRefusedError(InvalidInputError):
    """The sentence is in the reader's language already."""

    code = "file_refused"


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"words": exchange_words, "exercise_words": exercise_words}


@blueprint.get("/exercises/export")
@instructors_only
def choose() -> ResponseReturnValue:
    wanted = read_filter({"state": ExerciseState.PUBLISHED.value, **request.args})
    with wiring().database.read() as session:
        exercises = list_portables(session, g.visit.context.id, wanted)
        skills = name_skills(session, g.visit.context.id)
    losses = {form: count_losses(form, exercises) for form in FORMATS.values()}
    return render_template(
        "exchange/export.html",
        count=len(exercises),
        losses=losses,
        wanted=wanted,
        args=filter_args(wanted),
        skills=skills,
    )


@blueprint.post("/exercises/export/<name>")
@instructors_only
def ask(name: str) -> ResponseReturnValue:
    """A fresh ticket, however long the page with the button was open."""
    if name != SIDECAR:
        _find_format(name)
    args = filter_args(read_filter(request.form))
    return redirect(ticketed_url("exchange.give", name=name, **args), 303)


@blueprint.get("/exercises/export/<name>/file")
@instructors_only
def give(name: str) -> ResponseReturnValue:
    context = g.visit.context
    with wiring().database.read() as session:
        exercises = list_portables(session, context.id, read_filter(request.args))
    suffix, media_type, data = _write(name, exercises, context.title or "")
    response = Response(data, content_type=media_type)
    disposition = f"attachment; filename=exercises-{utcnow():%Y-%m-%d}{suffix}"
    response.headers["Content-Disposition"] = disposition
    return response


def _write(name: str, exercises: list[Portable], course: str) -> tuple[str, str, bytes]:
    if name == SIDECAR:
        return ".coursewright.json", "application/json", write_sidecar(exercises, course)
    form = _find_format(name)
    return form.suffix, form.media_type, write_export(form, exercises, course)


def _find_format(name: str) -> Format:
    if name not in set(FormatName):
        raise NotFoundError
    return FORMATS[FormatName(name)]


@blueprint.get("/exercises/sheet")
@instructors_only
def sheet() -> ResponseReturnValue:
    """To print: the exercises, and on a page of its own the key."""
    wanted = read_filter(request.args)
    with wiring().database.read() as session:
        exercises = list_portables(session, g.visit.context.id, wanted)
    return render_template(
        "exchange/sheet.html",
        sheets=[(own, present(own.content, crc32(own.id.encode()))) for own in exercises],
        labels=dict.fromkeys(filter(None, map(label_of, exercises))),
        label_of=label_of,
        letters=ascii_uppercase,
        args=filter_args(wanted),
    )


@blueprint.get("/exercises/import")
@instructors_only
def start() -> ResponseReturnValue:
    return _show_form()


@blueprint.post("/exercises/import")
@instructors_only
@accepts_upload
def take() -> ResponseReturnValue:
    try:
        files = _read_files()
    except FileRefusedError as error:
        return _show_form(error.message), 400
    with wiring().database.write() as session:
        came = imports.store_exercises(
            session, g.visit.context.id, files.exercises, request.form.get("skill", "")
        )
        ids = [draft.id for draft in came.drafts]
    for draft_id in ids:
        wiring().queue.ring(JobName.CHECK_DRAFT, draft_id)
    return render_template(
        "exchange/imported.html",
        came=came,
        count=len(ids),
        left_out=[problem for _, problem in files.problems if problem.left_out],
        notes=[problem for _, problem in files.problems if not problem.left_out],
    )


@blueprint.post("/exercises/import/<batch>/undo")
@instructors_only
def undo(batch: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        count = imports.undo_import(session, g.visit.context.id, batch, g.visit.person.id)
        taken = ngettext("%(num)s draft was taken back.", "%(num)s drafts were taken back.", count)
        add_notice(session, taken)
    return redirect(url_for("exchange.start"), 303)


def _show_form(error: str = "") -> str:
    with wiring().database.read() as session:
        skills = list_kept_skills(session, g.visit.context.id)
    chosen = request.form.get("skill", "")
    return render_template("exchange/import.html", skills=skills, chosen=chosen, error=error)


def _read_files() -> Files:
    """All that were chosen; a JSON file beside them is the sidecar of one. Raises
    FileRefusedError, with nothing stored."""
    chosen = [file for file in request.files.getlist("files") if file.filename]
    if not chosen:
        raise FileRefusedError(gettext("Choose a file with exercises first."))
    try:
        return read_files((file.filename or "", _read_bounded(file)) for file in chosen)
    except FileError as error:
        if error.code is FormatErrorCode.UNKNOWN_TYPE:
            raise FileRefusedError(exchange_words.unknown_type(error.name)) from error
        sentence = exchange_words.describe_error(error.code, error.detail)
        raise FileRefusedError(f"{error.name}: {sentence}") from error


def _read_bounded(file: FileStorage) -> bytes:
    data = file.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        sentence = gettext("%(name)s is larger than 20 MB. Split it.", name=file.filename)
        raise FileRefusedError(sentence)
    return data
