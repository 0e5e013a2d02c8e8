"""`refit run`, `show` and `pool`."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from lti_tool.models import AuditEntry, Context
from lti_tool.services.refits import may_pool
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.answered_courses import add_answers
from tests.lti_tool.factories import make_course


def make_class(learners: int) -> Context:
    with open_database().write() as session:
        context = make_course(session)
        add_answers(session, context, learners)
        return context


def test_an_unknown_registration_and_one_with_too_few_learners(installed: Run) -> None:
    done = installed("refit", "run", "--registration", "nowhere")
    assert done.exit_code != 0
    assert "no registration nowhere" in done.stderr
    context = make_class(2)
    done = installed("refit", "run")
    assert done.exit_code == 0, done.output
    assert f"{context.registration_id}: no new model (few_learners)." in done.output
    assert "fitted on none" in done.output


def test_it_is_fitted_now_and_shown(installed: Run, tmp_path: Path) -> None:
    context, path = make_class(25), tmp_path / "refit.json"
    done = installed("refit", "run", "--registration", context.registration_id)
    assert done.exit_code == 0, done.output
    assert "fitted on 300 answers of 25 learners; unsure, ECE 0." in done.output
    assert installed("refit", "show", "--json", str(path)).exit_code == 0
    [course] = json.loads(path.read_text())["courses"]
    assert (course["context"], course["verdict"]) == (context.id, "unsure")


def test_pooling_is_an_admins_choice_and_stands_in_the_audit(installed: Run) -> None:
    assert "forbidden" in installed("refit", "show").output
    for answer, allowed in (("allow", True), ("forbid", False)):
        assert installed("refit", "pool", answer).exit_code == 0
        with open_database().read() as session:
            assert may_pool(session) is allowed
    with open_database().read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)))
    assert actions[-2:] == ["model.pool_allow", "model.pool_forbid"]
