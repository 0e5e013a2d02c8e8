"""The response bench: data that cannot be read first; a 2PL that finds its own world."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deploy.bench.bank.response_data import read_responses, simulate_responses
from deploy.bench.bank.responses import describe, impute_means, judge, list_missed, measure
from deploy.bench.bank.two_pl import fit_two_pl
from deploy.cli.errors import CommandError
from generators.bank.responses import arrange_responses

HEADER = "user,item,skills,timestamp,correct\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "x"),
        ("log.csv", ""),
        ("log.csv", "a,b\n1,2\n"),
        ("log.csv", HEADER + "ann,i1,s,1,2\n"),
        ("log.csv", HEADER + "ann,i1,s,1,nan\n"),
    ],
    ids=["no csv", "empty", "other columns", "score of 2", "nan"],
)
def test_folder_that_cannot_be_used(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CommandError):
        read_responses(tmp_path)


def test_log_that_is_too_small_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(HEADER + "ann,i1,s,1,1\nbob,i1,s,1,0\n")
    with pytest.raises(CommandError, match="too few"):
        measure(tmp_path, 1, 50)


def test_two_pl_finds_slopes_and_difficulties() -> None:
    random = np.random.default_rng(0)
    ability = random.normal(size=1500)
    slope, intercept = np.linspace(0.5, 2, 12), np.linspace(-1.5, 1.5, 12)
    chance = 1 / (1 + np.exp(-(np.outer(ability, slope) + intercept)))
    right = random.random(chance.shape) < chance
    data = arrange_responses(
        (f"l{row:04}", f"i{at:02}", float(right[row, at]))
        for row in range(1500)
        for at in range(12)
    )
    found = fit_two_pl(data)
    assert np.corrcoef(found.slope, slope)[0, 1] > 0.9
    assert np.abs(found.intercept - intercept).max() < 0.3


def test_means_are_those_of_items_and_never_certain() -> None:
    data = arrange_responses([("a", "i", 1.0), ("b", "i", 1.0), ("a", "j", 0.0)])
    assert impute_means(data)[:, 0] == pytest.approx(0.75)
    assert impute_means(data)[1, 1] == pytest.approx(1 / 3)


def test_one_outcome_has_no_order() -> None:
    assert judge(np.array([0.4, 0.6]), np.ones(2))["auc"] == 0.5


def test_every_lost_comparison_is_said() -> None:
    def world(auc: float, nll: float, ece: float) -> dict[str, dict[str, float]]:
        return {key: {"mean": value} for key, value in (("auc", auc), ("nll", nll), ("ece", ece))}

    models = {
        "vae": world(0.7, 0.6, 0.06),
        "2pl": world(0.71, 0.59, 0.05),
        "mean": world(0.6, 0.7, 0.07),
    }
    missed = list_missed(models)
    assert len(missed) == 4
    assert missed[0].startswith("ECE 0.060")


def test_simulated_world_is_measured_and_described() -> None:
    figures = measure(None, 1, 60)
    assert set(figures["worlds"]) == {"simulated"}
    assert figures["worlds"]["simulated"]["answers"] == simulate_responses(0).answers
    models = figures["worlds"]["simulated"]["models"]
    assert models["vae"]["auc"]["mean"] > models["mean"]["auc"]["mean"]
    assert "400 learners" in "\n".join(describe(figures))
