from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask, g, render_template, request, url_for

from lti_tool.app import build_app
from lti_tool.db import utcnow
from lti_tool.errors import ConflictError
from lti_tool.lti.state import digest
from lti_tool.models import LaunchSession, Membership, Person, Registration, Role
from lti_tool.views.blueprints import BLUEPRINTS
from lti_tool.views.notices import add_notice
from lti_tool.views.visit import accepts_upload, instructors_only, visit_blueprint, visit_fields
from lti_tool.views.wiring import wiring
from tests.lti_tool.factories import RecordingQueue, make_course, make_person
from tests.lti_tool.visits import VisitClient, make_session, visit_client

pages = visit_blueprint("pages", __name__)
learn = visit_blueprint("learn", __name__)
course = visit_blueprint("course", __name__)


def page_of_learners() -> str:
    return "learn"


learn.add_url_rule("/learn-first", "page", page_of_learners)
course.add_url_rule("/course-first", "home", page_of_learners)


@pages.get("/page")
def page() -> str:
    return f"{g.visit.person.name}|{g.visit.role}|{g.visit.practice_id}|{url_for('pages.page')}"


@pages.get("/teachers")
@instructors_only
def teachers() -> str:
    return "teachers"


@pages.post("/change")
def change() -> str:
    with wiring().database.write() as session:
        add_notice(session, "Saved.")
    return str(visit_fields())


@pages.post("/big")
@accepts_upload
def big() -> str:
    return str(len(request.form["text"]))


@pages.get("/shown")
def shown() -> str:
    return render_template("layout/page.html", active="learn")


@pages.get("/broken")
def broken() -> str:
    raise RuntimeError("secret detail")


@pages.get("/busy")
def busy() -> str:
    raise ConflictError


@pytest.fixture(scope="session")
def built_app() -> Flask:
    others = [one for one in BLUEPRINTS if one.name not in ("learn", "course")]
    return build_app(blueprints=[*others, pages, learn, course])


@pytest.fixture
def learner(app: Flask) -> VisitClient:
    return visit_client(app)


