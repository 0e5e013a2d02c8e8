"""Browsers that several pages are tested with."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Role
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.views.classroom import Classroom, make_classroom
from tests.lti_tool.views.review_desk import Desk
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
