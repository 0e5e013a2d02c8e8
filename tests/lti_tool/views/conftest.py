"""Browsers that several pages are tested with."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Role
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_practice,
    make_skill,
)
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.views.classroom import Classroom, make_classroom
from tests.lti_tool.views.review_desk import Desk
from tests.lti_tool.views.worksheet_office import Office
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def teacher(app: Flask) -> VisitClient:
    return visit_client(app, Role.INSTRUCTOR)


@pytest.fixture
def room(app: Flask, database: Database, queue: RecordingQueue) -> Classroom:
    return make_classroom(app, database, queue)


@pytest.fixture
def admin(app: Flask, database: Database) -> AdminClient:
    return AdminClient(app, database)


@pytest.fixture
def desk(app: Flask, database: Database) -> Desk:
    return Desk(app, database)


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    with database.write() as session:
        context = make_course(session)
        learner = make_person(session, context, name="Ada")
        skill = make_skill(session, context, "Average speed")
        practice = make_practice(session, context, title="Motion", language="")
    visit = visit_client(app, Role.INSTRUCTOR, context=context, practice=practice)
    return Office(app, database, visit, context, learner.id, skill.id, practice)
