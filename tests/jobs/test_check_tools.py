"""Which models the checks of a request may use, and the reason where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generators.exercise.content import Language
from generators.models.catalogue import ModelEntry, PathSource, Purpose
from jobs import check_tools
from jobs.check_tools import find_tools
from jobs.parts import Parts
from lti_tool.services.model_choice import ModelUse

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
