from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.db import Base, Database, utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    Disagreement,
    Draft,
    DraftState,
    Exercise,
    LaunchSession,
    OutsideEvidence,
    Score,
    ScoreState,
    SelfReport,
    WaitingAnswer,
)
from lti_tool.services.bank import read_figures
from lti_tool.services.housekeeping import keep_house
from lti_tool.services.retention import choose_days, is_due, list_rules, run_retention
from tests.lti_tool.whole_site import WholeSite, add_later_rows, make_whole_site

DAY = timedelta(days=1)


def count(session: Session, kind: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def age(session: Session, *pairs: tuple[type[Base], str], by: timedelta) -> None:
    for kind, name in pairs:
        session.execute(update(kind).values({name: utcnow() - by}))
    session.expire_all()


def end_course(session: Session, by: timedelta) -> None:
    age(session, (Context, "created_at"), (Attempt, "created_at"), (LaunchSession, "seen_at"),
        (OutsideEvidence, "seen_at"), by=by)  # fmt: skip
    session.execute(update(Score).values(state=ScoreState.CONFIRMED))


def run(session: Session, now: datetime | None = None, **days: int) -> dict[str, dict[str, int]]:
    quiet = {kept.name: "0" for kept in list_rules(session)}
    choose_days(session, quiet | {name: str(value) for name, value in days.items()}, "admin-1")
    return run_retention(session, now or utcnow(), "admin-1")


@pytest.mark.parametrize("text", ["", "-1", "1.5", "36501", "999999", "٣", "all"])
def test_unusable_days_change_nothing(database: Database, text: str) -> None:
    with database.write() as session:
        before = list_rules(session)
        with pytest.raises(InvalidInputError, match="whole days"):
            choose_days(session, {"visits": "5", "audit": text}, "admin-1")
        with pytest.raises(InvalidInputError):
            choose_days(session, {"everything": "5"}, "admin-1")
        assert list_rules(session) == before


def test_zero_days_keep_for_good(database: Database) -> None:
    with database.write() as session:
        make_whole_site(session)
        end_course(session, 10_000 * DAY)
        assert not any(run(session).values())
        assert count(session, Attempt) == 2


def test_defaults_touch_no_learning_and_no_audit(database: Database) -> None:
    with database.read() as session:
        days = {kept.name: kept.days for kept in list_rules(session)}
    assert days == {
        "visits": 30, "refusals": 30, "invites": 30, "typed": 30, "statements": 30, "drafts": 0,
        "learning": 0, "audit": 0,
    }  # fmt: skip


def test_visits_go_after_their_last_request(database: Database) -> None:
    with database.write() as session:
        make_whole_site(session)
        age(session, (LaunchSession, "seen_at"), by=29 * DAY)
        assert run(session, visits=30)["visits"] == {}
        assert run(session, utcnow() + DAY, visits=30)["visits"] == {"launch_session": 2}


def test_learning_of_an_ended_course_leaves_its_sums(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        before = read_figures(session, [site.exercise_id])
        end_course(session, 400 * DAY)
        removed = run(session, learning=365)["learning"]
        assert removed["attempt"] == removed["showing"] == removed["score"] == 2
        assert count(session, Attempt) == 0
        assert read_figures(session, [site.exercise_id]) == before
        assert count(session, Exercise) == 1
        assert run(session, learning=365)["learning"] == {}


def test_the_learners_own_word_goes_with_what_they_did(database: Database) -> None:
    with database.write() as session:
        add_later_rows(session, make_whole_site(session))
        end_course(session, 400 * DAY)
        assert run(session, learning=365)["learning"] == {}  # an answer waits for its marks
        session.query(WaitingAnswer).delete()
        removed = run(session, learning=365)["learning"]
        assert (removed["disagreement"], removed["self_report"], removed["self_report_sum"]) == (
            1, 1, 1
        )  # fmt: skip
        assert removed["submission"] == 1
        assert count(session, Disagreement) == count(session, SelfReport) == 0


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Attempt, "created_at"), (LaunchSession, "seen_at"), (OutsideEvidence, "seen_at")],
)
def test_course_where_anything_happened_goes_on(
    database: Database, kind: type[Base], name: str
) -> None:
    with database.write() as session:
        make_whole_site(session)
        end_course(session, 400 * DAY)
        age(session, (kind, name), by=DAY)
        assert run(session, learning=365)["learning"] == {}


def test_course_with_a_score_on_its_way_waits(database: Database) -> None:
    with database.write() as session:
        make_whole_site(session)
        end_course(session, 400 * DAY)
        session.execute(update(Score).values(state=ScoreState.WAITING))
        assert run(session, learning=365)["learning"] == {}


def test_drafts_that_came_to_nothing_go_and_others_stay(database: Database) -> None:
    with database.write() as session:
        make_whole_site(session)
        age(session, (Draft, "created_at"), by=100 * DAY)
        parent = session.scalar(
            select(Draft.regenerates_id).where(Draft.regenerates_id.is_not(None))
        )
        session.execute(update(Draft).where(Draft.id == parent).values(state=DraftState.REJECTED))
        assert run(session, drafts=90)["drafts"] == {"draft": 1}
        assert session.get(Draft, parent) is None
        assert count(session, Draft) == 2


def test_audit_says_that_it_was_cut(database: Database) -> None:
    with database.write() as session:
        make_whole_site(session)
        age(session, (AuditEntry, "created_at"), by=100 * DAY)
        removed = run(session, audit=90)["audit"]["audit_entry"]
        kept = {entry.action: entry for entry in session.scalars(select(AuditEntry))}
        assert set(kept) == {"retention.change", "retention.run"}
        assert kept["retention.run"].detail == {"audit": removed}


def test_house_is_kept_once_a_day(database: Database) -> None:
    now = utcnow()
    with database.write() as session:
        site: WholeSite = make_whole_site(session)
        assert is_due(session, now)
        keep_house(session, now)
        assert not is_due(session, now + timedelta(hours=23))
        age(session, (LaunchSession, "seen_at"), by=40 * DAY)
        keep_house(session, now + timedelta(hours=23))
        assert count(session, LaunchSession) == 2
        keep_house(session, now + timedelta(hours=24))
        assert count(session, LaunchSession) == 0
        assert session.get(type(site.learner), site.learner.id) is not None
