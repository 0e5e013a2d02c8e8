"""A stage that was broken off: a damaged checkpoint, one of other data, a good one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from structlog.testing import capture_logs
from torch import nn

from generators.fitting.stage import Fitted, Stage, fit
from generators.fitting.tensor_file import read_tensors, write_tensors

CHECKPOINT = "checkpoint-line.safetensors"


class BrokenOffError(Exception):
    """What ends a training from outside."""


def run(folder: Path, *, until: int = 40, key: str = "k") -> tuple[Fitted, list[int]]:
    """A line through two points, with the numbers of the steps that were done."""
    torch.manual_seed(0)
    line = nn.Linear(1, 1)
    change = torch.optim.Adam(line.parameters(), 0.1)
    where, wanted = torch.tensor([[0.0], [1.0]]), torch.tensor([[1.0], [3.0]])
    steps = []

    def step(number: int) -> torch.Tensor:
        if number == until:
            raise BrokenOffError
        steps.append(number)
        loss = (line(where) - wanted).square().mean()
        change.zero_grad()
        loss.backward()
        change.step()
        return loss

    def look() -> float:
        with torch.no_grad():
            return float((line(where) - wanted).square().mean())

    stage = Stage("line", line, [change], step, look, 40, 10, 9, key, folder)
    return fit(stage), steps


def break_off(folder: Path) -> None:
    with pytest.raises(BrokenOffError):
        run(folder, until=25)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def pickle(path: Path) -> None:
    path.write_bytes(b"c\x00posix\nsystem\n(S'true'\ntR.")


def misname(path: Path) -> None:
    tensors, about = read_tensors(path)
    write_tensors(path, {f"x{name}": tensor for name, tensor in tensors.items()}, about)


def miscount(path: Path) -> None:
    tensors, about = read_tensors(path)
    write_tensors(path, tensors, {**about, "done": "many"})


@pytest.mark.parametrize("damage", [cut, empty, pickle, misname, miscount])
def test_a_damaged_checkpoint_is_thrown_away_and_told(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    whole, _ = run(tmp_path / "whole")
    break_off(tmp_path)
    damage(tmp_path / CHECKPOINT)
    with capture_logs() as logs:
        again, steps = run(tmp_path)
    assert steps[0] == 0
    assert again == whole
    assert [line["event"] for line in logs] == ["checkpoint_damaged"]


def test_a_checkpoint_of_other_data_is_not_gone_on_from(tmp_path: Path) -> None:
    break_off(tmp_path)
    assert run(tmp_path, key="other")[1][0] == 0


def test_a_training_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    whole, _ = run(tmp_path / "whole")
    break_off(tmp_path)
    again, steps = run(tmp_path)
    assert steps == list(range(20, 40))
    assert again.loss == pytest.approx(whole.loss)
