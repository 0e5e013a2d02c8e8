from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import InvalidInputError
from lti_tool.models import Admin, AdminInvite, AdminSession, AuditEntry
from lti_tool.services import admins
from lti_tool.services.admins import InviteGoneError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "a\x00b"])
def test_admin_needs_a_name(session: Session, name: str) -> None:
    with pytest.raises(InvalidInputError):
        admins.invite_admin(session, name, NOW)


@pytest.mark.parametrize("token", ["", "nonsense", "é"])
def test_unknown_token_is_refused(session: Session, token: str) -> None:
    admins.invite_admin(session, "Ada", NOW)
    for act in (admins.enter_admin, admins.check_invite):
        with pytest.raises(InviteGoneError, match="coursewright admin invite"):
            act(session, token, NOW)


def test_token_is_good_once(session: Session) -> None:
    token = admins.invite_admin(session, "Ada", NOW)
    admins.check_invite(session, token, NOW)
    admins.check_invite(session, token, NOW)
    admins.enter_admin(session, token, NOW)
    with pytest.raises(InviteGoneError):
        admins.enter_admin(session, token, NOW)


def test_token_is_good_for_a_day(session: Session) -> None:
    token = admins.invite_admin(session, "Ada", NOW)
    with pytest.raises(InviteGoneError):
        admins.enter_admin(session, token, NOW + timedelta(hours=24))
    admins.enter_admin(session, token, NOW + timedelta(hours=23, minutes=59))


def test_session_ends_by_itself_and_by_hand(session: Session) -> None:
    secret = admins.enter_admin(session, admins.invite_admin(session, "Ada", NOW), NOW)
    found = admins.find_admin(session, secret, NOW + timedelta(hours=11))
    assert found is not None
    assert found.name == "Ada"
    assert admins.find_admin(session, secret, NOW + timedelta(hours=12)) is None
    assert admins.find_admin(session, "", NOW) is None
    admins.end_admin_session(session, secret)
    assert admins.find_admin(session, secret, NOW) is None
    admins.end_admin_session(session, secret)


def test_no_secret_is_stored(session: Session) -> None:
    token = admins.invite_admin(session, "Ada", NOW)
    secret = admins.enter_admin(session, token, NOW)
    invite, opened = (
        session.scalars(select(AdminInvite)).one(),
        session.scalars(select(AdminSession)).one(),
    )
    assert token not in invite.token_hash
    assert secret not in opened.secret_hash
    assert token not in str([row.detail for row in session.scalars(select(AuditEntry))])


def test_same_name_is_the_same_admin(session: Session) -> None:
    admins.invite_admin(session, "Ada", NOW)
    admins.invite_admin(session, " Ada ", NOW)
    assert session.scalar(select(func.count()).select_from(Admin)) == 1
    assert session.scalar(select(func.count()).select_from(AdminInvite)) == 2
