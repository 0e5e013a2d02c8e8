"""Open answers to mark: a list that can be narrowed, and one at a time beside its rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.queue import JobName
from lti_tool.services.answer_list import (
    PAGE,
    AnswerFilter,
    count_waiting,
    find_first,
    find_neighbours,
    list_marked,
    list_waiting,
    list_waiting_exercises,
)
from lti_tool.services.open_answers import Paper, UnmarkableError, find_paper, mark_paper
from lti_tool.services.written_answers import Marks, Written
from lti_tool.views import exercise_words
from lti_tool.views.class_filter import read_page
from lti_tool.views.error_text import tell_error
from lti_tool.views.exercise_feedback import tell_given
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("open_answers", __name__)
MARKED_SHOWN = 30
MOST_COMMENT = 4000  # characters


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"exercise_words": exercise_words, "name_person": name_person}


@blueprint.get("/class/answers")
@instructors_only
def index() -> ResponseReturnValue:
    wanted, context_id = _read_filter(), g.visit.context.id
    with wiring().database.read() as session:
        count = count_waiting(session, context_id, wanted)
        pages = max(1, -(-count // PAGE))
        page = min(read_page(request.args), pages)
        return render_template(
            "class/answers.html",
            exercises=list_waiting_exercises(session, context_id),
            wanted=wanted,
            count=count,
            page=page,
            pages=pages,
            first=find_first(session, context_id, wanted),
            waiting=list_waiting(session, context_id, wanted, page),
            marked=list_marked(session, context_id, MARKED_SHOWN),
            args=_filter_args(wanted),
        )


@blueprint.get("/class/answers/<paper_id>")
@instructors_only
def page(paper_id: str) -> ResponseReturnValue:
    return _render(paper_id)


@blueprint.post("/class/answers/<paper_id>")
@instructors_only
def mark(paper_id: str) -> ResponseReturnValue:
    """And on to the next that waits."""
    form, context_id, wanted = request.form, g.visit.context.id, _read_filter()
    try:
        with wiring().database.write() as session:
            paper = find_paper(session, context_id, paper_id)
            marks = {one.part: _read_marks(form, one) for one in paper.written}
            following = find_neighbours(session, context_id, wanted, paper_id).after
            registration = mark_paper(session, context_id, paper_id, marks, utcnow())
            add_notice(session, _tell(paper, sum(sum(one.points) for one in marks.values())))
    except UnmarkableError as error:
        return _render(paper_id, error)
    if registration:
        wiring().queue.ring(JobName.SEND_SCORES, registration)
    args = _filter_args(wanted)
    if following:
        return redirect(url_for("open_answers.page", paper_id=following, **args), 303)
    return redirect(url_for("open_answers.index", **args), 303)


def _read_filter() -> AnswerFilter:
    """What is not known fits nothing."""
    return AnswerFilter(
        exercise=request.args.get("exercise", "")[:32], skill=request.args.get("skill", "")[:32]
    )


def _filter_args(wanted: AnswerFilter) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if value}


def _name_field(one: Written, name: str) -> str:
    """`name` itself, or where a case has several questions to mark, with the question's id."""
    return f"{one.part}-{name}" if one.part else name


def _read_marks(form: Mapping[str, str], one: Written) -> Marks:
    """-1 point, which no criterion earns, where nothing was chosen."""
    numbers = range(1, len(one.content.rubric) + 1)
    typed = [form.get(_name_field(one, f"points-{n}"), "") for n in numbers]
    points = (int(t) if t.isascii() and t.isdigit() and len(t) < 4 else -1 for t in typed)
    return Marks(tuple(points), form.get(_name_field(one, "comment"), "")[:MOST_COMMENT])


def _tell(paper: Paper, points: int) -> str:
    return gettext(
        "Marked: %(points)s of %(most)s points for %(name)s.",
        points=points, most=paper.most_points, name=name_person(paper.person),
    )  # fmt: skip


def _fill(paper: Paper) -> dict[str, str]:
    """The form's fields as they were marked before."""
    fields = {}
    for one in paper.written:
        for number, points in enumerate(one.points, start=1):
            fields[_name_field(one, f"points-{number}")] = str(points)
        fields[_name_field(one, "comment")] = one.comment
    return fields


def _render(paper_id: str, error: UnmarkableError | None = None) -> ResponseReturnValue:
    """After `error` the form holds what was posted."""
    wanted, context_id = _read_filter(), g.visit.context.id
    with wiring().database.read() as session:
        paper = find_paper(session, context_id, paper_id)
        around = find_neighbours(session, context_id, wanted, paper_id)
    filled = {**_fill(paper), **request.form}
    body = render_template(
        "class/answer.html",
        paper=paper,
        around=around,
        filled=filled,
        name_field=_name_field,
        given=tell_given(paper.content, paper.answer),
        problem=tell_error(error) if error else "",
        args=_filter_args(wanted),
    )
    return body, error.status if error else 200
