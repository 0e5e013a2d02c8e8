"""Which language model drafts, and what the workers say that they have loaded."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import BankModel, Context, PlannerModel
from lti_tool.queue import JobName, QueueName
from lti_tool.services.admin_overview import list_workers
from lti_tool.services.audit import note_audit
from lti_tool.services.bank_models import list_bank_models
from lti_tool.services.model_choice import ModelUse, default_models, read_models
from lti_tool.services.planner_models import (
    decide_path,
    list_planners,
    want_rule,
)
from lti_tool.services.site_settings import choose_drafter_model
from lti_tool.services.trainings import ask_for_training
from lti_tool.services.worker_beats import SILENT_AFTER
from lti_tool.views import map_words, worksheet_words
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.wiring import wiring

USES = {
    ModelUse.DRAFT: _l("Drafting exercises"),
    ModelUse.RE_SOLVE: _l("Solving drafts again, to see whether their key holds"),
    ModelUse.EMBED: _l("Finding passages by what they mean"),
    ModelUse.CHECK: _l("A second look at drafts, after all other checks"),
}

blueprint = admin_blueprint("admin_models", __name__)


@blueprint.get("/models")
def index() -> ResponseReturnValue:
    settings = wiring().settings
    default = settings.drafter_model
    with wiring().database.read() as session:
        models = read_models(session, default_models(settings))
        planners = [
            (context, model, decide_path(session, context.id))
            for context, model in list_planners(session)
        ]
        banks = list_bank_models(session)
        workers = [w for w in list_workers(session) if w.queue == QueueName.MODEL.value]
    return render_template(
        "admin/models.html",
        chosen=models[ModelUse.DRAFT],
        models=models,
        uses=USES,
        default=default,
        workers=workers,
        planners=planners,
        banks=banks,
        sheet_words=worksheet_words,
        map_words=map_words,
        alive_after=utcnow() - SILENT_AFTER,
        saved="saved" in request.args,
    )


@blueprint.post("/models")
def choose() -> ResponseReturnValue:
    name = request.form.get("name", "").strip()
    with wiring().database.write() as session:
        choose_drafter_model(session, name)
        note_audit(session, g.admin.id, "model.choose", name or wiring().settings.drafter_model)
    return redirect(url_for("admin_models.index", saved=1), 303)


@blueprint.post("/models/planners/<context_id>")
def change_planner(context_id: str) -> ResponseReturnValue:
    """Train a course's worksheet planner, switch it off for the rule, or undo that."""
    what = request.form.get("do", "")
    with wiring().database.write() as session:
        if what not in ("train", "rule", "gate") or session.get(Context, context_id) is None:
            raise NotFoundError
        if what == "train":
            ask_for_training(session, PlannerModel, context_id)
        else:
            want_rule(session, context_id, what == "rule")
        note_audit(session, g.admin.id, f"planner.{what}", f"context:{context_id}")
    if what == "train":
        wiring().queue.ring(JobName.TRAIN_PLANNER, context_id)
    return redirect(url_for("admin_models.index", _anchor="planners"), 303)


@blueprint.post("/models/banks/<context_id>")
def train_bank(context_id: str) -> ResponseReturnValue:
    """Train what knows a course's exercises anew."""
    with wiring().database.write() as session:
        if session.get(Context, context_id) is None:
            raise NotFoundError
        ask_for_training(session, BankModel, context_id)
        note_audit(session, g.admin.id, "bank.train", f"context:{context_id}")
    wiring().queue.ring(JobName.TRAIN_BANK, context_id)
    return redirect(url_for("admin_models.index", _anchor="banks"), 303)
