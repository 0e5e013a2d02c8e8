"""The planner's bench: files that cannot be used, a small run, foreign sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.bench.planner.bench import describe, measure
from deploy.bench.planner.goals import check_goals
from deploy.bench.planner.runs import SimulatedSchool
from deploy.cli.errors import CommandError
from generators.planner.contest import SAMPLERS
from generators.planner.errors import PlannerInputError, SheetFileError
from generators.planner.measures import FIGURES
from generators.planner.sheets import write_sheets
from tests.generators.planner.school import make_sheet, small_school


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    school = small_school()
    train, unseen = tmp_path / "train.jsonl", tmp_path / "unseen.jsonl"
    write_sheets(train, [one.planned for one in school.train + school.validation])
    write_sheets(unseen, [one.planned for one in school.unseen])
    return train, unseen


def test_one_file_without_the_other_is_no_bench(files: tuple[Path, Path]) -> None:
    with pytest.raises(CommandError, match="--train and --unseen belong together"):
        measure(seeds=1, train=files[0])


def test_a_line_that_cannot_be_read_is_named(files: tuple[Path, Path]) -> None:
    files[1].write_text(files[1].read_text() + "oops\n")
    with pytest.raises(SheetFileError, match=r"unseen\.jsonl, line"):
        measure(seeds=1, train=files[0], unseen=files[1], share=0.01)


def test_unseen_sheets_of_other_skills_are_too_few(files: tuple[Path, Path]) -> None:
    write_sheets(files[1], [make_sheet(("x", "y"))] * 40)
    with pytest.raises(PlannerInputError, match="0 unseen sheets speak of the training sheets"):
        measure(seeds=1, train=files[0], unseen=files[1], share=0.01)


def test_foreign_sheets_give_every_figure_of_every_sampler(files: tuple[Path, Path]) -> None:
    figures = measure(seeds=1, train=files[0], unseen=files[1], share=0.01)
    assert set(figures["samplers"]) == set(SAMPLERS)
    for sampler in figures["samplers"].values():
        assert set(sampler) == set(FIGURES)
        assert all(set(one) == {"mean", "spread"} for one in sampler.values())
    assert figures["samplers"]["bootstrap"]["novelty"]["mean"] == 0
    assert figures["samplers"]["real"]["coverage"]["mean"] > 0.6
    assert (
        figures["samplers"]["wgan_gp"]["auc"]["mean"] > figures["samplers"]["real"]["auc"]["mean"]
    )
    assert any("real" in line for line in describe(figures))


def test_simulated_second_sheets_are_of_the_same_learners() -> None:
    given = SimulatedSchool("algebra", 0.05).gather(3)
    assert len(given.unseen) == len(given.again)
    for one, other in zip(given.unseen, given.again, strict=True):
        assert one.planned.learner == other.planned.learner
    assert any(
        one.planned.sheet != other.planned.sheet
        for one, other in zip(given.unseen, given.again, strict=True)
    )
    held = {one.learner for one in given.unseen}
    assert not held & {one.learner for one in given.train + given.validation}
    assert given == SimulatedSchool("algebra", 0.05).gather(3)


def test_goals_are_judged_by_what_was_measured() -> None:
    good = {"auc": 0.58, "coverage": 0.95, "recall": 0.93, "valid": 0.86, "novelty": 1.0}
    ours = {name: {"mean": value} for name, value in good.items()} | {"in_band": {"mean": 0.80}}
    real = {"in_band": {"mean": 0.82}}
    assert all(one["met"] for one in check_goals({"planner": ours, "real": real}).values())
    ours["auc"], real["in_band"] = {"mean": 0.61}, {"mean": 0.84}
    found = check_goals({"planner": ours, "real": real})
    assert {name for name, one in found.items() if not one["met"]} == {"auc", "in_band_off"}
