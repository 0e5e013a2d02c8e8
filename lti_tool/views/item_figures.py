"""How exercises do: figures with their ranges, what is odd, and withdrawing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.items import ItemFlag
from lti_tool.db import utcnow
from lti_tool.services import item_figures
from lti_tool.services.course_groups import list_groups
from lti_tool.services.item_figures import ItemFilter, ItemRow, list_items
from lti_tool.services.skills import name_skills
from lti_tool.views import exercise_words, item_words
from lti_tool.views.class_filter import read_group
from lti_tool.views.item_chart import draw_chart
from lti_tool.views.notices import add_notice
from lti_tool.views.sheets import Value, check_kind, give_sheet
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("item_figures", __name__)
SHARES = (5, 6, 7)
FLAGS = ("any", *(flag.value for flag in ItemFlag))


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"exercise_words": exercise_words, "flag_words": item_words.FLAGS}


@blueprint.get("/class/exercises")
@instructors_only
def index() -> ResponseReturnValue:
    wanted = _read_filter()
    with wiring().database.read() as session:
        rows = list_items(session, g.visit.context.id, wanted)
        skills = name_skills(session, g.visit.context.id)
        groups = list_groups(session, g.visit.context.id)
    return render_template(
        "class/items.html",
        rows=rows,
        skills=skills,
        groups=groups,
        wanted=wanted,
        args=_list_args(wanted),
        sorts=_sort_links(wanted),
        points=draw_chart(rows),
        undo=request.args.getlist("undo")[: item_figures.MOST],
    )


@blueprint.post("/class/exercises/withdraw")
@instructors_only
def withdraw() -> ResponseReturnValue:
    with wiring().database.write() as session:
        gone = item_figures.withdraw_all(
            session, g.visit.context.id, request.form.getlist("exercise"), g.visit.person.id
        )
        add_notice(session, ngettext("%(num)s exercise is withdrawn: learners do not meet it any "
                                     "more. Answers and scores stay.",
                                     "%(num)s exercises are withdrawn: learners do not meet them "
                                     "any more. Answers and scores stay.", len(gone)))  # fmt: skip
        undo = [row.id for row in gone]
    return redirect(url_for("item_figures.index", undo=undo, **_list_args(_read_filter())), 303)


@blueprint.post("/class/exercises/restore")
@instructors_only
def restore() -> ResponseReturnValue:
    with wiring().database.write() as session:
        back = item_figures.restore_all(
            session, g.visit.context.id, request.form.getlist("exercise"), g.visit.person.id
        )
        add_notice(session, ngettext("%(num)s exercise is published again.",
                                     "%(num)s exercises are published again.",
                                     len(back)))  # fmt: skip
    return redirect(url_for("item_figures.index", **_list_args(_read_filter())), 303)


@blueprint.post("/class/exercises/export/<kind>")
@instructors_only
def ask(kind: str) -> ResponseReturnValue:
    check_kind(kind)
    args = _list_args(_read_filter())
    return redirect(ticketed_url("item_figures.give", kind=kind, **args), 303)


@blueprint.get("/class/exercises/export/<kind>/file")
@instructors_only
def give(kind: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        rows = list_items(session, g.visit.context.id, _read_filter())
        skills = name_skills(session, g.visit.context.id)
    return give_sheet(kind, "exercises", utcnow(), [_head(), *_list_rows(rows, skills)], SHARES)


def _read_filter() -> ItemFilter:
    """What is not known does not narrow."""
    flag, sort = request.args.get("flag", ""), request.args.get("sort", "")
    return ItemFilter(
        group=read_group(request.args),
        skill=request.args.get("skill", "")[:32],
        flag=flag if flag in FLAGS else "",
        sort=sort if sort in item_figures.SORTS else "",
        descending=request.args.get("down") == "yes",
    )


def _list_args(wanted: ItemFilter) -> dict[str, Any]:
    args = {
        "group": wanted.group,
        "skill": wanted.skill,
        "flag": wanted.flag,
        "sort": wanted.sort,
        "down": "yes" if wanted.descending else "",
    }
    return {name: value for name, value in args.items() if value}


def _sort_links(wanted: ItemFilter) -> dict[str, tuple[dict[str, Any], str]]:
    """By column: the arguments of its link, and how the table is sorted by it now."""
    args = {k: v for k, v in _list_args(wanted).items() if k not in ("sort", "down")}
    links = {}
    for sort in item_figures.SORTS[1:]:
        chosen = wanted.sort == sort
        down = {"down": "yes"} if chosen and not wanted.descending else {}
        state = ("descending" if wanted.descending else "ascending") if chosen else "none"
        links[sort] = (args | {"sort": sort} | down, state)
    return links


def _head() -> list[Value]:
    return [
        gettext("Exercise"),
        gettext("Skill"),
        gettext("State"),
        gettext("Shown to"),
        gettext("Answers"),
        gettext("Right at the first try"),
        gettext("Likely from"),
        gettext("Likely to"),
        gettext("Tells who knows more"),
        gettext("Likely from"),
        gettext("Likely to"),
        gettext("Learners compared"),
        gettext("Median seconds"),
        gettext("Needs a look"),
    ]


def _list_rows(rows: list[ItemRow], skills: dict[str, str]) -> Iterator[list[Value]]:
    for row in rows:
        found = row.report.statistics
        state = gettext("Published") if row.published else gettext("Withdrawn")
        start: list[Value] = [
            exercise_words.show_plain(row.stem),
            skills.get(row.exercise.skill_id, ""),
            state,
            row.report.shown,
            found.answers if found else 0,
        ]
        figures: list[Value] = [None] * 8
        if found:
            compared = (found.discrimination, *(found.discrimination_interval or (None, None)))
            figures = [
                *_round(found.p_value, *found.p_interval),
                *_round(*compared),
                found.compared,
                *_round(found.seconds),
            ]
        yield [*start, *figures, "; ".join(str(item_words.FLAGS[flag][0]) for flag in row.flags)]


def _round(*figures: float | None) -> list[Value]:
    return [None if figure is None else round(figure, 3) for figure in figures]
