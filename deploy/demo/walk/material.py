"""The instructor uploads the course's files and says which skills the course teaches."""

from __future__ import annotations

from sqlalchemy import select

from deploy.demo.browsing import Browser, Page
from deploy.demo.courses.catalogue import CourseSkill
from deploy.demo.walk.setting import Place, Setting, WalkError, menu_page
from lti_tool.models import Context, OutsideEvidence

READ_SECONDS = 180.0


def import_sources(setting: Setting) -> None:
    """Confirmed by the page of sources: every file is ready, with so many passages."""
    for place in setting.places:
        browser, home = setting.instruct(place)
        _upload(browser, menu_page(browser, home, "/sources"), place)
        page = setting.wait_for(
            f"Reading the files of {place.course.title}",
            lambda browser=browser, home=home: _read_all(menu_page(browser, home, "/sources")),  # type: ignore[misc]
            READ_SECONDS,
        )
        passages = _count_passages(page)
        setting.report.sources["files"] += len(place.course.files)
        setting.report.sources["passages"] += passages
        setting.narrator.tell(f"{len(place.course.files)} files, {passages} passages")
        setting.wait_for(
            f"Proposing skills of {place.course.title}",
            lambda browser=browser, home=home: _all_proposed(menu_page(browser, home, "/skills")),  # type: ignore[misc]
            READ_SECONDS,
        )
        _choose_skills(browser, home, place)
        _read_grades(setting, browser, home, place)


def _upload(browser: Browser, page: Page, place: Place) -> None:
    if not page.has("li[data-state]"):
        files = [file.path for file in place.course.files]
        browser.submit(page, "form[data-upload]", files=files)


def _read_all(page: Page) -> Page | None:
    states = [str(row["data-state"]) for row in page.soup.select("li[data-state]")]
    if "failed" in states:
        raise WalkError(f"A file could not be read: {page.words}")
    return page if states and set(states) == {"ready"} else None


def _count_passages(page: Page) -> int:
    return sum(int(str(row["data-passages"])) for row in page.soup.select("li[data-passages]"))


def _all_proposed(page: Page) -> Page | None:
    return None if page.has("#skills[data-awaits-proposals]") else page


def _choose_skills(browser: Browser, home: Page, place: Place) -> None:
    """Drop what was proposed and write down the skills of the course's own plan."""
    page = menu_page(browser, home, "/skills")
    for skill in place.course.skills:
        if not _names(page, skill):
            page = _add_skill(browser, page, skill)
    own = {skill.name for skill in place.course.skills}
    for entry in page.soup.select('ol li[id^="skill-"]'):
        heading = entry.select_one("h2")
        if heading is not None and heading.get_text(strip=True) not in own:
            skill_id = str(entry["id"]).removeprefix("skill-")
            browser.submit(page, f"#drop-{skill_id}")
    page = menu_page(browser, home, "/skills")
    kept = page.soup.select('ol li[id^="skill-"]')
    if len(kept) != len(own):
        raise WalkError(f"The course keeps {len(kept)} skills, not {len(own)}: {page.words}")


def _names(page: Page, skill: CourseSkill) -> bool:
    return any(h.get_text(strip=True) == skill.name for h in page.soup.select("#skills ol h2"))


def _add_skill(browser: Browser, page: Page, skill: CourseSkill) -> Page:
    values = {
        "name": skill.name,
        "description": skill.description,
        "terms": ", ".join(skill.terms),
    }
    return browser.submit(
        page, 'form[action$="/skills"]:has(#new-name), form:has(#new-name)', values
    )


def _read_grades(setting: Setting, browser: Browser, home: Page, place: Place) -> None:
    """What the learners scored before the tool came, out of the platform's gradebook."""
    form = 'form[action$="/course/sync"]'

    def find_idle() -> Page | None:
        """The course's page once no reading is under way: it began before skills were chosen."""
        page = menu_page(browser, home, "/course")
        return page if page.has(form) else None

    title = place.course.title
    browser.submit(setting.wait_for(f"The course page of {title}", find_idle, READ_SECONDS), form)
    count = setting.wait_for(
        f"Reading the gradebook of {title}",
        lambda: _count_grades(setting, place) or None,
        READ_SECONDS,
    )
    setting.narrator.tell(f"{count} grades from the gradebook")


def _count_grades(setting: Setting, place: Place) -> int:
    """Those that say something of a skill."""
    query = (
        select(OutsideEvidence.skill_ids)
        .join(Context, Context.id == OutsideEvidence.context_id)
        .where(Context.lti_id == str(place.course_id))
    )
    with setting.running.database.read() as session:
        return sum(1 for skills in session.scalars(query) if skills)
