from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line on an installation of its own, with no queue in reach."""
    environment = {
        "DATA": str(tmp_path / "data"),
        "CACHE": str(tmp_path / "cache"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'cli.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "BASE_URL": "http://localhost:5000",
        "SECRET_KEY": "k" * 40,
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"COURSEWRIGHT_{name}", value)
    return lambda *words: CliRunner().invoke(main, list(words))


@pytest.fixture
def installed(run: Run, new_sqlite: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, on a database of this release."""
    monkeypatch.setenv("COURSEWRIGHT_DATABASE_URL", new_sqlite)
    return run
