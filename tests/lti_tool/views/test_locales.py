from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.db import Database, utcnow
from lti_tool.models import LaunchSession, Person
from lti_tool.views.locales import choose_locale
from tests.lti_tool.views.admin_client import AdminClient, invite
from tests.lti_tool.visits import visit_client

CHINESE = {"Accept-Language": "zh-CN"}


def choose(browser: FlaskClient, locale: str, back: str = "/admin/people?words=a") -> str:
    answer = browser.post("/admin/language", data={"locale": locale, "back": back})
    assert answer.status_code == 303
    return answer.location


@pytest.mark.parametrize("wanted", ["zh_cn", "zh-CN", "zh-Hans", "zh"])
def test_platforms_spell_chinese_in_many_ways(wanted: str) -> None:
    assert choose_locale(wanted) == "zh_CN"


def test_unknown_language_reads_english() -> None:
    assert choose_locale("fr", "") == "en"


def test_pages_speak_chinese(app: Flask) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept-Language": "zh-CN"})
    assert "此地址没有页面" in answer.text
    assert 'lang="zh-CN"' in answer.text


def test_unknown_language_is_refused_in_the_administration(admin: AdminClient) -> None:
    answer = admin.browser.post("/admin/language", data={"locale": "fr"})
    assert answer.status_code == 422
    assert 'lang="en"' in admin.get("/admin/").text


@pytest.mark.parametrize(
    "back", ["https://evil.example/admin/", "//evil.example/admin/", "/s/1", "", "javascript:1"]
)
def test_language_leads_back_only_to_the_administration(admin: AdminClient, back: str) -> None:
    assert choose(admin.browser, "zh_CN", back) == "/admin/"


def test_administration_remembers_its_language(app: Flask, admin: AdminClient) -> None:
    page = admin.get("/admin/people?words=a").text
    assert 'name="back" value="/admin/people?words=a"' in page
    assert ">简体中文</button>" in page
    assert choose(admin.browser, "zh_CN") == "/admin/people?words=a"
    for path in ("/admin/", "/admin/doctor", "/admin/nowhere", "/admin/enter/none"):
        assert 'lang="zh-CN"' in admin.get(path).text, path
    assert 'lang="en"' in admin.get("/lti/login").text  # the cookie is the administration's alone
    choose(admin.browser, "en")
    assert 'lang="en"' in admin.browser.get("/admin/", headers=CHINESE).text


def test_page_after_a_post_leads_back_to_its_menu_entry(admin: AdminClient) -> None:
    answer = admin.post("/admin/retention", visits="x")
    assert answer.status_code == 422
    assert 'name="back" value="/admin/retention"' in answer.text


def test_language_is_chosen_before_signing_in(app: Flask, database: Database) -> None:
    browser, path = app.test_client(), invite(database)
    choose(browser, "zh_CN", path)
    assert "登录" in browser.get(path).text
    assert 'lang="zh-CN"' in browser.get("/admin/").text


@pytest.mark.parametrize(("chosen", "told"), [("zh_CN", "en"), ("", "zh_CN")])
def test_ended_visit_is_told_of_in_its_language(
    app: Flask, database: Database, chosen: str, told: str
) -> None:
    visit = visit_client(app, locale=told)
    with database.write() as session:
        session.execute(update(Person).values(locale=chosen))
        session.execute(update(LaunchSession).values(seen_at=utcnow() - timedelta(days=1)))
    answer = visit.get("/learn")
    assert answer.status_code == 401
    assert 'lang="zh-CN"' in answer.text


def test_tab_that_waits_for_its_token_speaks_as_its_visit(app: Flask) -> None:
    visit = visit_client(app, locale="zh_CN")
    visit.client.delete_cookie(f"cw-visit-{visit.visit_id}")
    assert 'lang="zh-CN"' in visit.get("/learn").text


def test_unknown_visit_is_told_of_in_the_browsers_language(app: Flask) -> None:
    answer = app.test_client().get("/s/none/learn", headers=CHINESE)
    assert 'lang="zh-CN"' in answer.text
