"""Which models the checks of a request may use, and the reason where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from generators.checks.judge import EngineJudge
from generators.engines.base import Message, Prompt
from generators.exercise.content import Language
from generators.models.catalogue import EndpointSource, ModelEntry, PathSource, Purpose
from jobs import check_tools
from jobs.check_tools import find_tools
from jobs.parts import Parts
from lti_tool.model_settings import Budget
from lti_tool.models import ModelUse as ModelUseRow
from lti_tool.services.model_choice import ModelUse
from tests.generators.checks.judging import judging
from tests.jobs.drafting import open_course

COURSE = "a course without a model of its bank"


def entry(*purposes: Purpose) -> ModelEntry:
    source = PathSource(kind="path", path=Path("/nowhere"))
    return ModelEntry(name="solver", languages=(Language.EN,), purposes=purposes, source=source)


class Shelf:
    def __init__(self, engine: object) -> None:
        self.engine = engine

    def take(self, parts: Parts, entry: ModelEntry) -> object:
        del parts, entry
        return self.engine


class Scoring:
    name, by_letter = "solver", False

    def score(self, asked: object) -> list[list[float]]:
        del asked
        return [[-1.0]]


@pytest.fixture
def alone(parts: Parts) -> Parts:
    return replace(parts, settings=replace(parts.settings, embedder_model="none"))


def choose(monkeypatch: pytest.MonkeyPatch, solver: ModelEntry | None) -> None:
    def chosen(parts: Parts, use: ModelUse = ModelUse.DRAFT) -> ModelEntry | None:
        del parts
        return solver if use is ModelUse.RE_SOLVE else None

    monkeypatch.setattr(check_tools, "chosen_model", chosen)


@pytest.mark.parametrize("solver", [None, entry(Purpose.DRAFT), entry(Purpose.SMOKE)])
def test_no_model_or_one_that_is_not_meant_for_it(
    alone: Parts, monkeypatch: pytest.MonkeyPatch, solver: ModelEntry | None
) -> None:
    choose(monkeypatch, solver)
    tools = find_tools(alone, COURSE)
    assert (tools.solver, tools.no_solver) == (None, "no_capable_model")


def test_folder_of_the_admins_is_taken_at_its_word(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, entry())
    monkeypatch.setattr(check_tools, "SOLVERS", Shelf(Scoring()))
    assert find_tools(alone, COURSE).solver is not None


def test_model_that_is_not_there(alone: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, entry(Purpose.RE_SOLVE))
    tools = find_tools(alone, COURSE)
    assert (tools.solver, tools.no_solver) == (None, "model_failed")


def test_engine_that_cannot_score(alone: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, entry(Purpose.RE_SOLVE))
    monkeypatch.setattr(check_tools, "SOLVERS", Shelf(object()))
    assert find_tools(alone, COURSE).no_solver == "engine_cannot_score"


def test_last_try_goes_without_language_models(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, entry(Purpose.RE_SOLVE))
    monkeypatch.setattr(check_tools, "SOLVERS", Shelf(Scoring()))
    assert find_tools(alone, COURSE, solve=False).solver is None


def test_solver_knows_the_languages_of_its_entry(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, entry(Purpose.RE_SOLVE))
    monkeypatch.setattr(check_tools, "SOLVERS", Shelf(Scoring()))
    solver = find_tools(alone, COURSE).solver
    assert solver is not None
    assert (solver.name, solver.languages) == ("solver", {Language.EN})
    assert solver.score([]) == [[-1.0]]


CHECKS = ModelUse.CHECK


def choose_judge(
    monkeypatch: pytest.MonkeyPatch, judge: ModelEntry | None, drafts: ModelEntry | None = None
) -> None:
    def chosen(parts: Parts, use: ModelUse = ModelUse.DRAFT) -> ModelEntry | None:
        del parts
        return judge if use is CHECKS else drafts

    monkeypatch.setattr(check_tools, "chosen_model", chosen)


@pytest.mark.parametrize("judge", [None, entry(Purpose.DRAFT), entry(Purpose.SMOKE)])
def test_model_that_is_not_meant_to_judge_does_not(
    alone: Parts, monkeypatch: pytest.MonkeyPatch, judge: ModelEntry | None
) -> None:
    choose_judge(monkeypatch, judge)
    tools = find_tools(alone, COURSE)
    assert (tools.judge, tools.no_judge) == (None, "no_capable_model")


def test_folder_judges_where_it_was_chosen_for_that_alone(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_tools, "SHELF", Shelf(Scoring()))
    monkeypatch.setattr(check_tools, "JUDGES", Shelf(Scoring()))
    choose_judge(monkeypatch, entry(), entry())
    assert find_tools(alone, COURSE).no_judge == "no_capable_model"
    choose_judge(monkeypatch, entry())
    assert find_tools(alone, COURSE).judge is not None


def test_judge_that_is_not_there(alone: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_judge(monkeypatch, entry(Purpose.CHECK))
    tools = find_tools(alone, COURSE)
    assert (tools.judge, tools.no_judge) == (None, "model_failed")


def test_last_try_goes_without_a_judge(alone: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_judge(monkeypatch, entry(Purpose.CHECK))
    monkeypatch.setattr(check_tools, "JUDGES", Shelf(Scoring()))
    assert find_tools(alone, COURSE, solve=False).no_judge == "model_failed"


def test_model_that_drafts_and_judges_is_loaded_once(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, engine = entry(Purpose.DRAFT, Purpose.CHECK), Scoring()
    choose_judge(monkeypatch, both, both)
    monkeypatch.setattr(check_tools, "SHELF", Shelf(engine))
    judge = find_tools(alone, COURSE).judge
    assert isinstance(judge, EngineJudge)
    assert judge.engine is engine


PROMPT = Prompt(messages=(Message(role="user", content="Look."),))


def test_looks_of_a_server_count_on_the_courses_budget(
    alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_tools, "_ANSWERED", {})
    course = open_course(alone).context.id
    poor = replace(alone.settings.models, budget=Budget(requests=1))
    parts = replace(alone, settings=replace(alone.settings, models=poor))
    with judging("{}") as (own, _):
        source = EndpointSource(kind="endpoint", base_url="http://127.0.0.1/v1", model="big")
        choose_judge(monkeypatch, ModelEntry(name="big", purposes=(Purpose.CHECK,), source=source))
        monkeypatch.setattr(check_tools, "JUDGES", Shelf(own.engine))
        judge = find_tools(parts, course).judge
        assert judge is not None
        assert judge.ask(PROMPT) == judge.ask(PROMPT)
    with parts.database.read() as session:
        [use] = session.scalars(select(ModelUseRow))
        assert (use.context_id, use.requests, use.tokens) == (course, 1, 340)
    tools = find_tools(parts, course)
    assert (tools.judge, tools.no_judge) == (None, "budget_spent")
