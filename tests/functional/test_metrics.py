"""Launches are counted by all processes of a server together."""

from __future__ import annotations

from pathlib import Path

import requests

from tests.functional.web_server import serve_web

REFUSED = 'coursewright_launches_total{outcome="message_invalid",step="login"}'


def test_processes_count_together(tmp_path: Path) -> None:
    headers = {"Authorization": "Bearer scrape-me"}
    with serve_web(tmp_path, workers=2, COURSEWRIGHT_METRICS_TOKEN="scrape-me") as web:
        codes = [requests.post(f"{web.url}/lti/login", timeout=30).status_code for _ in range(12)]
        assert all(400 <= code < 500 for code in codes)
        for _ in range(4):
            text = requests.get(f"{web.url}/metrics", headers=headers, timeout=30).text
            assert f"{REFUSED} 12.0" in text
