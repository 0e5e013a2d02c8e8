"""Misconceptions: which errors the class makes, in which exercises, and what to do about one."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as _l

from analytics.misconceptions import Trend
from generators.exercise.content import Kind
from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.services import class_answers
from lti_tool.services.class_answers import Reach
from lti_tool.services.course_groups import list_groups
from lti_tool.services.misconceptions import (
    ClassError,
    FoundErrors,
    Place,
    SkillErrors,
    read_errors,
)
from lti_tool.services.skills import find_skill, list_kept_skills
from lti_tool.views import exercise_words
from lti_tool.views.class_filter import read_group
from lti_tool.views.sheets import Value, check_kind, give_sheet
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("misconceptions", __name__)
TRENDS = {
    Trend.UNKNOWN: _l("too few answers to compare"),
    Trend.FEWER: _l("fewer lately"),
    Trend.MORE: _l("more lately"),
    Trend.SAME: _l("no clear change"),
}
SHARES = (5, 6, 7)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "exercise_words": exercise_words,
        "trends": TRENDS,
        "name_error": name_error,
        "name_answer": name_answer,
        "tell_cut": tell_cut,
    }


def name_error(error: ClassError) -> str:
    return error.text if error.named else name_answer(error.places[0])


def name_answer(place: Place) -> str:
    """As an instructor reads it: of a statement the tool keeps "true" or "false", of an exercise
    with fresh numbers the factor by which the right value was missed."""
    if place.factor:
        return gettext("the right value %(factor)s", factor=place.text)
    if place.kind is Kind.TRUE_FALSE:
        return gettext("said to be true") if place.text == "true" else gettext("said to be false")
    return place.text


def tell_cut(reach: Reach) -> str:
    """That older answers are not counted, and from when on; empty where all are."""
    lines = []
    if reach.since:
        lines.append(
            gettext(
                "There are more answers than are counted: the newest %(count)s, from %(day)s on.",
                count=format_decimal(class_answers.MOST_ANSWERS),
                day=format_date(reach.since),
            )
        )
    if reach.drawn_since:
        lines.append(
            gettext(
                "Of wrong answers with fresh numbers the newest %(count)s are counted, from "
                "%(day)s on.",
                count=format_decimal(class_answers.MOST_DRAWN),
                day=format_date(reach.drawn_since),
            )
        )
    if lines:
        lines.append(gettext("Choose a skill or a group to count further back."))
    return " ".join(lines)


@blueprint.get("/class/misconceptions")
@instructors_only
def index() -> ResponseReturnValue:
    args = _read_args()
    with wiring().database.read() as session:
        skills = list_kept_skills(session, g.visit.context.id)
        groups = list_groups(session, g.visit.context.id)
    return render_template(
        "class/misconceptions.html", found=_read(args), skills=skills, groups=groups, args=args
    )


@blueprint.get("/class/misconceptions/<skill_id>/<mark>")
@instructors_only
def show(skill_id: str, mark: str) -> ResponseReturnValue:
    args = _read_args()
    with wiring().database.read() as session:
        skill = find_skill(session, g.visit.context.id, skill_id)
    found = _read(args | {"skill": skill_id})
    errors = (error for one in found.skills for error in one.errors)
    error = next((one for one in errors if one.mark == mark), None)
    if error is None:
        raise NotFoundError
    return render_template(
        "class/misconception.html", skill=skill, error=error, cut=tell_cut(found.reach), args=args
    )


@blueprint.post("/class/misconceptions/export/<kind>")
@instructors_only
def ask(kind: str) -> ResponseReturnValue:
    check_kind(kind)
    return redirect(ticketed_url("misconceptions.give", kind=kind, **_read_args()), 303)


@blueprint.get("/class/misconceptions/export/<kind>/file")
@instructors_only
def give(kind: str) -> ResponseReturnValue:
    found = _read(_read_args())
    rows = [_head(), *_list_rows(found.skills), *_note_cut(found.reach)]
    return give_sheet(kind, "misconceptions", utcnow(), rows, SHARES)


def _note_cut(reach: Reach) -> list[list[Value]]:
    """Below the table, so that its head stays the first row; an empty row keeps it out of what a
    spreadsheet sorts."""
    told = tell_cut(reach)
    return [[""], [told]] if told else []


def _read_args() -> dict[str, str]:
    """What is not known does not narrow."""
    tries = "all" if request.args.get("tries") == "all" else ""
    args = {
        "tries": tries,
        "skill": request.args.get("skill", "")[:32],
        "group": read_group(request.args),
    }
    return {name: value for name, value in args.items() if value}


def _read(args: dict[str, str]) -> FoundErrors:
    with wiring().database.read() as session:
        return read_errors(
            session,
            g.visit.context.id,
            utcnow(),
            first_only=args.get("tries") != "all",
            skill_id=args.get("skill", ""),
            group=args.get("group", ""),
        )


def _head() -> list[Value]:
    return [
        gettext("Skill"),
        gettext("Error"),
        gettext("Named as a misconception"),
        gettext("Learners"),
        gettext("Of"),
        gettext("Share"),
        gettext("Likely from"),
        gettext("Likely to"),
        gettext("Earlier"),
        gettext("Lately"),
        gettext("Exercise"),
        gettext("Answer"),
    ]


def _list_rows(found: tuple[SkillErrors, ...]) -> Iterator[list[Value]]:
    """A row for each exercise and answer in which an error was made."""
    for one in found:
        for error in one.errors:
            tally = error.tally
            figures: list[Value] = [len(tally.learners), tally.of]
            figures += [round(share, 3) for share in (tally.share, *tally.interval)]
            figures += [f"{part.made}/{part.of}" for part in (tally.before, tally.lately)]
            named = gettext("yes") if error.named else ""
            for place in error.places:
                answer = name_answer(place)
                stem = exercise_words.show_plain(place.stem)
                yield [one.skill.name, name_error(error), named, *figures, stem, answer]
