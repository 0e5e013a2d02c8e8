"""Moodle's web services: errors are answered with 200, grade items are nested by learner."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from deploy.demo.browsing import SECONDS
from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems, line_item_of
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.services import Client, Column

GRADE_ITEM = {
    *("id", "itemname", "itemtype", "itemmodule", "iteminstance", "itemnumber", "idnumber"),
    *("cmid", "graderaw", "gradedatesubmitted", "gradedategraded", "gradeislocked"),
    *("gradeisoverridden", "gradeformatted", "grademin", "grademax", "feedback"),
    "feedbackformat",
}
ERROR = {"exception", "errorcode", "message"}


def call(platform: Platform, function: str, token: str = "", **arguments: Any) -> Any:
    if not (token or platform.site.web_service_token):
        pytest.skip("NO WEB SERVICES ARE TESTED: set MOODLE_WS_TOKEN (see docs/MOODLE.md)")
    form = {
        "wstoken": token or platform.site.web_service_token,
        "wsfunction": function,
        "moodlewsrestformat": "json",
        **arguments,
    }
    url = platform.address("/webservice/rest/server.php")
    answer = requests.post(url, data=form, timeout=SECONDS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"function": "gradereport_user_get_grade_items", "token": "invented"}, "invalidtoken"),
        ({"function": "core_cohort_get_cohorts"}, "accessexception"),
        ({"function": "gradereport_user_get_grade_items"}, "invalidparameter"),
        ({"function": "gradereport_user_get_grade_items", "courseid": 987654}, "invalidrecord"),
    ],
    ids=["token", "function", "parameter", "course"],
)
def test_errors(platform: Platform, arguments: dict[str, Any], code: str) -> None:
    assert platform.site.web_service_token or pytest.skip("MOODLE_WS_TOKEN is not set")
    answer = call(platform, **arguments)
    assert answer.keys() - {"debuginfo"} == ERROR
    assert answer["errorcode"] == code


def test_the_site(platform: Platform) -> None:
    shown = call(platform, "core_webservice_get_site_info")
    assert shown.keys() >= {"sitename", "siteurl", "release", "version", "functions"}
    assert shown["siteurl"] == platform.site.url


def test_the_grade_items_of_a_learner(
    platform: Platform, registered: Registered, add: SaveItems, client: Client, learner_id: str
) -> None:
    column = Column(line_item_of(registered, add(make_item(registered))[0]), learner_id, client)
    column.give(55)
    shown = call(
        platform,
        "gradereport_user_get_grade_items",
        courseid=platform.site.course_id,
        userid=learner_id,
    )
    assert shown.keys() == {"usergrades", "warnings"}
    (grades,) = shown["usergrades"]
    assert grades.keys() == {
        *("courseid", "courseidnumber", "userid", "userfullname", "useridnumber"),
        *("maxdepth", "gradeitems"),
    }
    (item,) = (one for one in grades["gradeitems"] if str(one["id"]) == column.item_id)
    assert item.keys() >= GRADE_ITEM
    assert (item["itemtype"], item["itemmodule"]) == ("mod", "lti")
    assert (float(item["graderaw"]), float(item["grademax"])) == (55, 100)
    assert not item["gradeisoverridden"]


def test_the_course_total_has_no_name(platform: Platform, learner_id: str) -> None:
    shown = call(
        platform,
        "gradereport_user_get_grade_items",
        courseid=platform.site.course_id,
        userid=learner_id,
    )
    totals = [i for i in shown["usergrades"][0]["gradeitems"] if i["itemtype"] == "course"]
    assert [(one["itemname"], one["itemmodule"]) for one in totals] == [(None, None)]


def test_the_people_of_the_course(platform: Platform, learner_id: str) -> None:
    people = call(platform, "core_enrol_get_enrolled_users", courseid=platform.site.course_id)
    (learner,) = (person for person in people if str(person["id"]) == learner_id)
    assert learner.keys() >= {"id", "fullname", "email", "roles", "lastaccess"}
    assert [role["shortname"] for role in learner["roles"]] == ["student"]


def test_the_contents_of_the_course(platform: Platform) -> None:
    sections = call(platform, "core_course_get_contents", courseid=platform.site.course_id)
    assert sections
    assert sections[0].keys() >= {"id", "name", "visible", "summary", "section", "modules"}


def test_quizzes_and_what_changed_in_them(platform: Platform) -> None:
    course = platform.site.course_id
    quizzes = call(platform, "mod_quiz_get_quizzes_by_courses", **{"courseids[0]": course})
    assert quizzes.keys() == {"quizzes", "warnings"}
    for quiz in quizzes["quizzes"]:
        assert quiz.keys() >= {"id", "coursemodule", "course", "name"}
    changes = call(platform, "core_course_get_updates_since", courseid=course, since=1)
    assert changes.keys() == {"instances", "warnings"}
    for instance in changes["instances"]:
        assert instance.keys() == {"contextlevel", "id", "updates"}
        assert all(update["name"] for update in instance["updates"])


def test_attempt_that_does_not_exist(platform: Platform) -> None:
    answer = call(platform, "mod_quiz_get_attempt_review", attemptid=987654, page=-1)
    assert answer["errorcode"] == "invalidrecord"


def test_attempts_question_by_question(platform: Platform) -> None:
    course = platform.site.course_id
    changes = call(platform, "core_course_get_updates_since", courseid=course, since=1)
    updates = [update for one in changes["instances"] for update in one["updates"]]
    attempts = [
        one for update in updates if update["name"] == "userattempts" for one in update["itemids"]
    ]
    if not attempts:
        pytest.skip("NO QUIZ ATTEMPT IS COMPARED: the course of this platform has none")
    review = call(platform, "mod_quiz_get_attempt_review", attemptid=attempts[0], page=-1)
    assert review.keys() >= {"grade", "attempt", "additionaldata", "questions"}
    assert review["attempt"].keys() >= {"id", "quiz", "userid", "state", "preview", "timefinish"}
    for question in review["questions"]:
        assert question.keys() >= {"slot", "type", "html", "state", "mark", "maxmark"}
        assert 'class="qtext"' in question["html"]
        assert float(question["mark"]) <= question["maxmark"]


def test_contents_of_the_course_and_their_files(platform: Platform) -> None:
    """Where the course holds a file, the token opens it by the web services' own script."""
    sections = call(platform, "core_course_get_contents", courseid=platform.site.course_id)
    modules = [module for section in sections for module in section["modules"]]
    assert all(one.keys() >= {"id", "name", "modname", "visible"} for one in modules)
    files = [file for one in modules for file in one.get("contents", ()) if file["type"] == "file"]
    if not files:
        pytest.skip("NO FILE IS COMPARED: the course of this platform holds none")
    assert files[0].keys() >= {"filename", "filepath", "filesize", "fileurl", "timemodified"}
    url, token = files[0]["fileurl"], platform.site.web_service_token
    given = requests.post(url, data={"token": token}, timeout=SECONDS)
    assert given.status_code == 200
    assert not given.headers["Content-Type"].startswith("application/json")
    refused = requests.post(url, data={"token": "invented"}, timeout=SECONDS)
    assert refused.headers["Content-Type"].startswith("application/json")
    assert refused.json()["errorcode"] == "invalidtoken"
