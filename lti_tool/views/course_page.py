"""What the instructor's first page shows: the way to a running practice, and what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, url_for

from lti_tool.services.course_overview import Counts
from lti_tool.views.translate import gettext, ngettext


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, next (the first that is not done) or later."""

    title: str
    text: str
    action: str
    url: str | None
    done: bool
    state: str = "later"


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that waits for an instructor."""

    text: str
    action: str
    url: str


def page_url(endpoint: str, **values: Any) -> str | None:
    """None where this installation has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def list_steps(counts: Counts) -> list[Step]:
    """From an empty course to learners who practise; one of them is next."""
    return _mark_states([*_steps_to_drafts(counts), *_steps_to_learners(counts)])


def _steps_to_drafts(counts: Counts) -> list[Step]:
    return [
        Step(
            gettext("Add course material"),
            _tell_sources(counts),
            gettext("Add material"),
            page_url("sources.index"),
            counts.sources > 0,
        ),
        Step(
            gettext("Choose the skills"),
            _tell_skills(counts),
            gettext("Choose skills"),
            page_url("skills.index"),
            counts.skills > 0,
        ),
        Step(
            gettext("Have exercises drafted"),
            _tell_requests(counts),
            gettext("Ask for exercises"),
            page_url("requests.index"),
            bool(counts.drafts or counts.published),
        ),
    ]


def _steps_to_learners(counts: Counts) -> list[Step]:
    how = gettext(
        "In the course, add this tool as an activity and select the practice. Learners find it "
        "there."
    )
    return [
        Step(
            gettext("Review and publish"),
            _tell_drafts(counts),
            gettext("Review drafts"),
            page_url("desk.index"),
            counts.published > 0,
        ),
        Step(
            gettext("Set up a practice"),
            gettext("It says which skills are practised and how the score comes about."),
            gettext("Set up a practice"),
            page_url("practices.index"),
            counts.practices > 0,
        ),
        Step(
            gettext("Put it on the course page"),
            how,
            gettext("Go to the practices"),
            page_url("practices.index"),
            counts.activities > 0,
        ),
    ]


def _mark_states(steps: list[Step]) -> list[Step]:
    following = next((place for place, step in enumerate(steps) if not step.done), len(steps))
    states = ["done" if step.done else "later" for step in steps]
    if following < len(steps):
        states[following] = "next"
    return [replace(step, state=state) for step, state in zip(steps, states, strict=True)]


def _tell_sources(counts: Counts) -> str:
    if counts.sources_in_work:
        return ngettext("%(num)s file is being read.", "%(num)s files are being read.",
                        counts.sources_in_work)  # fmt: skip
    if counts.sources:
        return ngettext("%(num)s file is ready.", "%(num)s files are ready.", counts.sources)
    return gettext("Exercises come from your own files: PDF, Word, slides, web pages or text.")


def _tell_skills(counts: Counts) -> str:
    if counts.skills:
        return ngettext("%(num)s skill is kept.", "%(num)s skills are kept.", counts.skills)
    if counts.skills_proposed:
        return ngettext("%(num)s proposal waits for your choice.",
                        "%(num)s proposals wait for your choice.",
                        counts.skills_proposed)  # fmt: skip
    return gettext("They are proposed from the headings of your material.")


def _tell_requests(counts: Counts) -> str:
    if counts.requests_open:
        return ngettext("%(num)s request is being worked on.",
                        "%(num)s requests are being worked on.",
                        counts.requests_open)  # fmt: skip
    if counts.requests:
        return ngettext("%(num)s request so far.", "%(num)s requests so far.", counts.requests)
    return gettext("You say which skills and kinds; every draft is checked before you see it.")


def _tell_drafts(counts: Counts) -> str:
    if counts.published:
        return ngettext("%(num)s exercise is published.", "%(num)s exercises are published.",
                        counts.published)  # fmt: skip
    return gettext("Learners see nothing that you have not published.")


def list_asks(counts: Counts) -> list[Ask]:
    """What waits for a decision now, empty where nothing does."""
    asks = [
        (counts.drafts, ngettext("%(num)s draft waits for your review.",
                                 "%(num)s drafts wait for your review.", counts.drafts),
         gettext("Review drafts"), page_url("desk.index")),
        (counts.waiting_answers, ngettext("%(num)s open answer waits to be marked.",
                                          "%(num)s open answers wait to be marked.",
                                          counts.waiting_answers),
         gettext("Mark answers"), page_url("open_answers.index")),
        (counts.reports, ngettext("A learner says that an exercise seems wrong.",
                                  "Learners say that exercises seem wrong (%(num)s reports).",
                                  counts.reports),
         gettext("Look at the reports"), page_url("bank.index")),
        (counts.scores_stuck, ngettext("%(num)s score did not reach the gradebook.",
                                       "%(num)s scores did not reach the gradebook.",
                                       counts.scores_stuck),
         gettext("See the reasons"), page_url("scores.index")),
        (counts.unmapped, ngettext("The grades of %(num)s activity are not tied to a skill.",
                                   "The grades of %(num)s activities are not tied to a skill.",
                                   counts.unmapped),
         gettext("Tie them to skills"), page_url("course.activities")),
    ]  # fmt: skip
    return [Ask(text, action, url) for number, text, action, url in asks if number and url]
