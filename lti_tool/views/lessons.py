"""Lessons: an instructor has them drafted, looks them over and publishes; learners read them."""

from __future__ import annotations

from io import BytesIO

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from generators.exercise.formats.lesson_file import LessonFile, LessonFormat
from generators.exercise.lesson import Lesson as Content
from generators.exercise.self_check import list_self_checks
from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Lesson, LessonState, Person, Skill
from lti_tool.queue import JobName
from lti_tool.services import lessons
from lti_tool.services.provenance import describe_aigc
from lti_tool.services.skills import list_kept_skills
from lti_tool.views import exercise_words
from lti_tool.views.error_text import tell_error
from lti_tool.views.lesson_form import keeps, keeps_sentence, read_lesson_form
from lti_tool.views.lesson_page import find_places
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("lessons", __name__)
FILES = {LessonFormat.HTML: (".html", "text/html"), LessonFormat.MARKDOWN: (".md", "text/markdown")}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "LessonState": LessonState,
        "keeps": keeps,
        "keeps_sentence": keeps_sentence,
        "list_self_checks": list_self_checks,
        "LessonFormat": LessonFormat,
        "exercise_words": exercise_words,
    }


@blueprint.get("/lessons")
@instructors_only
def index() -> ResponseReturnValue:
    with wiring().database.read() as session:
        skills = list_kept_skills(session, g.visit.context.id)
        found = lessons.list_lessons(session, g.visit.context.id)
    waiting = any(row.state is LessonState.WAITING for row in found.values())
    return render_template("lessons/index.html", skills=skills, lessons=found, waiting=waiting)


@blueprint.post("/lessons")
@instructors_only
def ask() -> ResponseReturnValue:
    with wiring().database.write() as session:
        row = lessons.ask_lesson(
            session, g.visit.context.id, request.form.get("skill", ""), g.visit.person.id
        )
        lesson_id = row.id
    if not wiring().queue.ring(JobName.DRAFT_LESSON, lesson_id):
        _tell(gettext("Nothing works in the background just now. The lesson is drafted as soon as "
                      "something does."))  # fmt: skip
    return redirect(url_for("lessons.index", _anchor=f"lesson-{lesson_id}"), 303)


@blueprint.get("/lessons/<lesson_id>")
@instructors_only
def page(lesson_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        row = lessons.find_lesson(session, g.visit.context.id, lesson_id)
        return _show(session, row, lessons.read_content(row))


@blueprint.post("/lessons/<lesson_id>")
@instructors_only
def save(lesson_id: str) -> ResponseReturnValue:
    context_id = g.visit.context.id
    try:
        with wiring().database.write() as session:
            row = lessons.find_lesson(session, context_id, lesson_id)
            content = read_lesson_form(request.form, _drafted(row))
            lessons.change_lesson(session, context_id, lesson_id, content)
            if request.form.get("then") == "publish":
                lessons.publish_lesson(session, context_id, lesson_id, g.visit.person.id, utcnow())
                add_notice(session, gettext("Learners can read the lesson now."))
            else:
                add_notice(session, gettext("The lesson was saved."))
    except InvalidInputError as error:
        with wiring().database.read() as session:
            row = lessons.find_lesson(session, context_id, lesson_id)
            body = _show(session, row, lessons.read_content(row), tell_error(error))
        return body, error.status
    return redirect(url_for("lessons.page", lesson_id=lesson_id), 303)


@blueprint.post("/lessons/<lesson_id>/withdraw")
@instructors_only
def withdraw(lesson_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        lessons.withdraw_lesson(session, g.visit.context.id, lesson_id)
        add_notice(session, gettext("Learners no longer see the lesson. Nothing of it is lost."))
    return redirect(url_for("lessons.page", lesson_id=lesson_id), 303)


@blueprint.post("/lessons/<lesson_id>/file/<name>")
@instructors_only
def ask_file(lesson_id: str, name: str) -> ResponseReturnValue:
    """A fresh ticket, however long the page with the button was open."""
    if name not in set(LessonFormat):
        raise NotFoundError
    return redirect(ticketed_url("lessons.give_file", lesson_id=lesson_id, name=name), 303)


@blueprint.get("/lessons/<lesson_id>/file/<name>")
@instructors_only
def give_file(lesson_id: str, name: str) -> ResponseReturnValue:
    if name not in set(LessonFormat):
        raise NotFoundError
    from generators.exercise.formats.lessons import WRITERS  # brings lxml

    form = LessonFormat(name)
    with wiring().database.read() as session:
        row = lessons.find_lesson(session, g.visit.context.id, lesson_id)
        content = lessons.read_content(row)
        places = find_places(session, row.context_id, content)
        reviewer = _name(session, row.published_by)
    named = {own: str(place) for own, place in places.items()}
    text = WRITERS[form](LessonFile(content, named, describe_aigc(row.id), reviewer))
    suffix, media_type = FILES[form]
    return send_file(
        BytesIO(text.encode()),
        media_type,
        as_attachment=True,
        download_name=f"{content.title.replace('/', '-')[:80]}{suffix}",
    )


@blueprint.get("/learn/lessons/<lesson_id>")
def read(lesson_id: str) -> ResponseReturnValue:
    """What is not published is not there."""
    with wiring().database.read() as session:
        row = lessons.find_lesson(session, g.visit.context.id, lesson_id)
        if row.state is not LessonState.PUBLISHED:
            raise NotFoundError
        content = lessons.read_content(row)
        return render_template(
            "lessons/read.html",
            lesson=content,
            places=find_places(session, g.visit.context.id, content),
            reviewer=_name(session, row.published_by),
        )


def _show(session: Session, row: Lesson, content: Content, problem: str = "") -> str:
    """What was posted fills the own words, where it was not taken."""
    return render_template(
        "lessons/edit.html",
        row=row,
        lesson=content,
        drafted=_drafted(row),
        skill=session.get_one(Skill, row.skill_id),
        places=find_places(session, row.context_id, _drafted(row)),
        reviewer=_name(session, row.published_by),
        problem=problem,
        posted=request.form if problem else None,
    )


def _drafted(row: Lesson) -> Content:
    if row.drafted is None:
        raise lessons.LessonNotReadyError
    return Content.model_validate(row.drafted)


def _name(session: Session, person_id: str | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return name_person(person) if person else ""


def _tell(text: str) -> None:
    with wiring().database.write() as session:
        add_notice(session, text, "warning")
