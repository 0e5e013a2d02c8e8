"""The page of one showing: answer, feedback, hints, a report, and on to the next."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from generators.exercise.content import Content, read_content
from generators.exercise.parts import needs_marking, questions_of
from lti_tool.db import utcnow
from lti_tool.errors import ConflictError, SessionEndedError, ToolError
from lti_tool.models import Exercise, Practice, Showing, WorksheetState
from lti_tool.queue import JobName
from lti_tool.services.attempts import UnreadableAnswerError, record_attempt
from lti_tool.services.confidence import asks_confidence
from lti_tool.services.exercises import find_report, report_exercise
from lti_tool.services.lessons import list_published
from lti_tool.services.open_answers import hand_in
from lti_tool.services.own_worksheets import find_running_sheet
from lti_tool.services.showings import current_version, end_showing, lock_showing, reveal_hint
from lti_tool.services.skill_tests import find_running_test
from lti_tool.services.standings import read_standing
from lti_tool.services.typed_answers import forget_typed
from lti_tool.views.error_text import tell_error
from lti_tool.views.exercise_page import read_exercise_page
from lti_tool.views.learn import start_next
from lti_tool.views.learn_answer import read_given
from lti_tool.views.learn_page import put_standing
from lti_tool.views.learn_visit import own_showing, page_url, sheet_url
from lti_tool.views.learn_words import CONFIDENCES, UNREADABLE
from lti_tool.views.notices import add_notice
from lti_tool.views.passage_page import read_passage_page
from lti_tool.views.passage_text import show_text
from lti_tool.views.translate import gettext
from lti_tool.views.typed import keep_and_tell
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("exercise", __name__)
blueprint.register_error_handler(SessionEndedError, keep_and_tell)


@blueprint.get("/learn/<showing_id>")
def page(showing_id: str) -> ResponseReturnValue:
    return _render(showing_id)


@blueprint.post("/learn/<showing_id>/answer")
def answer(showing_id: str) -> ResponseReturnValue:
    try:
        with wiring().database.write() as session:
            practice, showing = own_showing(session, showing_id)
            content = _read_content(session, showing)
            given = read_given(request.form, content)
            if needs_marking(content):
                hand_in(session, practice, showing, given, utcnow())
                registration_id = None
            else:
                recorded = record_attempt(session, practice, showing, given, utcnow())
                registration_id = recorded.registration_id
    except (UnreadableAnswerError, ConflictError) as error:
        return _render(showing_id, error)
    if registration_id:
        _send_scores(registration_id)
    return redirect(url_for("exercise.page", showing_id=showing_id, _anchor="feedback"), 303)


@blueprint.post("/learn/<showing_id>/hint")
def hint(showing_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _, showing = own_showing(session, showing_id)
        lock_showing(session, showing)
        reveal_hint(session, showing)
    return redirect(url_for("exercise.page", showing_id=showing_id, _anchor="hints"), 303)


@blueprint.post("/learn/<showing_id>/solution")
def solution(showing_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _, showing = own_showing(session, showing_id)
        lock_showing(session, showing)
        end_showing(session, showing, utcnow())
    return redirect(url_for("exercise.page", showing_id=showing_id, _anchor="feedback"), 303)


@blueprint.post("/learn/<showing_id>/next")
def go_on(showing_id: str) -> ResponseReturnValue:
    """Over with this one; a second press leads to the same next exercise."""
    now = utcnow()
    with wiring().database.write() as session:
        practice, showing = own_showing(session, showing_id)
        lock_showing(session, showing)
        showing.closed_at = showing.closed_at or now
        forget_typed(session, showing.id)
        session.flush()
        test = find_running_test(session, practice.id, showing.person_id)
        sheet = find_running_sheet(session, practice.id, showing.person_id)
        asked = test is not None or sheet is not None
        goes_on = asked or not _has_arrived(session, practice)
        following = start_next(session, practice, beyond=False) if goes_on else None
    if test and (following is None or following.id not in test.showing_ids):
        return redirect(url_for("disagreements.page", row_id=test.id), 303)
    if sheet and sheet.state is WorksheetState.DONE:
        return redirect(sheet_url(practice), 303)
    if following is None:
        return redirect(page_url(practice), 303)
    return redirect(url_for("exercise.page", showing_id=following.id), 303)


@blueprint.post("/learn/<showing_id>/report")
def report(showing_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _, showing = own_showing(session, showing_id)
        note = request.form.get("note", "")
        exercise = session.get_one(Exercise, showing.exercise_id)
        report_exercise(session, exercise.id, exercise.version, showing.person_id, note)
        add_notice(session, gettext("Thank you. Your instructor will look at this exercise."))
    return redirect(url_for("exercise.page", showing_id=showing_id), 303)


@blueprint.get("/learn/<showing_id>/passages/<passage_id>")
def passage(showing_id: str, passage_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        practice, showing = own_showing(session, showing_id)
        shown = read_passage_page(session, practice, showing, passage_id)
    return render_template(
        "exercise/passage.html",
        showing_id=showing_id,
        place=shown.place,
        quote=shown.quote,
        show_text=show_text,
    )


def _read_content(session: Session, showing: Showing) -> Content:
    """What is asked, with whichever numbers: its form is the same for all."""
    return read_content(current_version(session, showing).content)


def _has_arrived(session: Session, practice: Practice) -> bool:
    """The goal is reached: the first page says so, and that one may go on."""
    return read_standing(session, practice, g.visit.person.id, utcnow()).reached


def _render(showing_id: str, error: ToolError | None = None) -> ResponseReturnValue:
    """After `error` the form holds what was posted."""
    now = utcnow()
    posted = request.form.to_dict() if error else None
    with wiring().database.read() as session:
        practice, showing = own_showing(session, showing_id)
        shown = read_exercise_page(session, practice, showing, now, posted)
        problem = _explain(error, _read_content(session, showing)) if error else ""
        own = read_standing(session, practice, g.visit.person.id, now)
        standing = put_standing(session, practice, own)
        lessons = list_published(session, practice.context_id, [showing.skill_id])
        reported = find_report(session, showing.exercise_id, showing.person_id)
        lesson_id = lessons.get(showing.skill_id, "")
    body = render_template(
        "exercise/page.html",
        page=shown,
        standing=standing,
        problem=problem,
        asks=asks_confidence(g.visit.person, g.visit.membership),
        confidences=[(value, label) for value, (_, label) in CONFIDENCES.items()],
        page_url=page_url,
        lesson_id=lesson_id,
        reported=reported.note if reported else "",
    )
    return body, error.status if error else 200


def _explain(error: ToolError, content: Content) -> str:
    if not isinstance(error, UnreadableAnswerError):
        return tell_error(error)
    if not error.part:
        return str(UNREADABLE[content.kind])
    said = UNREADABLE[questions_of(content)[int(error.part) - 1].kind]
    return gettext("Question %(number)s: %(problem)s", number=error.part, problem=str(said))


def _send_scores(registration_id: str) -> None:
    if wiring().queue.ring(JobName.SEND_SCORES, registration_id):
        return
    with wiring().database.write() as session:
        add_notice(
            session,
            gettext(
                "Your answer is saved. Scores cannot be sent at this moment; yours follows by "
                "itself later."
            ),
            "info",
        )
