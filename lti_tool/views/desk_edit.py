"""Changing a draft's text, and writing one by hand: structured fields, each error beside its
field, nothing typed lost. What was typed goes through the same checks as any other draft."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import QUESTION_KINDS, Bloom, Kind, Language
from lti_tool.errors import NotFoundError
from lti_tool.models import Draft, DraftState, Skill
from lti_tool.queue import JobName
from lti_tool.services import desk, draft_edits, drafts
from lti_tool.services.draft_edits import DraftChangedError
from lti_tool.services.drafts import DraftDecidedError, DraftText
from lti_tool.services.quotes import locate_quotes
from lti_tool.services.skills import list_kept_skills, list_skills
from lti_tool.views import content_shapes, exercise_words
from lti_tool.views.content_form import ContentForm
from lti_tool.views.desk_filter import filter_args, read_filter
from lti_tool.views.error_text import tell_error
from lti_tool.views.exercise_form import begin_form, fill_form, take_form
from lti_tool.views.notices import add_notice
from lti_tool.views.quotes import mark_quotes
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.visit_audit import refuse_change
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("desk_edit", __name__)
CHANGE = "change"  # of the questions of a case, before anything is saved
FAMILY = "family"  # beside the kinds: a number exercise with variables


@dataclass
class WishForm:
    """What the exercise is for: the part of its blueprint that an instructor may change."""

    skill: str = ""
    bloom: str = Bloom.UNDERSTAND.value
    difficulty: str = "0"
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_post(cls, post: MultiDict[str, str]) -> WishForm:
        return cls(post.get("skill", ""), post.get("bloom", ""), post.get("difficulty", ""))

    @classmethod
    def of_draft(cls, row: Draft) -> WishForm:
        return cls(row.skill_id, row.bloom, f"{row.difficulty:g}")

    def read(self, skills: list[Skill], kind: Kind, language: Language) -> Blueprint | None:
        """None with `problems` filled where something cannot be used."""
        skill = next((skill for skill in skills if skill.id == self.skill), None)
        if skill is None:
            self.problems["skill"] = gettext("Choose a skill.")
        if self.bloom not in set(Bloom):
            self.problems["bloom"] = gettext("Choose a level.")
        try:
            difficulty = min(4.0, max(-4.0, float(self.difficulty)))
        except ValueError:
            self.problems["difficulty"] = gettext("Choose a difficulty.")
        if skill is None or self.problems:
            return None
        return draft_edits.describe_wish(skill, kind, language, Bloom(self.bloom), difficulty)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "exercise_words": exercise_words,
        "mark_quotes": mark_quotes,
        "shapes": content_shapes,
    }


@blueprint.get("/desk/<draft_id>/edit")
@instructors_only
def edit(draft_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        row = _find_editable(session, draft_id)
        form = fill_form(Kind(row.kind), Language(row.language), drafts.read_text(row))
        return _show(session, form, WishForm.of_draft(row), row)


@blueprint.post("/desk/<draft_id>/edit")
@instructors_only
def save(draft_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        row = _find_editable(session, draft_id)
        form = take_form(
            Kind(row.kind), request.form, is_family=request.form.get("family") == "yes"
        )
        wish = WishForm.of_post(request.form)
        if CHANGE in request.form:
            refuse_change()
            return _show(session, form, wish, row)
        read = _read(session, form, wish)
        if read is None:
            refuse_change()
            return _show(session, form, wish, row), 422
        base = request.form.get("base", "")
        try:
            draft_edits.edit_draft(session, g.visit.context.id, draft_id, base, *read)
        except DraftChangedError as error:
            refuse_change()
            return _show(session, form, wish, row, error), error.status
        add_notice(session, gettext("Saved. The checks run again, on this text."), "info")
    return _leave_to_checks(draft_id)


@blueprint.get("/desk/write")
@instructors_only
def choose() -> ResponseReturnValue:
    with wiring().database.read() as session:
        skills = list_kept_skills(session, g.visit.context.id)
    kinds = [*QUESTION_KINDS, FAMILY, Kind.CASE_STUDY]
    return render_template("desk/choose.html", skills=skills, kinds=kinds)


@blueprint.get("/desk/write/<kind>")
@instructors_only
def write(kind: str) -> ResponseReturnValue:
    language = Language.ZH if g.visit.context.language.startswith("zh") else Language.EN
    form = begin_form(_kind(kind), language, is_family=kind == FAMILY)
    with wiring().database.read() as session:
        return _show(session, form, WishForm(request.args.get("skill", "")), None)


@blueprint.post("/desk/write/<kind>")
@instructors_only
def create(kind: str) -> ResponseReturnValue:
    form = take_form(_kind(kind), request.form, is_family=kind == FAMILY)
    wish = WishForm.of_post(request.form)
    with wiring().database.write() as session:
        if CHANGE in request.form:
            refuse_change()
            return _show(session, form, wish, None)
        read = _read(session, form, wish)
        if read is None:
            refuse_change()
            return _show(session, form, wish, None), 422
        row = draft_edits.write_draft(session, g.visit.context.id, *read)
        add_notice(session, gettext("Saved. The checks run on it now."), "info")
    return _leave_to_checks(row.id)


def _kind(name: str) -> Kind:
    if name == FAMILY:
        return Kind.NUMERICAL
    if name not in set(Kind):
        raise NotFoundError
    return Kind(name)


def _find_editable(session: Session, draft_id: str) -> Draft:
    row = drafts.find_draft(session, g.visit.context.id, draft_id)
    if row.state not in (DraftState.IN_REVIEW, DraftState.REFUSED):
        raise DraftDecidedError
    return row


def _read(
    session: Session, form: ContentForm, wish: WishForm
) -> tuple[DraftText, Blueprint] | None:
    """Both forms are read, so that all errors show at once."""
    context_id = g.visit.context.id
    form.set_passages(locate_quotes(session, context_id, form.quotes))
    text = form.read()
    blueprint = wish.read(list_skills(session, context_id), form.kind, form.language)
    return (text, blueprint) if text and blueprint else None


def _leave_to_checks(draft_id: str) -> ResponseReturnValue:
    wiring().queue.ring(JobName.CHECK_DRAFT, draft_id)
    args = filter_args(read_filter(request.args))
    return redirect(url_for("desk.draft", draft_id=draft_id, **args), 303)


def _show(
    session: Session,
    form: ContentForm,
    wish: WishForm,
    row: Draft | None,
    error: DraftChangedError | None = None,
) -> str:
    """The form of `row`, or of a new draft; where another one was saved it is taken as seen."""
    seen = "" if error else request.form.get("base")
    context_id = g.visit.context.id
    skills = list_kept_skills(session, context_id)
    if row and row.skill_id not in {skill.id for skill in skills}:
        skills += [skill for skill in list_skills(session, context_id) if skill.id == row.skill_id]
    return render_template(
        "desk/edit.html",
        form=form,
        wish=wish,
        row=row,
        skills=skills,
        base=seen or (draft_edits.fingerprint(row) if row else ""),
        error=tell_error(error) if error else "",
        cited=desk.list_cited(session, context_id, drafts.read_text(row)) if row else [],
        args=filter_args(read_filter(request.args)),
    )
