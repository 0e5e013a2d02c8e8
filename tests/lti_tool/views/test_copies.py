"""The question about a copied activity, from the launch to the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.models import Context, Practice, ResourceLink, Role
from lti_tool.settings import Settings
from tests.lti_tool.factories import make_person, make_resource_link
from tests.lti_tool.services.copied_course import SECRET, Copied, make_copied
from tests.lti_tool.visits import VisitClient, enter_visit, make_session

Enter = Callable[..., VisitClient]


@pytest.fixture
def copied(database: Database, settings: Settings) -> Copied:
    return make_copied(database, settings.uploads)


@pytest.fixture
def enter(app: Flask, database: Database, copied: Copied) -> Enter:
    def enter(role: Role = Role.INSTRUCTOR) -> VisitClient:
        """A visit of the copied activity."""
        with database.write() as session:
            here = session.get_one(Context, copied.here.id)
            person = copied.teacher if role is Role.INSTRUCTOR else make_person(session, here)
            link = session.get_one(ResourceLink, copied.link.id)
            row, secret = make_session(session, here, person, link)
        return enter_visit(app, row, secret, None)

    return enter


def change_link(database: Database, copied: Copied, **values: str) -> None:
    with database.write() as session:
        row = session.get_one(ResourceLink, copied.link.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_learner_who_comes_first_waits_for_the_teacher(enter: Enter) -> None:
    visit = enter(Role.LEARNER)
    page = visit.get("/learn")
    assert page.status_code == 200
    assert "Your teacher has to open this first" in page.text
    assert visit.post("/activity/copy").status_code == 403


def test_copy_that_is_not_permitted_tells_nothing_of_the_other_course(
    enter: Enter, database: Database, copied: Copied
) -> None:
    with database.write() as session:
        session.get_one(Context, copied.here.id).history = ""
        session.get_one(Context, copied.there.id).title = "Secret course"
    visit = enter()
    page = visit.get("/activity").text
    assert "This activity is a copy" in page
    assert "Secret course" not in page
    assert "Copy the exercises" not in page
    answer = visit.post("/activity/copy")
    assert answer.status_code == 403
    assert "not an instructor there" in answer.text


def test_unknown_origin_is_said_to_be_unknown(
    enter: Enter, database: Database, copied: Copied
) -> None:
    change_link(database, copied, named_practice="0" * 32)
    visit = enter()
    assert "not known here" in visit.get("/activity").text
    assert visit.post("/activity/copy").status_code == 404


def test_exercises_are_copied_and_the_activity_opens_them(
    enter: Enter, database: Database, copied: Copied
) -> None:
    visit = enter()
    page = visit.get("/activity").text
    assert "Introductory Physics" in page
    for words in ("1 exercise", "2 skills", "1 source", "2 practices", "no names"):
        assert words in page
    assert SECRET not in page
    answer = visit.post("/activity/copy")
    assert answer.status_code == 303
    shown = visit.get(answer.headers["Location"]).text
    assert "1 exercise was copied." in shown
    assert "was copied from" not in shown
    assert visit.get("/activity").status_code == 303
    assert "Your teacher has to" not in enter(Role.LEARNER).get("/learn").text


def test_start_empty_then_copy_after_all(enter: Enter, database: Database, copied: Copied) -> None:
    visit = enter()
    form = {"title": "Mine", "policy": "points", "goal": "5", "tries": "2"}
    assert visit.post("/activity/new", form).status_code == 303
    assert visit.get("/activity").status_code == 303  # it is not asked again
    assert "Copy the exercises" in visit.get("/practices").text
    visit.post("/activity/copy")
    with database.read() as session:
        link = session.get_one(ResourceLink, copied.link.id)
        practice = session.get_one(Practice, link.practice_id)
    assert practice.root_id == copied.practice.id


def test_duplicate_shares_the_practice_or_has_its_own(
    enter: Enter, database: Database, copied: Copied
) -> None:
    enter().post("/activity/copy")
    change_link(database, copied, placement="answer-1")
    with database.write() as session:
        here = session.get_one(Context, copied.here.id)
        twin = make_resource_link(session, here)
        twin.named_practice, twin.placement = copied.practice.id, "answer-1"
    first, copied.link = copied.link, twin
    visit = enter()
    page = visit.get("/activity").text
    assert "This activity is a duplicate" in page
    with database.read() as session:
        shared = session.get_one(ResourceLink, first.id).practice_id
    assert f'value="{shared}"' in page
    assert visit.post("/activity", {"practice_id": shared}).status_code == 303
    with database.read() as session:
        assert session.get_one(ResourceLink, twin.id).practice_id == shared
        assert len(session.scalars(select(Practice)).all()) == 4


def test_uploads_are_where_the_pages_look(
    enter: Enter, database: Database, copied: Copied, settings: Settings
) -> None:
    enter().post("/activity/copy")
    (path,) = Path(settings.uploads, copied.here.id).iterdir()
    assert path.read_bytes() == b"%PDF"
