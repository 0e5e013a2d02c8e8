"""The pages that a visit's menu leads to: (key of `active` in templates, endpoint)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    endpoint: str
    label: str


INSTRUCTOR = [
    Entry("course", "course.home", _l("Course")),
    Entry("class", "class_view.index", _l("Class")),
    Entry("sources", "sources.index", _l("Sources")),
    Entry("skills", "skills.index", _l("Skills")),
    Entry("requests", "requests.index", _l("Generate")),
    Entry("desk", "desk.index", _l("Review")),
    Entry("bank", "bank.index", _l("Exercises")),
    Entry("practices", "practices.index", _l("Practices")),
    Entry("scores", "scores.index", _l("Scores")),
]
CHOOSING = Entry("activity", "deep_linking.choose", _l("Add to the course"))
LEARNER = [
    Entry("learn", "learn.page", _l("Practice")),
    Entry("mastery", "learn.mastery", _l("What I know")),
    Entry("self_reports", "self_reports.page", _l("How it goes")),
    Entry("my_data", "my_data.page", _l("My data")),
]


def menu() -> list[Entry]:
    """The entries whose pages this application and this course have."""
    visit = g.get("visit")
    if visit is None:
        return []
    entries = INSTRUCTOR if visit.is_instructor else LEARNER
    if visit.is_instructor and visit.session.message == "deep_linking":
        entries = [CHOOSING, *entries]
    return [
        entry
        for entry in entries
        if entry.endpoint in current_app.view_functions
        and (entry.key != "self_reports" or visit.context.self_reports)
    ]


def install_navigation(app: Flask) -> None:
    app.add_template_global(menu)
