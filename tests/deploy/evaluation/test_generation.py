"""`eval generation` on a small folder: what it writes, how it spreads, when it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.cli.main import main
from tests.generators.checks.judging import Body, agree, judging, write_catalogue

EN = """# Heat

## Temperature

Temperature is a measure of how hot a body is. Heat is energy that flows from a hot body to a cold
one. A thermometer is an instrument that measures temperature.

## Ways of transport

Conduction is the transport of heat through a body that touches another. Convection is the
transport of heat by a moving liquid or gas. Radiation is the transport of heat by waves, which
needs no matter at all.
"""
ZH = """# 声音

## 声音的产生

声音是由物体振动产生的波。振幅是物体偏离平衡位置的最大距离。频率是物体每秒振动的次数。

## 声音的传播

介质是能够传播声音的物质。回声是声音遇到障碍物后反射回来的声音。真空是没有任何物质的空间,声音不能在真空中传播。

物体每秒振动的次数叫做频率。人耳听不到的高频声波叫做超声波。声波传播时遇到障碍物被反射回来的声音叫做回声。
"""
FIELDS = {
    "accepted", "drafter", "kind", "language", "blueprint", "stem", "options", "key",
    "explanation", "hints", "quote", "source", "verdicts", "seconds",
}  # fmt: skip


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    (folder / "more").mkdir(parents=True)
    (folder / "heat.md").write_text(EN, encoding="utf-8")
    (folder / "more" / "声音.md").write_text(ZH, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "notes.xyz").write_text("ignored")
    return folder


def _run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["eval", "generation", "--sources", str(folder), *words])


def _read(folder: Path, out: Path, *words: str) -> dict[str, Any]:
    done = _run(folder, "--json", str(out), *words)
    assert done.exit_code == 0, done.output
    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def test_a_folder_without_a_readable_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = _run(tmp_path)
    assert done.exit_code == 2
    assert "a.pdf was not read" in done.stderr
    assert "holds no text that can be read" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--only-engine",), "needs --engine"), (("--engine", "no-such-model"), "no-such-model")],
)
def test_an_engine_that_is_not_there_is_refused(
    sources: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = _run(sources, *words)
    assert done.exit_code == 2
    assert sentence in done.stderr


def test_exercises_are_spread_over_files_and_kinds(sources: Path, tmp_path: Path) -> None:
    figures = _read(sources, tmp_path / "out.json", "--n", "5")
    accepted = [one for one in figures["exercises"] if one["accepted"]]
    assert len(accepted) == 5
    assert all(set(one) >= FIELDS for one in figures["exercises"])
    files = [one["source"]["file"] for one in accepted]
    assert {files.count(name) for name in ("heat.md", "more/声音.md")} == {2, 3}
    assert len({one["kind"] for one in accepted}) >= 3
    assert {one["language"] for one in accepted} == {"en", "zh"}
    assert list(figures["unread"]) == ["broken.pdf"]


def test_keys_and_options_are_words(sources: Path, tmp_path: Path) -> None:
    figures = _read(sources, tmp_path / "out.json", "--n", "12")
    for one in figures["exercises"]:
        if one["accepted"] and one["kind"] == "multiple_choice":
            assert one["key"] in one["options"]
        if one["accepted"]:
            text = EN if one["language"] == "en" else ZH
            assert " ".join(one["quote"].split()) in " ".join(text.split())


def test_the_same_seed_gives_the_same_and_the_texts_end(sources: Path, tmp_path: Path) -> None:
    first, second = (_read(sources, tmp_path / name, "--n", "500") for name in ("a", "b"))
    stems = [[one["stem"] for one in own["exercises"]] for own in (first, second)]
    assert stems[0] == stems[1]
    accepted = [one["stem"] for one in first["exercises"] if one["accepted"]]
    assert len(accepted) < 500


def test_second_look_is_counted_and_told(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A judge behind a server that finds typed answers unnatural."""

    def says(body: Body) -> str:
        typed = "key_right" in body["response_format"]["json_schema"]["schema"]["properties"]
        return agree(body, natural="no") if typed else agree(body)

    with judging(says) as (judge, bodies):
        write_catalogue(tmp_path / "c.json", judge)
        monkeypatch.setenv("COURSEWRIGHT_CATALOGUE", str(tmp_path / "c.json"))
        figures = _read(sources, tmp_path / "out.json", "--n", "6", "--check-engine", "far")
    looks = [
        (one, verdict)
        for one in figures["exercises"]
        for verdict in one["verdicts"]
        if verdict["check"] == "second_look"
    ]
    refused = [one for one, verdict in looks if verdict["outcome"] == "fail"]
    told = figures["second_look"]
    assert refused
    assert "look_unnatural" in told["reasons"]
    assert told["refused"] == len(refused)
    assert told["looked"] == len(refused) + sum(v["outcome"] == "pass" for _, v in looks)
    assert told["share_refused"] == pytest.approx(told["refused"] / told["looked"])
    assert told["tokens"] == 340 * len(bodies)
    assert not any(one["accepted"] for one in refused)
    assert all(one["passage"] for one in refused)
    assert len({one["id"] for one in figures["exercises"]}) == len(figures["exercises"])
