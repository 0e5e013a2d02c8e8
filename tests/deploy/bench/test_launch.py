"""The launch bench: a wrong answer is no figure; and a small run of the whole thing."""

from __future__ import annotations

import os
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.bench import launch
from deploy.bench.machine import child_pids, cpu_seconds, describe_machine
from deploy.bench.platform import BenchPlatform
from deploy.bench.web_process import WebProcess, find_port
from deploy.demo.processes import ProcessError
from lti_tool.db import Database
from tests.local_server import Handler, serve


@pytest.mark.parametrize(
    ("send", "item"),
    [
        (launch._launch, launch.Post("state=a&id_token=b", "")),
        (launch._open_page, 1),
        (launch._prepare(BenchPlatform("http://127.0.0.1:1")), 1),
    ],
)
def test_a_wrong_answer_is_no_figure(send: object, item: object) -> None:
    def refuse(handler: Handler) -> None:
        handler.answer(401)

    with serve(refuse) as url, pytest.raises(ProcessError, match="401"):
        send(HTTPConnection(urlsplit(url).netloc), item)  # type: ignore[operator]


def test_sessions_that_are_missing_are_noticed(database: Database) -> None:
    with pytest.raises(ProcessError, match="3 launches left 0 sessions"):
        launch._check_sessions(database, 3)


def test_a_server_that_does_not_start_tells_why(tmp_path: Path) -> None:
    env = {"COURSEWRIGHT_DATA": str(tmp_path), "COURSEWRIGHT_BASE_URL": "http://elsewhere.example"}
    with pytest.raises(ProcessError, match="must be https"), WebProcess(tmp_path, env, 1, 1):
        pytest.fail("it started")


def test_the_processor_time_of_a_process_rises_with_its_work() -> None:
    before = cpu_seconds(os.getpid())
    sum(number * number for number in range(2_000_000))
    assert cpu_seconds(os.getpid()) > before
    with pytest.raises(OSError, match="Invalid argument"):
        cpu_seconds(2**22 - 1)
    assert os.getpid() in child_pids(os.getppid())
    assert describe_machine()["cores"] == os.cpu_count()


def test_a_port_is_free_when_it_is_found() -> None:
    assert 1024 <= find_port() < 65536


def test_a_small_run_gives_every_figure() -> None:
    figures = launch.measure(rounds=2, launches=8, pages=8)
    assert figures["rounds"] == 2
    for name in ("launch_ms", "page_ms", "ratio", "launches_per_cpu_second"):
        spread = figures[name]
        assert 0 < spread["least"] <= spread["median"] <= spread["most"]
    lines = launch.describe(figures)
    assert any("goal" in line for line in lines)
