"""The skills of a course: what was proposed, what the instructor keeps, in which order."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, ToolError
from lti_tool.models import Skill, SkillState
from lti_tool.services import skills
from lti_tool.services.skill_changes import edit_skill, list_changes
from lti_tool.services.skill_notes import SkillPlaces, find_places
from lti_tool.services.skill_prerequisites import list_prerequisites
from lti_tool.services.source_overview import awaits_proposals, list_source_lines
from lti_tool.views.error_text import tell_error
from lti_tool.views.notices import add_notice
from lti_tool.views.skill_form import join_terms, read_skill_form
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

LANGUAGES = ("en", "zh")
CHANGES_SHOWN = 5
STEPS = {"up": -1, "down": 1}

blueprint = visit_blueprint("skills", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"join_terms": join_terms, "SkillState": SkillState}


@blueprint.get("/skills")
@instructors_only
def index() -> ResponseReturnValue:
    return _show_index()


@blueprint.post("/skills")
@instructors_only
def add() -> ResponseReturnValue:
    form = read_skill_form()
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise InvalidInputError("Choose one of the languages that the form offers.")
    try:
        with wiring().database.write() as session:
            skill = skills.add_skill(session, g.visit.context.id, form, language)
            add_notice(session, gettext("%(name)s was added.", name=skill.name))
    except InvalidInputError as error:
        return _show_index(error, 422)
    return _back(skill.id)


@blueprint.get("/skills/<skill_id>")
@instructors_only
def edit(skill_id: str) -> ResponseReturnValue:
    return _show_skill(skill_id)


@blueprint.post("/skills/<skill_id>")
@instructors_only
def change(skill_id: str) -> ResponseReturnValue:
    """Words and prerequisites together, or none of them."""
    context_id, form = g.visit.context.id, read_skill_form()
    try:
        with wiring().database.write() as session:
            requires = request.form.getlist("requires")
            skill = edit_skill(
                session, context_id, skill_id, form, requires, g.visit.person.id, utcnow()
            )
            add_notice(session, gettext("%(name)s was saved.", name=skill.name))
    except InvalidInputError as error:
        return _show_skill(skill_id, error, 422)
    return _back(skill_id)


@blueprint.post("/skills/<skill_id>/keep")
@instructors_only
def keep(skill_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        skills.keep_skill(session, g.visit.context.id, skill_id)
    return _back(skill_id)


@blueprint.post("/skills/<skill_id>/drop")
@instructors_only
def drop(skill_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        skills.drop_skill(session, g.visit.context.id, skill_id)
    return _back("dropped")


@blueprint.post("/skills/keep-all")
@instructors_only
def keep_all() -> ResponseReturnValue:
    with wiring().database.write() as session:
        count = skills.keep_all_skills(session, g.visit.context.id)
        add_notice(session, ngettext("%(num)s skill kept.", "%(num)s skills kept.", count))
    return _back()


@blueprint.post("/skills/<skill_id>/move")
@instructors_only
def move(skill_id: str) -> ResponseReturnValue:
    steps = STEPS.get(request.form.get("to", ""))
    if steps is None:
        raise InvalidInputError("A skill moves up or down. Reload the page and try again.")
    with wiring().database.write() as session:
        skills.move_skill(session, g.visit.context.id, skill_id, steps)
    return _back(skill_id)


def _back(anchor: str | None = None) -> ResponseReturnValue:
    """Where a script asked, with the list alone; it keeps the button's focus then."""
    if "HX-Request" in request.headers:
        return redirect(url_for("skills.index"), 303)
    return redirect(url_for("skills.index", _anchor=anchor and f"skill-{anchor}"), 303)


def _show_index(error: ToolError | None = None, status: int = 200) -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        rows = skills.list_skills(session, context_id)
        required = list_prerequisites(session, context_id)
        lines = list_source_lines(session, context_id)
        changes = list_changes(session, context_id)[:CHANGES_SHOWN]
    page = render_template(
        "skills/_list.html" if "HX-Request" in request.headers else "skills/index.html",
        rows=[row for row in rows if row.state is not SkillState.DROPPED],
        dropped=[row for row in rows if row.state is SkillState.DROPPED],
        required=_named(required, rows),
        changes=changes,
        has_sources=bool(lines),
        awaits_proposals=awaits_proposals(lines),
        error=tell_error(error) if error else "",
        form=request.form if error else {},
    )
    return page, status


def _named(required: dict[str, set[str]], rows: list[Skill]) -> dict[str, list[str]]:
    """The names of what each skill builds on, in course order."""
    return {
        skill_id: [row.name for row in rows if row.id in ids] for skill_id, ids in required.items()
    }


def _show_skill(
    skill_id: str, error: ToolError | None = None, status: int = 200
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        skill, others, places = _read_skill(session, skill_id)
    page = render_template(
        "skills/edit.html",
        skill=skill,
        others=others,
        form=request.form if error else _form_of(skill),
        errors=read_skill_form().misconceptions if error else _errors_of(skill),
        required=set(request.form.getlist("requires")) if error else set(places.reasons),
        places=places,
        error=tell_error(error) if error else "",
    )
    return page, status


def _read_skill(session: Session, skill_id: str) -> tuple[Skill, list[Skill], SkillPlaces]:
    context_id = g.visit.context.id
    skill = skills.find_skill(session, context_id, skill_id)
    others = [row for row in skills.list_skills(session, context_id) if row.id != skill_id]
    places = find_places(session, skill)
    shown = [
        row for row in others if row.state is not SkillState.DROPPED or row.id in places.reasons
    ]
    return skill, shown, places


def _form_of(skill: Skill) -> dict[str, str]:
    return {
        "name": skill.name,
        "description": skill.description,
        "terms": join_terms(skill.terms, skill.language),
        "definition": skill.definition,
    }


def _errors_of(skill: Skill) -> list[skills.TypedError]:
    return [
        skills.TypedError(error["text"], skills.mark_error(error)) for error in skill.misconceptions
    ]
