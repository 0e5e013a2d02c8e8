"""How well the model knows the course: no report, a report, chances that may not be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from analytics.course_report import CourseReport
from analytics.refit import refit_site
from analytics.tracing.figures import Figure
from lti_tool.db import Database, utcnow
from lti_tool.models import Context
from lti_tool.queue import JobName
from lti_tool.services.course_evidence import gather_evidence
from lti_tool.services.learner_models import keep_fit
from lti_tool.services.refits import end_refit, read_refit
from lti_tool.views.model_words import OBSTACLES
from tests.lti_tool.answered_courses import add_answers
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, visit_client


def fit_course(
    database: Database, teacher: VisitClient, change: Callable[[CourseReport], CourseReport]
) -> CourseReport:
    """What is kept; `change` is done to its report."""
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        add_answers(session, context, 25)
        fit = refit_site(gather_evidence(session, context.registration_id, pooled=False))
        found = fit.courses[context.id]
        assert found.report is not None
        kept = replace(found, report=change(found.report))
        changed = replace(fit, courses={context.id: kept})
        keep_fit(session, context.registration_id, changed, [context.id], pooled=False)
    assert kept.report is not None
    return kept.report


def keep(report: CourseReport) -> CourseReport:
    return report


def spoil(report: CourseReport) -> CourseReport:
    """Chances that are off by .2, on 500 answers."""
    belief = replace(report.belief, answers=500, ece=Figure(0.2, 0.18, 0.22))
    return replace(report, belief=belief, luck_high=0.05)


def test_learners_do_not_see_the_report(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get("/class/model").status_code == 403
    assert learner.post("/class/model").status_code == 403


def test_without_a_fit_the_page_says_what_figures_come_from(teacher: VisitClient) -> None:
    page = teacher.get("/class/model").text
    assert "Nothing was fitted to this course yet" in page
    assert "No report yet" in page


@pytest.mark.parametrize("note", list(OBSTACLES))
def test_why_there_is_no_new_model_is_said(
    database: Database, teacher: VisitClient, note: str
) -> None:
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        end_refit(session, context.registration_id, note, utcnow())
    page = teacher.get("/class/model").text
    assert "brought no new model" in page
    assert str(OBSTACLES[note]) in unescape(page)


def test_an_instructor_has_the_model_fitted_anew(
    database: Database, teacher: VisitClient, queue: RecordingQueue
) -> None:
    page = teacher.post("/class/model", follow_redirects=True).text
    assert "is being fitted anew" in page
    assert "Fit the model anew now" not in page
    with database.read() as session:
        registration_id = session.get_one(Context, teacher.context_id).registration_id
        found = read_refit(session, registration_id)
    assert found is not None
    assert found.asked_at is not None
    assert queue.rung[-1] == (JobName.REFIT_MODEL, registration_id)
    queue.reachable = False
    assert "queue is out of reach" in teacher.get("/class/model").text


def test_the_report_has_a_diagram_and_its_table(database: Database, teacher: VisitClient) -> None:
    report = fit_course(database, teacher, keep)
    page = teacher.get("/class/model").text
    assert "fitted to this course" in page
    assert page.count('class="bin"') == len(report.bins)
    assert f"{report.belief.auc.value:.3f}" in page
    assert f"{report.belief.ece.low:.3f}" in page
    assert "300 answers and grades" in page


@pytest.mark.parametrize(("change", "shown"), [(keep, True), (spoil, False)])
def test_chances_that_are_off_are_not_shown_as_figures(
    database: Database,
    teacher: VisitClient,
    change: Callable[[CourseReport], CourseReport],
    shown: bool,
) -> None:
    fit_course(database, teacher, change)
    page = teacher.get("/class").text
    cells = page.split('aria-label="Choose')[1:]
    assert len(cells) == 25
    assert any("%" in cell for cell in cells) is shown
    assert any("well known" in cell for cell in cells)
    assert ("off by too much to be shown" in page) is not shown
    assert ("show no percentages" in teacher.get("/class/model").text) is not shown
    asked = teacher.post("/course/export/csv")
    assert ("0." in teacher.client.get(asked.location).text) is shown


def test_an_admin_sees_all_courses_of_a_registration_and_has_them_fitted(
    database: Database, teacher: VisitClient, admin: AdminClient, queue: RecordingQueue
) -> None:
    with database.read() as session:
        registration_id = session.get_one(Context, teacher.context_id).registration_id
    page = f"/admin/registrations/{registration_id}"
    assert "Nothing was fitted yet" in admin.get(page).text
    fit_course(database, teacher, keep)
    shown = admin.get(page).text
    assert "300 answers and grades" in shown
    assert "too few late answers" in shown
    assert admin.post(f"{page}/model").status_code == 303
    assert queue.rung[-1] == (JobName.REFIT_MODEL, registration_id)
    assert "is being fitted anew" in admin.get(page).text
    assert admin.post("/admin/registrations/nowhere/model").status_code == 404
