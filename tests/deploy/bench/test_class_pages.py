from __future__ import annotations

from deploy.bench import class_pages


def test_a_small_class_is_shown_on_each_page() -> None:
    figures = class_pages.measure(learners=12, skills=3, answers=8, rounds=1)
    assert figures["answers"] == 96
    assert set(figures["pages"]) == set(class_pages.PAGES)
    lines = "\n".join(class_pages.describe(figures))
    assert "12 learners, 3 skills, 96 answers" in lines
    assert "who knows what" in lines
