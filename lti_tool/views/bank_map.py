"""The map of the bank: where exercises lie, gaps, near-duplicates, and the model behind it."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.models import BankModel
from lti_tool.queue import JobName
from lti_tool.services import bank_models, exercises, trainings
from lti_tool.services.bank_map import FEW, read_map
from lti_tool.services.skills import name_skills
from lti_tool.views import exercise_words, map_words
from lti_tool.views.map_chart import HEIGHT, WIDTH, draw_map, mark_skill
from lti_tool.views.notices import add_notice
from lti_tool.views.trainings import add_training, tell_training
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("bank_map", __name__)
add_training(blueprint, "/exercises/map", BankModel, JobName.TRAIN_BANK)


@blueprint.get("/exercises/map")
@instructors_only
def index() -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return _show_training()
    with wiring().database.read() as session:
        bank = read_map(session, g.visit.context.id)
        return render_template(
            "bank/map.html",
            bank=bank,
            names=name_skills(session, g.visit.context.id),
            points=draw_map(bank.rows),
            width=WIDTH,
            height=HEIGHT,
            few=FEW,
            fewest=bank_models.FEWEST,
            mark_skill=mark_skill,
            exercise_words=exercise_words,
            undo=request.args.get("undo", "")[:32],
            model=bank.model,
            map_words=map_words,
            **tell_training(session),
        )


def _show_training() -> ResponseReturnValue:
    """What the page polls while the model is trained; then it is loaded anew."""
    with wiring().database.read() as session:
        model = bank_models.find_bank_model(session, g.visit.context.id)
        if model is None or model.state not in trainings.OPEN:
            return Response(headers={"HX-Refresh": "true"})
        return render_template(
            "bank/_map_model.html", model=model, map_words=map_words, **tell_training(session)
        )


@blueprint.post("/exercises/map/withdraw/<exercise_id>")
@instructors_only
def withdraw(exercise_id: str) -> ResponseReturnValue:
    """One of two that ask nearly the same."""
    with wiring().database.write() as session:
        exercises.withdraw_exercise(session, g.visit.context.id, exercise_id, g.visit.person.id)
        add_notice(session, gettext("Withdrawn: learners do not meet it any more."))
    return redirect(url_for("bank_map.index", undo=exercise_id, _anchor="twins"), 303)


@blueprint.post("/exercises/map/restore/<exercise_id>")
@instructors_only
def restore(exercise_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        exercises.restore_exercise(session, g.visit.context.id, exercise_id, g.visit.person.id)
        add_notice(session, gettext("Published again."))
    return redirect(url_for("bank_map.index", _anchor="twins"), 303)
