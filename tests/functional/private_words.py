"""What the logs of a demo's processes must not hold: people, their words, secrets."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

# Beginnings of addresses and tokens that let somebody in, wherever they come from.
KEYS = ("@example.invalid", "eyJ", "Bearer", "id_token", "visit_token")
ADDRESSES = ("/s/", "/admin/enter/", "/lti/register/", "/lti/enter/")


def find_private(data: Path) -> list[tuple[str, str]]:
    """Log and word, for each that is found below a demo's data folder."""
    logs = read_logs(data)
    assert {"web.log", "worker-work.log", "sweeper.log"} <= logs.keys()
    assert '"event": "request"' in logs["web.log"]
    words = [*_people(data), *_answers(data), *_secrets(data), *KEYS, *ADDRESSES]
    return [(name, word) for name, text in logs.items() for word in words if word in text]


def read_logs(data: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8", "replace") for path in (data / "logs").iterdir()}


def _read(database: Path, query: str) -> list[Any]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return [row[0] for row in connection.execute(query)]


def _people(data: Path) -> list[str]:
    names = _read(data / "tool" / "coursewright.db", "SELECT name FROM person")
    users = _read(data / "platform" / "platform.db", "SELECT username FROM user")
    known = [name for name in names + users if name and name != "admin"]
    assert len(known) > 30
    return known


def _answers(data: Path) -> list[str]:
    """What was typed, where it is long enough to be told from a word of the log."""
    answers = _read(data / "tool" / "coursewright.db", "SELECT answer FROM attempt")
    texts = [text for answer in answers for text in json.loads(answer).values()]
    return [text for text in texts if isinstance(text, str) and len(text) > 8]


def _secrets(data: Path) -> list[str]:
    kept = "SELECT value FROM setting WHERE name IN ('webservice_token', 'cookie_secret')"
    secrets = _read(data / "platform" / "platform.db", kept)
    assert len(secrets) == 2
    return [*secrets, (data / "tool" / "secret.key").read_text().strip()]
