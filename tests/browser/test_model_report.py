"""How well the model knows the course, in both languages, wide and narrow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from analytics.refit import refit_site
from lti_tool.db import Database
from lti_tool.models import Context, Role
from lti_tool.services.course_evidence import gather_evidence
from lti_tool.services.learner_models import keep_fit
from tests.browser.conftest import Live
from tests.lti_tool.answered_courses import add_answers
from tests.lti_tool.visits import visit_client

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("COURSEWRIGHT_SHOTS", "")


def test_the_report_fits_its_page(
    live: Live, page: Page, database: Database, locale: str, width: int
) -> None:
    teacher = visit_client(live.app, Role.INSTRUCTOR, locale=locale)
    page.set_viewport_size({"width": width, "height": 800})
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        add_answers(session, context, 40)
        fit = refit_site(gather_evidence(session, context.registration_id, pooled=False))
        keep_fit(session, context.registration_id, fit, [context.id], pooled=False)
    live.open(page, teacher, "/class/model")
    expect(page.locator("figure svg circle.bin").first).to_be_visible()
    expect(page.locator("table.bins tbody tr").first).to_be_visible()
    narrow = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(narrow)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"model-{locale}-{width}.png", full_page=True)
