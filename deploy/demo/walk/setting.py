"""What the steps of a walk share: addresses, people, what was made so far."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from deploy.demo.browsing import Browser, BrowsingError, Page
from deploy.demo.courses.catalogue import DemoCourse, load_courses
from deploy.demo.learners import DemoLearners
from deploy.demo.platform.courses import FIRST_COURSE_ID
from deploy.demo.report import Narrator, Report
from deploy.demo.running import Running

ADMIN_ID, INSTRUCTOR_ID, FIRST_LEARNER_ID = 2, 3, 5  # platform users, see platform.people
LEARNERS_PER_COURSE = 6

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: exercises to ask for in each course, answers of each learner."""

    exercises: int = 35
    answers: int = 12


class WalkError(RuntimeError):
    """A step did not come out as it must; the message says what was seen."""


@dataclass
class Place:
    """One demo course: its activity's module id on the platform, once it has one."""

    course: DemoCourse
    course_id: int
    cmid: int | None = None

    @property
    def learner_numbers(self) -> range:
        """Learners 1-6 practise in the first course, 7-12 in the second."""
        first = 1 + (self.course_id - FIRST_COURSE_ID) * LEARNERS_PER_COURSE
        return range(first, first + LEARNERS_PER_COURSE)


@dataclass
class Setting:
    running: Running
    narrator: Narrator
    places: list[Place]
    size: Size
    done: list[str] = field(default_factory=list)
    learners: DemoLearners = field(default_factory=DemoLearners)

    @property
    def report(self) -> Report:
        return self.narrator.report

    @classmethod
    def open(cls, running: Running, narrator: Narrator, size: Size, notes: Path) -> Setting:
        kept: dict[str, Any] = json.loads(notes.read_text()) if notes.exists() else {}
        cmids = kept.get("cmids", {})
        places = [
            Place(course, number, cmids.get(str(number)))
            for number, course in enumerate(load_courses(), start=FIRST_COURSE_ID)
        ]
        return cls(running, narrator, places, size, kept.get("done", []))

    def save(self, notes: Path) -> None:
        cmids = {str(place.course_id): place.cmid for place in self.places}
        notes.write_text(json.dumps({"done": self.done, "cmids": cmids}))

    def platform(self, path: str) -> str:
        return f"{self.running.places.platform_url}{path}"

    def sign_in(self, user_id: int) -> Browser:
        browser = Browser()
        page = browser.open(self.platform("/"))
        browser.submit(page, f'button[name="user"][value="{user_id}"]')
        return browser

    def launch(self, browser: Browser, place: Place) -> Page:
        """The first page of a visit, reached from the course page as a browser does."""
        course = browser.open(self.platform(f"/course/{place.course_id}"))
        view = browser.open(course.link(f'li[data-cmid="{place.cmid}"] a'))
        return browser.enter(browser.open(view.link("#contentframe")))

    def instruct(self, place: Place) -> tuple[Browser, Page]:
        """The instructor's first page in this course."""
        browser = self.sign_in(INSTRUCTOR_ID)
        return browser, self.launch(browser, place)

    def wait_for(self, what: str, look: Callable[[], T | None], seconds: float) -> T:
        """What `look` gives once it gives something. Raises `WalkError` after `seconds`."""
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            self.running.processes.check()
            if time.monotonic() > deadline:
                raise WalkError(f"{what} did not come within {seconds:.0f} s.")
            time.sleep(0.5)
        return found


def menu_page(browser: Browser, page: Page, key: str) -> Page:
    """The page of the visit's menu whose address ends on `key`, e.g. "/sources"."""
    for link in page.soup.select("nav a.nav-link"):
        if str(link.get("href", "")).rstrip("/").endswith(key):
            return browser.open(page.link(f'nav a.nav-link[href="{link["href"]}"]'))
    raise BrowsingError(f"{page.url} has no menu entry {key}: {page.words[:300]}")
