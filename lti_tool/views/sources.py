"""A course's sources: upload, how far reading is, what was read and what was not."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Source
from lti_tool.queue import JobName
from lti_tool.services import sources
from lti_tool.services.passages import list_passages_of
from lti_tool.services.source_overview import (
    awaits_proposals,
    find_source_line,
    list_source_lines,
)
from lti_tool.services.uploads import READABLE, Upload, show_size, source_path
from lti_tool.views import source_words
from lti_tool.views.notices import add_notice
from lti_tool.views.passage_text import show_text
from lti_tool.views.source_upload import Outcome, remove_file, store_files
from lti_tool.views.translate import gettext
from lti_tool.views.visit import accepts_upload, instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

PASSAGES_A_PAGE = 100

blueprint = visit_blueprint("sources", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "words": source_words,
        "readable": READABLE,
        "show_text": show_text,
        "show_size": show_size,
    }


@blueprint.get("/sources")
@instructors_only
def index() -> ResponseReturnValue:
    return _show_index(())


@blueprint.post("/sources")
@instructors_only
@accepts_upload
def upload() -> ResponseReturnValue:
    visit, allowed = g.visit, wiring().settings.course_bytes

    def add(session: Session, file: Upload) -> Source:
        return sources.add_source(session, visit.context.id, visit.person.id, file, allowed)

    return _answer(store_files(add))


@blueprint.post("/sources/<source_id>/replace")
@instructors_only
@accepts_upload
def replace(source_id: str) -> ResponseReturnValue:
    visit, allowed = g.visit, wiring().settings.course_bytes

    def add(session: Session, file: Upload) -> Source:
        return sources.replace_source(
            session, visit.context.id, source_id, visit.person.id, file, allowed
        )

    return _answer(store_files(add))


@blueprint.get("/sources/<source_id>/row")
@instructors_only
def row(source_id: str) -> ResponseReturnValue:
    """One line of the list again; nothing once the source is gone from the course."""
    try:
        with wiring().database.read() as session:
            line = find_source_line(session, g.visit.context.id, source_id)
            left = _space_left(session)
    except NotFoundError:
        return ""
    return render_template("sources/_row.html", line=line, left=left)


@blueprint.get("/sources/<source_id>")
@instructors_only
def show(source_id: str) -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    with wiring().database.read() as session:
        line = find_source_line(session, g.visit.context.id, source_id)
        first = (page - 1) * PASSAGES_A_PAGE
        passages = list_passages_of(session, source_id, first, PASSAGES_A_PAGE)
    return render_template(
        "sources/show.html",
        line=line,
        passages=passages,
        marks={mark["passage"]: mark["marks"] for mark in line.source.marks},
        page=page,
        pages=-(-line.passages // PASSAGES_A_PAGE),
    )


@blueprint.post("/sources/<source_id>/delete")
@instructors_only
def delete(source_id: str) -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.write() as session:
        name = sources.find_source(session, context_id, source_id).filename
        sources.delete_source(session, context_id, source_id)
        add_notice(session, gettext("%(name)s was deleted.", name=name))
    remove_file(source_id)
    return redirect(url_for("sources.index"), 303)


@blueprint.post("/sources/<source_id>/retry")
@instructors_only
def retry(source_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        sources.retry_source(session, g.visit.context.id, source_id)
    wiring().queue.ring(JobName.READ_SOURCE, source_id)
    return redirect(url_for("sources.index"), 303)


@blueprint.post("/sources/<source_id>/download")
@instructors_only
def download(source_id: str) -> ResponseReturnValue:
    """A fresh ticket, however long the page with the button was open."""
    return redirect(ticketed_url("sources.original", source_id=source_id), 303)


@blueprint.get("/sources/<source_id>/original")
@instructors_only
def original(source_id: str) -> ResponseReturnValue:
    """Never shown in the page: whoever made the file must not run in the tool's origin."""
    with wiring().database.read() as session:
        source = sources.find_source(session, g.visit.context.id, source_id)
    path = source_path(wiring().settings.uploads, source.context_id, source.id)
    if not path.is_file():
        raise NotFoundError("The uploaded file is no longer there. Upload it again.")
    return send_file(
        path, "application/octet-stream", as_attachment=True, download_name=source.filename
    )


def _answer(outcome: Outcome) -> ResponseReturnValue:
    """The script that shows an upload's progress follows HX-Redirect by itself."""
    if not outcome.stored:
        return _show_refusal(outcome)
    url = url_for("sources.index")
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def _show_refusal(outcome: Outcome) -> ResponseReturnValue:
    sentences, status = outcome.sentences(), outcome.refused[0].status
    if "HX-Request" in request.headers:
        return render_template("sources/_refused.html", refused=sentences), status
    return _show_index(sentences), status


def _show_index(refused: Sequence[str]) -> str:
    with wiring().database.read() as session:
        lines = list_source_lines(session, g.visit.context.id)
        left = _space_left(session)
    return render_template(
        "sources/index.html",
        lines=lines,
        left=left,
        allowed=wiring().settings.course_bytes,
        awaits_proposals=awaits_proposals(lines),
        refused=refused,
    )


def _space_left(session: Session) -> int:
    used = sources.used_bytes(session, g.visit.context.id)
    return max(0, wiring().settings.course_bytes - used)
