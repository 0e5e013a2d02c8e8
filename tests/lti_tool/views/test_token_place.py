"""Where a page leaves its visit's token: with the platform, for browsers that keep no cookie."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import update

from lti_tool.db import Database
from lti_tool.models import Registration
from tests.lti_tool.visits import VisitClient, visit_client


def place_of(text: str, selector: str) -> dict[str, str]:
    found = BeautifulSoup(text, "html.parser").select_one(selector)
    assert found is not None, text
    names = ("data-target", "data-origin", "data-key")
    return {name: str(found.attrs[name]) for name in names if name in found.attrs}


def places(visit: VisitClient) -> list[dict[str, str]]:
    """Of the page as a browser without the visit's cookie sees it: at first, then by its token."""
    bare = visit.client.application.test_client()
    path, token = f"/s/{visit.visit_id}/learn", {"X-Visit-Token": visit.token}
    return [
        place_of(bare.get(path).text, "#resume"),
        place_of(bare.get(path, headers=token).text, 'meta[name="visit"]'),
    ]


def test_platform_that_stores_nothing(app: Flask) -> None:
    assert places(visit_client(app)) == [{}, {}]


def test_visit_whose_cookie_holds(app: Flask) -> None:
    visit = visit_client(app, storage_target="_parent")
    assert place_of(visit.get("/learn").text, 'meta[name="visit"]') == {}


def test_platform_that_stores_is_named_by_its_exact_origin(app: Flask, database: Database) -> None:
    visit = visit_client(app, storage_target='a"b')
    with database.write() as session:
        session.execute(update(Registration).values(auth_login_url="https://lms.example/login?x=1"))
    place = {
        "data-target": 'a"b',
        "data-origin": "https://lms.example",
        "data-key": f"cw_visit_{visit.visit_id}",
    }
    assert places(visit) == [place, place]
