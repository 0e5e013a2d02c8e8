"""A case that rules drafted from a table, and a lesson's files, as people see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generators.drafters.base import Material
from generators.drafters.parametric import ParametricDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import CaseStudy, Kind, Language, MultipleChoice, Numerical
from generators.exercise.passage import Passage
from lti_tool.db import Database
from lti_tool.models import Attempt, Role
from lti_tool.services.lessons import ask_lesson, store_lesson
from tests.browser.conftest import Live
from tests.browser.test_learn import enter, rows, start
from tests.lti_tool.contents import LESSON
from tests.lti_tool.factories import make_course, make_person, make_skill
from tests.lti_tool.views.review_desk import Desk
from tests.lti_tool.visits import visit_client

pytestmark = pytest.mark.browser
TABLES = {
    "en": (
        "Metal | Density (g/cm³) | Melting point (°C) | Price (dollars)",
        "Iron | 7.9 | 1,538 | 12",
        "Gold | 19.3 | 1,064 | 80,000",
        "Lead | 11.3 | 327 | 20",
        "Tin | 7.3 | 232 | 31",
    ),
    "zh_CN": (
        "行星 | 直径（km） | 公转周期（天）",
        "水星 | 4879 | 88",
        "地球 | 12756 | 365",
        "木星 | 142984 | 4333",
        "火星 | 6779 | 687",
    ),
}
HEADINGS = {"en": "Course > Properties of metals", "zh_CN": "天文 > 太阳系的行星"}


def drafted(locale: str) -> CaseStudy:
    language = Language.ZH if locale == "zh_CN" else Language.EN
    passage = Passage(
        id="t",
        text="\n".join(TABLES[locale]),
        heading=HEADINGS[locale],
        kind="table",
        language=language,
    )
    asked = Blueprint(
        skill="s",
        skill_name=HEADINGS[locale].split(" > ")[1],
        kind=Kind.CASE_STUDY,
        language=language,
    )
    (candidate,) = ParametricDrafter().draft(asked, Material.of((passage,)), 1, 1)
    assert isinstance(candidate.content, CaseStudy)
    return candidate.content


def is_narrow_enough(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_a_learner_reads_the_table_and_answers(
    live: Live, page: Page, locale: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    case = drafted(locale)
    start(live, page, enter(live, case, locale=locale))
    expect(page.locator("table th").first).to_be_visible()
    assert is_narrow_enough(page, width)
    for number, part in enumerate(case.parts, start=1):
        if isinstance(part.content, MultipleChoice):
            page.get_by_label(part.content.right[0].text, exact=True).check()
        elif isinstance(part.content, Numerical):
            page.locator(f"#part-{number}-number").fill(f"{part.content.value:.10g}")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_be_visible()
    assert is_narrow_enough(page, width)
    (attempt,) = rows(live, Attempt)
    assert attempt.fraction == 1


def test_an_instructor_edits_a_drafted_case(
    live: Live, page: Page, locale: str, width: int, database: Database
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    desk = Desk(live.app, database)
    draft = desk.lay(drafted(locale))
    with database.write() as session:
        person = make_person(session, desk.context, role=Role.INSTRUCTOR, locale=locale)
    visit = visit_client(live.app, Role.INSTRUCTOR, desk.context, person=person)
    live.open(page, visit, f"/desk/{draft}")
    expect(page.locator("table th").first).to_be_visible()
    assert is_narrow_enough(page, width)
    live.open(page, visit, f"/desk/{draft}/edit")
    assert is_narrow_enough(page, width)
    page.locator("textarea[name='q1.stem']").fill("Changed?")
    page.locator("textarea[name='q1.stem']").press("Tab")
    page.locator("form:has(textarea[name='q1.stem']) button.btn-primary").first.click()
    expect(page.get_by_text("Changed?").first).to_be_visible()


def test_a_lesson_is_taken_along_as_a_file(
    live: Live, page: Page, locale: str, width: int, database: Database, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    with database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context, "Speed")
        person = make_person(session, context, role=Role.INSTRUCTOR, locale=locale)
        lesson_id = ask_lesson(session, context.id, skill.id, person.id).id
        store_lesson(session, lesson_id, LESSON)
    visit = visit_client(live.app, Role.INSTRUCTOR, context, person=person)
    live.open(page, visit, f"/lessons/{lesson_id}")
    assert is_narrow_enough(page, width)
    with page.expect_download() as taken:
        page.locator("form[action$='/file/html'] button").click()
    kept = tmp_path / "lesson.html"
    taken.value.save_as(kept)
    assert taken.value.suggested_filename == f"{LESSON.title}.html"
    assert '<meta name="AIGC"' in kept.read_text()
