"""Worksheets for instructors: plan one, change it, have it drafted, give what is published."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Bloom, Kind, Language
from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import GenerationRequest, Worksheet, WorksheetState
from lti_tool.queue import JobName
from lti_tool.services import worksheet_edits, worksheet_use, worksheets
from lti_tool.services.class_people import count_learners, find_learner, find_learners
from lti_tool.services.course_groups import list_groups
from lti_tool.services.giving import stop_under_way
from lti_tool.services.giving_copies import count_having
from lti_tool.services.quotas import require_quota
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worksheet_edits import SlotForm
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheets import FEWEST, MOST
from lti_tool.views import worksheet_words
from lti_tool.views.class_filter import read_group, read_page
from lti_tool.views.exercise_words import (
    BLOOMS,
    EASY,
    HARD,
    LANGUAGES,
    MEDIUM,
    QUESTIONS,
    describe_difficulty,
)
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring
from lti_tool.views.worksheet_page import name_target, read_sheet_page

blueprint = visit_blueprint("worksheets", __name__)
SEEDS = 2**31
STEPS = {"up": -1, "down": 1}
DIFFICULTIES = {"easy": EASY, "medium": MEDIUM, "hard": HARD}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "words": worksheet_words,
        "kinds": QUESTIONS,
        "blooms": BLOOMS,
        "languages": LANGUAGES,
        "difficulties": [
            (name, describe_difficulty(value), value) for name, value in DIFFICULTIES.items()
        ],
        "slot_level": lambda slot: describe_difficulty(slot.difficulty),
        "states": WorksheetState,
    }


@blueprint.get("/worksheets")
@instructors_only
def index() -> ResponseReturnValue:
    context_id, wanted = g.visit.context.id, request.args
    person = wanted.get("person", "")[:32]
    group, words = read_group(wanted), wanted.get("words", "").strip()[:200]
    args = {name: value for name, value in (("group", group), ("words", words)) if value}
    with wiring().database.read() as session:
        rows = worksheets.list_worksheets(session, context_id)
        return render_template(
            "worksheets/index.html",
            rows=[(row, name_target(session, row)) for row in rows],
            found=find_learners(session, context_id, group, words, read_page(wanted)),
            learners=count_learners(session, context_id),
            groups=list_groups(session, context_id),
            skills=list_kept_skills(session, context_id),
            person=find_learner(session, context_id, person) if person else None,
            looking=bool(words or "page" in wanted),
            fewest=FEWEST,
            most=MOST,
            args=args,
        )


@blueprint.post("/worksheets")
@instructors_only
def plan() -> ResponseReturnValue:
    """`whom` is "person:ID", "group:ID" or "all"; a `person` who was pressed comes before it."""
    person = request.form.get("person", "")
    whom = f"person:{person}" if person else request.form.get("whom", "")
    kind, _, target_id = whom.partition(":")
    targets = {"person": Target(person_id=target_id), "group": Target(group_id=target_id)}
    if kind != "all" and not (kind in targets and target_id):
        raise InvalidInputError("Say whom the worksheet is for: a learner, a group or all.")
    with wiring().database.write() as session:
        row = worksheets.ask_worksheet(
            session,
            g.visit.context.id,
            g.visit.person.id,
            targets.get(kind, Target()),
            _whole(request.form.get("size", "")),
            secrets.randbelow(SEEDS),
        )
    return _ring(row.id)


@blueprint.get("/worksheets/<worksheet_id>")
@instructors_only
def show(worksheet_id: str) -> ResponseReturnValue:
    """The page, or what of it a page polls while the sheet is being planned."""
    part = "HX-Request" in request.headers
    with wiring().database.read() as session:
        row = worksheets.find_worksheet(session, g.visit.context.id, worksheet_id)
        page = read_sheet_page(session, row)
    return render_template("worksheets/_sheet.html" if part else "worksheets/show.html", page=page)


@blueprint.post("/worksheets/<worksheet_id>/edit")
@instructors_only
def edit(worksheet_id: str) -> ResponseReturnValue:
    slot_id, what = request.form.get("slot", "")[:32], request.form.get("do", "")
    slot = _make_slot(worksheet_id, slot_id) if what == "change" else None
    slot = _make_slot(worksheet_id) if what == "add" else slot
    with wiring().database.write() as session:
        anchor = _edit(_find(session, worksheet_id), what, slot_id, slot)
    return redirect(url_for("worksheets.show", worksheet_id=worksheet_id, _anchor=anchor), 303)


def _make_slot(worksheet_id: str, slot_id: str = "") -> SheetSlot:
    form = _read_slot()
    with wiring().database.read() as session:
        row = worksheets.find_worksheet(session, g.visit.context.id, worksheet_id)
        return worksheet_edits.make_slot(session, row, form, slot_id)


def _edit(row: Worksheet, what: str, slot_id: str, slot: SheetSlot | None) -> str:
    """The part of the page to go on at."""
    match what:
        case "up" | "down":
            worksheet_edits.move_slot(row, slot_id, STEPS[what])
        case "remove":
            worksheet_edits.remove_slot(row, slot_id)
            return "slots"
        case "undo":
            worksheet_edits.undo_change(row)
            return "slots"
        case "change" if slot:
            worksheet_edits.change_slot(row, slot)
        case "add" if slot:
            worksheet_edits.add_slot(row, slot)
            return f"slot-{slot.id}"
        case _:
            raise InvalidInputError("This change is not known. Reload the page and try again.")
    return f"slot-{slot_id}"


def _read_slot() -> SlotForm:
    form = request.form
    try:
        return SlotForm(
            form.get("skill", "")[:32],
            Kind(form.get("kind", "")),
            Bloom(form.get("bloom", "")),
            DIFFICULTIES[form.get("difficulty", "")],
        )
    except (ValueError, KeyError) as error:
        raise InvalidInputError(
            "Choose a skill, a kind, a level and a difficulty for this exercise."
        ) from error


@blueprint.post("/worksheets/<worksheet_id>/another")
@instructors_only
def another(worksheet_id: str) -> ResponseReturnValue:
    """Another sheet by another seed, also where none came before."""
    seed = secrets.randbelow(SEEDS)
    with wiring().database.write() as session:
        row = _find(session, worksheet_id)
        if row.state is WorksheetState.FAILED:
            worksheets.ask_again(row, seed)
        else:
            worksheets.ask_another(row, seed)
    return _ring(worksheet_id)


@blueprint.post("/worksheets/<worksheet_id>/choose")
@instructors_only
def choose(worksheet_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        row = _find(session, worksheet_id)
        worksheets.choose_alternative(row, _whole(request.form.get("seed", "")))
    return redirect(url_for("worksheets.show", worksheet_id=worksheet_id, _anchor="slots"), 303)


@blueprint.post("/worksheets/<worksheet_id>/send")
@instructors_only
def send(worksheet_id: str) -> ResponseReturnValue:
    """Pressed twice, the second press leads to what the first one asked for."""
    try:
        language = Language(request.form.get("language", ""))
    except ValueError as error:
        raise InvalidInputError("Choose a language.") from error
    missing_only = request.form.get("which") == "missing"
    with wiring().database.write() as session:
        row = _find(session, worksheet_id)
        blueprints = worksheet_use.draw_blueprints(
            session, row, language, missing_only=missing_only
        )
        asked = _send(session, row, blueprints) if blueprints else None
    if asked:
        wiring().queue.ring(JobName.GENERATE, asked.id)
    return redirect(url_for("requests.index"), 303)


def _send(session: Session, row: Worksheet, blueprints: Sequence[Blueprint]) -> GenerationRequest:
    quotas, person_id = wiring().settings.models.quotas, g.visit.person.id
    require_quota(session, quotas, row.context_id, person_id, len(blueprints), utcnow())
    add_notice(
        session,
        ngettext(
            "%(num)s exercise is asked for. You may close this page; the work goes on.",
            "%(num)s exercises are asked for. You may close this page; the work goes on.",
            len(blueprints),
        ),
    )
    return worksheet_use.send_worksheet(session, row, person_id, blueprints)


@blueprint.post("/worksheets/<worksheet_id>/drop")
@instructors_only
def drop(worksheet_id: str) -> ResponseReturnValue:
    """Or take that back."""
    with wiring().database.write() as session:
        row = _find(session, worksheet_id)
        if request.form.get("do") == "restore":
            worksheets.restore_worksheet(row)
        else:
            stop_under_way(session, worksheet_id, utcnow())
            worksheets.drop_worksheet(row, utcnow())
            add_notice(session, gettext("The worksheet was dropped. You can still bring it back."))
            if having := count_having(session, worksheet_id):
                add_notice(session, _warn_of_copies(having), "warning")
        waits = row.state is WorksheetState.WAITING
    if waits:
        return _ring(worksheet_id)
    return redirect(url_for("worksheets.show", worksheet_id=worksheet_id), 303)


def _warn_of_copies(having: int) -> str:
    return ngettext(
        "%(num)s learner still has what was given. If they should not, bring the worksheet back "
        "and take it back from them first.",
        "%(num)s learners still have what was given. If they should not, bring the worksheet back "
        "and take it back from them first.",
        having,
    )


def _find(session: Session, worksheet_id: str) -> Worksheet:
    return worksheets.find_worksheet(session, g.visit.context.id, worksheet_id, lock=True)


def _ring(worksheet_id: str) -> ResponseReturnValue:
    wiring().queue.ring(JobName.PLAN_WORKSHEET, worksheet_id)
    return redirect(url_for("worksheets.show", worksheet_id=worksheet_id), 303)


def _whole(text: str) -> int:
    """0 for what is no number: too few for any use."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0
