from __future__ import annotations

from deploy.bench import profiles


def test_a_small_run_counts_what_it_did() -> None:
    figures = profiles.measure(learners=600, updates=200, stored=3, fitted=6)
    assert figures["memory_us"]["count"] == 200
    assert figures["stored_ms"]["count"] == 3
    assert figures["rebuild"]["answers"] == 600 * profiles.ANSWERS
    lines = "\n".join(profiles.describe(figures))
    assert "600 learners" in lines
    assert figures["next_ms"]["count"] == 3
    assert figures["refit"]["answers"] == 6 * profiles.ANSWERS
    assert "answer stored" in lines
