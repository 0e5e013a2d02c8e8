"""Asking for exercises: the wizard, the job bars of what runs, what became of the rest."""

from __future__ import annotations

import secrets

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from lti_tool.db import utcnow
from lti_tool.errors import ConflictError
from lti_tool.models import GenerationRequest, RequestState
from lti_tool.queue import JobName, QueueName
from lti_tool.services import request_options, request_progress, requests
from lti_tool.services.model_choice import NO_MODEL, ModelUse, default_models, read_models
from lti_tool.services.quotas import QuotaError, require_quota
from lti_tool.services.request_plan import plan_blueprints
from lti_tool.settings import TRIAL_MODEL
from lti_tool.views import exercise_words, request_words
from lti_tool.views.error_text import tell_error
from lti_tool.views.notices import add_notice
from lti_tool.views.request_form import DIFFICULTIES, NOTE_LENGTH, RequestForm
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.verdict_words import describe_verdict
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.visit_audit import refuse_change
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("requests", __name__)
RETRIABLE = (RequestState.DONE, RequestState.FAILED, RequestState.CANCELLED)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "words": request_words,
        "exercise_words": exercise_words,
        "describe_verdict": describe_verdict,
        "states": RequestState,
        "has_model": _has_model,
    }


@blueprint.get("/requests")
@instructors_only
def index() -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        return render_template(
            "requests/index.html",
            rows=request_progress.list_progress(session, context_id, utcnow()),
            wishes=request_options.list_wishes(session, context_id),
            options=request_options.read_options(session, context_id),
            **_queue_state(),
        )


@blueprint.get("/requests/new")
@instructors_only
def new() -> ResponseReturnValue:
    with wiring().database.read() as session:
        options = request_options.read_options(session, g.visit.context.id)
        like = request.args.get("like", "")
        former = requests.find_request(session, g.visit.context.id, like) if like else None
    known = {skill.id for skill in options.skills}
    wanted = [skill for skill in request.args.getlist("skill") if skill in known]
    note = request.args.get("note", "")[:NOTE_LENGTH]
    levels = request.args.getlist("bloom")
    form = RequestForm.begin(g.visit.context.language, wanted, note, levels)
    if former and former.asked:
        form = RequestForm.of_asked(former.asked)
    return _show_wizard(form, options)


def _show_wizard(
    form: RequestForm, options: request_options.Options, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "requests/new.html",
        form=form,
        options=options,
        difficulties=DIFFICULTIES,
        note_length=NOTE_LENGTH,
        about_cases=request_words.tell_cases(options.tables, by_model=_has_model()),
        estimate=_estimate(form),
    )
    return page, status


def _has_model() -> bool:
    with wiring().database.read() as session:
        models = read_models(session, default_models(wiring().settings))
    return models[ModelUse.DRAFT] not in (NO_MODEL, TRIAL_MODEL)


def _estimate(form: RequestForm) -> request_options.Estimate | None:
    if not form.exercises:
        return None
    with wiring().database.read() as session:
        return request_options.estimate_request(session, form.exercises)


@blueprint.post("/requests/estimate")
@instructors_only
def estimate() -> ResponseReturnValue:
    """The wizard's estimate for what is chosen so far; nothing is stored."""
    form = RequestForm.of_post(request.form)
    return render_template("requests/_estimate.html", estimate=_estimate(form), form=form)


@blueprint.post("/requests/new")
@instructors_only
def create() -> ResponseReturnValue:
    form = RequestForm.of_post(request.form)
    with wiring().database.write() as session:
        options = request_options.read_options(session, g.visit.context.id)
        wanted = form.read(options) if options.sources else None
        if wanted is None:
            refuse_change()
            return _show_wizard(form, options, status=422)
        blueprints = plan_blueprints(wanted)
        try:
            _require_quota(session, len(blueprints))
        except QuotaError as error:
            refuse_change()
            form.errors["count"] = tell_error(error)
            return _show_wizard(form, options, status=error.status)
        row = requests.create_request(
            session,
            g.visit.context.id,
            g.visit.person.id,
            blueprints,
            secrets.randbelow(2**31),
            trial=form.trial,
            asked=form.to_asked(),
        )
        request_options.claim_wishes(session, row)
        add_notice(session, _asked_for(len(blueprints)))
    wiring().queue.ring(JobName.GENERATE, row.id)
    return redirect(url_for("requests.index"), 303)


def _require_quota(session: Session, count: int) -> None:
    quotas, visit = wiring().settings.models.quotas, g.visit
    require_quota(session, quotas, visit.context.id, visit.person.id, count, utcnow())


def _asked_for(count: int) -> str:
    return ngettext(
        "%(num)s exercise is asked for. You may close this page; the work goes on.",
        "%(num)s exercises are asked for. You may close this page; the work goes on.",
        count,
    )


@blueprint.get("/requests/<request_id>")
@instructors_only
def bar(request_id: str) -> ResponseReturnValue:
    """One request's bar: what a page polls while the request is open."""
    with wiring().database.read() as session:
        row = requests.find_request(session, g.visit.context.id, request_id)
        progress = request_progress.read_progress(session, row, utcnow())
        return render_template("requests/_bar.html", row=progress, **_queue_state())


@blueprint.post("/requests/<request_id>/cancel")
@instructors_only
def cancel(request_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        requests.cancel_request(session, g.visit.context.id, request_id, utcnow())
        add_notice(session, gettext("The request was cancelled. What was drafted so far stays."))
    return redirect(url_for("requests.index"), 303)


@blueprint.post("/requests/<request_id>/retry")
@instructors_only
def retry(request_id: str) -> ResponseReturnValue:
    """The same blueprints once more, with other chances."""
    with wiring().database.write() as session:
        former = requests.find_request(session, g.visit.context.id, request_id)
        if former.state not in RETRIABLE:
            raise ConflictError("This request has not ended yet. Cancel it first, or wait for it.")
        _require_quota(session, len(former.blueprints))
        row = _ask_again(session, former)
        request_options.claim_wishes(session, row)
        add_notice(session, _asked_for(len(row.blueprints)))
    wiring().queue.ring(JobName.GENERATE, row.id)
    return redirect(url_for("requests.index"), 303)


def _ask_again(session: Session, former: GenerationRequest) -> GenerationRequest:
    return requests.create_request(
        session,
        former.context_id,
        g.visit.person.id,
        [Blueprint.model_validate(blueprint) for blueprint in former.blueprints],
        secrets.randbelow(2**31),
        trial=former.trial,
        asked=former.asked,
        regenerates_id=former.regenerates_id,
    )


def _queue_state() -> dict[str, bool]:
    return {"queue_away": wiring().queue.depth(QueueName.MODEL) is None}
