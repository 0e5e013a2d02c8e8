"""`coursewright simulate`: names that are not known, a small run and its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.cli.main import main


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--policy", "best"], "There is no policy 'best'. There are: product, gated"),
        (["--world", "steady,moon"], "There is no world 'moon'. There are: steady"),
        (["--policy", ","], "Name at least one policy"),
    ],
)
def test_unknown_names_are_answered_with_the_known_ones(words: list[str], sentence: str) -> None:
    done = CliRunner().invoke(main, ["simulate", *words])
    assert done.exit_code != 0
    assert sentence in done.output


def test_figures_of_a_small_run(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    words = ["--policy", "product,gated", "--world", "moods", "--learners", "4", "--seeds", "2"]
    done = CliRunner().invoke(main, ["simulate", *words, "--json", str(file)])
    assert done.exit_code == 0, done.output
    assert "kept aside" in done.output
    world = json.loads(file.read_text())["worlds"]["moods"]
    assert world["kept_aside"] is True
    assert set(world["policies"]) == {"product", "gated"}
    assert world["policies"]["gated"]["gain"] == 0.0
    assert 0 < world["policies"]["product"]["exam"] < 1