def change_row(app: Flask, kind: type, row_id: str, **values: object) -> None:
    with app.app_context(), wiring().database.write() as session:
        row = session.get_one(kind, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_unknown_visit_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/s/nonsense/page")
    assert answer.status_code == 401
    assert "visit has ended" in answer.text


def test_cookie_of_another_visit_does_not_open_this_one(app: Flask, learner: VisitClient) -> None:
    other = visit_client(app)
    other.client.set_cookie(f"cw-visit-{learner.visit_id}", "wrong")
    assert other.client.get(f"/s/{learner.visit_id}/page").status_code == 401


def test_token_of_another_visit_does_not_open_this_one(app: Flask, learner: VisitClient) -> None:
    other = visit_client(app)
    headers = {"X-Visit-Token": other.token}
    path = f"/s/{learner.visit_id}/page"
    assert app.test_client().get(path, headers=headers).status_code == 401


def test_post_by_cookie_alone_is_refused(learner: VisitClient) -> None:
    answer = learner.client.post(f"/s/{learner.visit_id}/change")
    assert answer.status_code == 401


@pytest.mark.parametrize("token", ["", "x", "..", "a.b.c", "é"])
def test_forged_token_is_refused(learner: VisitClient, token: str) -> None:
    assert learner.post("/change", {"visit_token": token}).status_code == 401


def test_token_is_void_once_the_session_has_a_new_secret(app: Flask, learner: VisitClient) -> None:
    change_row(app, LaunchSession, learner.visit_id, secret_hash=digest("new"))
    assert learner.post("/change").status_code == 401


def test_idle_visit_ends(app: Flask, learner: VisitClient) -> None:
    change_row(app, LaunchSession, learner.visit_id, seen_at=utcnow() - timedelta(minutes=121))
    assert learner.get("/page").status_code == 401


def test_blocked_person_is_out_at_once(app: Flask, learner: VisitClient) -> None:
    change_row(app, Person, learner.person_id, blocked=True)
    answer = learner.get("/page")
    assert answer.status_code == 403
    assert "was blocked" in answer.text


def test_deactivated_registration_ends_its_visits(app: Flask, learner: VisitClient) -> None:
    with app.app_context(), wiring().database.write() as session:
        session.query(Registration).update({"active": False})
    assert learner.get("/page").status_code == 401


def test_learner_may_not_see_an_instructors_page(learner: VisitClient) -> None:
    answer = learner.get("/teachers")
    assert answer.status_code == 403
    assert "role" in answer.text


def test_role_is_read_on_every_request(app: Flask) -> None:
    client = visit_client(app, Role.INSTRUCTOR)
    assert client.get("/teachers").status_code == 200
    with app.app_context(), wiring().database.write() as session:
        session.query(Membership).update({"role": Role.LEARNER})
    assert client.get("/teachers").status_code == 403


def test_page_knows_its_visit_and_links_stay_in_it(learner: VisitClient) -> None:
    answer = learner.get("/page")
    name, role, practice, link = answer.text.split("|")
    assert name.startswith("Person")
    assert role == "learner"
    assert practice == learner.practice_id
    assert link == f"/s/{learner.visit_id}/page"


def test_two_visits_of_one_browser_do_not_collide(app: Flask, learner: VisitClient) -> None:
    with app.app_context(), wiring().database.write() as session:
        context = make_course(session)
        person = make_person(session, context, Role.INSTRUCTOR, name="Tina")
        row, secret = make_session(session, context, person)
    learner.client.set_cookie(f"cw-visit-{row.id}", secret)
    assert "Tina" in learner.client.get(f"/s/{row.id}/page").text
    assert "Tina" not in learner.get("/page").text


def test_browser_without_cookies_goes_on_by_token(app: Flask, learner: VisitClient) -> None:
    client, path = app.test_client(), f"/s/{learner.visit_id}"
    resume = client.get(f"{path}/page")
    assert resume.status_code == 401
    assert "js/resume.js" in resume.text
    headers = {"X-Visit-Token": learner.token}
    assert client.get(f"{path}/page", headers=headers).status_code == 200
    assert client.post(f"{path}/change", data={"visit_token": learner.token}).status_code == 200


def test_expired_token_gets_an_answer_in_words(app: Flask, learner: VisitClient) -> None:
    headers = {"X-Visit-Token": "old"}
    answer = app.test_client().get(f"/s/{learner.visit_id}/page", headers=headers)
    assert answer.status_code == 401
    assert "js/resume.js" not in answer.text


def test_handover_is_good_once(app: Flask, learner: VisitClient) -> None:
    change_row(app, LaunchSession, learner.visit_id, enter_hash=digest("code"))
    client, path = app.test_client(), f"/s/{learner.visit_id}/token"
    assert client.post(path, headers={"X-Handover": "other"}).status_code == 401
    answer = client.post(path, headers={"X-Handover": "code"})
    headers = {"X-Visit-Token": answer.json["token"] if answer.json else ""}
    assert client.get(f"/s/{learner.visit_id}/page", headers=headers).status_code == 200
    assert client.post(path, headers={"X-Handover": "code"}).status_code == 401


def test_only_marked_views_take_uploads(learner: VisitClient) -> None:
    files = {"text": (BytesIO(b"x" * 3_000_000), "big.txt")}
    refused = learner.post("/change", files, content_type="multipart/form-data")
    assert refused.status_code == 413
    assert "larger" in refused.text
    taken = learner.post("/big", {"text": "y" * 100_000}, content_type="multipart/form-data")
    assert taken.text == "100000"


def test_unexpected_error_shows_a_reference_and_no_detail(learner: VisitClient) -> None:
    answer = learner.get("/broken")
    assert answer.status_code == 500
    assert "Reference number" in answer.text
    assert "secret detail" not in answer.text


def test_htmx_is_given_a_fragment(learner: VisitClient) -> None:
    answer = learner.fragment("/busy")
    assert answer.status_code == 409
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_unknown_address_and_wrong_method(app: Flask, learner: VisitClient) -> None:
    assert app.test_client().get("/nowhere").status_code == 404
    assert learner.get("/change").status_code == 405


def test_policy_names_the_platform_as_the_only_framer(app: Flask, learner: VisitClient) -> None:
    policy = learner.get("/page").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://moodle.example" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    outside = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in outside


def test_end_of_a_visit_can_be_read_in_the_frame(app: Flask) -> None:
    """Whose frame that is cannot be known any more; elsewhere browsers show an error instead."""
    answer = app.test_client().get("/s/gone/page")
    assert answer.status_code == 401
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_language_of_launch_then_of_choice(app: Flask) -> None:
    client = visit_client(app, locale="zh_cn")
    assert 'lang="zh-CN"' in client.get("/busy").text
    answer = client.post("/language", {"locale": "tlh"})
    assert answer.status_code == 422


def test_probes(app: Flask, queue: RecordingQueue) -> None:
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    queue.reachable = False
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "parts": {"database": True, "queue": False}}


def test_notice_is_shown_once(app: Flask, learner: VisitClient) -> None:
    learner.post("/change")
    assert "Saved." in learner.get("/shown").text
    assert "Saved." not in learner.get("/shown").text
