"""Writing a folder of graphs: whatever is wrong is said, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import Tensor, nn

from generators.portable.check import compare
from generators.portable.errors import PortableError
from generators.portable.folder import Portable, write_portable
from generators.portable.graph import Graph, Port


class Doubling(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (x * 2,)


class Sized(nn.Module):
    """Takes the rows that it is traced with for all there ever are."""

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (x * 2 + torch.zeros(len(x), 1),)


class Sorted(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (torch.linalg.cholesky(x.unsqueeze(-1) @ x.unsqueeze(1) + torch.eye(3)),)


def make(module: nn.Module | None = None, **more: object) -> Portable:
    graph = Graph(
        "doubling",
        "twice as much",
        module or Doubling(),
        (Port("x", ("B", 3), "a number"),),
        (Port("y", ("B", 3), "twice that"),),
        lambda rows, random: (torch.rand((rows, 3), generator=random),),
        **more,  # type: ignore[arg-type]
    )
    return Portable("toy", "r1", (graph,), ("call it",), {"words": ["é"]}, {"data": 3})


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_without_the_extra_its_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(PortableError, match=r"pip install 'coursewright\[onnx\]'"):
        write_portable(tmp_path / "out", make())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_there_stays(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
    elif kind == "file":
        out.write_text("mine")
    else:
        out.symlink_to(tmp_path / "nowhere")
    with pytest.raises(PortableError, match="out is there already"):
        write_portable(out, make())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert kind != "file" or out.read_text() == "mine"


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for parent, reason in (("file", "Not a directory"), ("nowhere", "No such file")):
        with pytest.raises(PortableError, match=f"could not be written .*{reason}"):
            write_portable(tmp_path / parent / "out", make())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("portable", "sentence"),
    [
        (make(truth=lambda x: (x * 2.01,)), "y of 1 rows differs by 0.0"),
        (make(truth=lambda x: (x * torch.nan,)), "y of 1 rows differs by nan"),
        (make(truth=lambda x: (torch.cat([x, x]),)), "y of 1 rows differs by inf"),
        (make(Sized()), "onnxruntime does not run doubling|differs by inf"),
        (make(Sorted()), "doubling has no form in ONNX .*linalg_cholesky"),
    ],
    ids=["differs", "no-number", "shape", "one-batch", "no-operator"],
)
def test_a_graph_that_is_not_the_model_leaves_nothing(
    tmp_path: Path, portable: Portable, sentence: str
) -> None:
    with pytest.raises(PortableError, match=sentence):
        write_portable(tmp_path / "out", portable)
    assert not list(tmp_path.iterdir())


def test_a_later_graph_that_fails_takes_the_first_along(tmp_path: Path) -> None:
    one = make()
    other = replace(one.graphs[0], name="other", truth=lambda x: (x + 1,))
    with pytest.raises(PortableError, match="other: y of 1 rows differs"):
        write_portable(tmp_path / "out", replace(one, graphs=(one.graphs[0], other)))
    assert not list(tmp_path.iterdir())


def test_differences_are_beside_the_size() -> None:
    wanted = np.array([[0.5, 100.0]])
    assert compare(np.array([[0.502, 100.1]]), wanted) == pytest.approx(0.002)
    assert compare(np.array([[0.5, 100.1]]), wanted) == pytest.approx(0.001)
    assert compare(wanted, wanted[:, :1]) == np.inf
    assert np.isnan(compare(wanted, wanted * [[1, np.nan]]))


def test_what_a_folder_holds(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    report = write_portable(
        tmp_path / "out", make(), seed=5, tell=lambda *words: told.append(words)
    )
    assert told == [("doubling", 0, 1), ("", 1, 1)]
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"doubling.onnx", "card.json", "check.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert (card["model"], card["revision"], card["about"]) == ("toy", "r1", {"words": ["é"]})
    assert "Apache-2.0" in card["licence"]
    [graph] = card["graphs"]
    content = (out / graph["file"]).read_bytes()
    assert graph["sha256"] == hashlib.sha256(content).hexdigest()
    assert graph["inputs"] == [
        {"name": "x", "shape": ["B", 3], "meaning": "a number", "kind": "float32"}
    ]
    assert json.loads((out / "check.json").read_text()) == report
    trials = report["graphs"]["doubling"]["trials"]
    assert [trial["rows"] for trial in trials] == [1, 2, 7, 64]
    assert report["seed"] == 5
    model = onnx.load(out / "doubling.onnx")
    assert {one.key: one.value for one in model.metadata_props}["revision"] == "r1"
    assert str(Path(__file__).parents[3]).encode() not in content
