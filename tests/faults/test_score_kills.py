"""The bench in its small form: a hundred kills and a hundred network faults on real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.bench.scores.bench import LEAST_SCORES, has_failed, measure
from deploy.bench.scores.journal import judge, read_journal

pytestmark = pytest.mark.timeout(900)
LEARNERS = 12


def test_no_score_is_lost_reordered_or_doubled(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    figures = measure(kills=100, faults=100, journal=journal, learners=LEARNERS, quiet=True)
    assert figures["kills"] >= 100
    assert figures["faults"] >= 100
    assert figures["scores"] >= LEARNERS * LEAST_SCORES
    assert not has_failed(figures), figures
    posts, finals = read_journal(journal)
    assert len(finals) == LEARNERS
    assert judge(posts, finals).clean
