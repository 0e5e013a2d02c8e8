"""`retention show`, `set` and `run`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from lti_tool.db import utcnow
from lti_tool.models import AuditEntry, LaunchSession
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.whole_site import make_whole_site


def test_unknown_rule_and_days(installed: Run) -> None:
    assert installed("retention", "set", "everything", "3").exit_code == 2
    done = installed("retention", "set", "audit", "soon")
    assert done.exit_code == 2
    assert "whole days" in done.stderr
    assert "audit: for good" in installed("retention", "show").output


def test_dry_run_counts_and_removes_nothing(installed: Run, tmp_path: Path) -> None:
    with open_database().write() as session:
        make_whole_site(session)
        session.execute(update(LaunchSession).values(seen_at=utcnow() - timedelta(days=9)))
    assert installed("retention", "set", "visits", "7").exit_code == 0
    path = tmp_path / "r.json"
    dry = installed("retention", "run", "--dry-run", "--json", str(path))
    assert dry.exit_code == 0, dry.output
    assert "visits: launch_session 2" in dry.output
    assert json.loads(path.read_text())["removed"]["visits"] == {"launch_session": 2}
    assert _visits() == 2
    assert "dry run" not in installed("retention", "run").output
    assert _visits() == 0
    with open_database().read() as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert actions.count("retention.run") == 1


def _visits() -> int:
    with open_database().read() as session:
        return session.scalar(select(func.count()).select_from(LaunchSession)) or 0
