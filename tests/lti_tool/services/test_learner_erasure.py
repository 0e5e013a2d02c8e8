from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Base, Database, utcnow
from lti_tool.models import (
    Attempt,
    AuditEntry,
    ExerciseTally,
    LoginState,
    Person,
    Registration,
    Score,
)
from lti_tool.services.bank import read_figures
from lti_tool.services.learner_erasure import ERASED, erase_learner
from lti_tool.services.learner_export import export_learner
from lti_tool.services.learner_rows import (
    LearnerAmbiguousError,
    LearnerUnknownError,
    find_learner,
    find_learner_at,
    naming_columns,
)
from tests.lti_tool.factories import PLATFORM, make_course, make_person
from tests.lti_tool.whole_site import (
    WholeSite,
    add_later_rows,
    make_whole_site,
    tables_without_rows,
)


def whole_text(session: Session) -> dict[str, str]:
    """Each table's rows as one text."""
    return {
        table.name: json.dumps(
            [dict(row) for row in session.execute(table.select()).mappings()],
            default=str,
            ensure_ascii=False,
        )
        for table in Base.metadata.sorted_tables
    }


def naming_tables(session: Session, *words: str) -> list[str]:
    found = whole_text(session).items()
    return [name for name, text in found if any(word in text for word in words)]


def erase(session: Session, site: WholeSite, actor: str = "admin-1") -> dict[str, int]:
    return erase_learner(session, session.get_one(Person, site.learner.id), actor)


def test_nobody_is_found_for_an_unknown_id(database: Database) -> None:
    with database.write() as session:
        make_course(session)
        for who in ("", "x", "' OR 1=1"):
            with pytest.raises(LearnerUnknownError):
                find_learner(session, who)
            with pytest.raises(LearnerUnknownError):
                find_learner_at(session, PLATFORM, who)


def test_two_clients_of_one_issuer_may_know_the_same_id(database: Database) -> None:
    with database.write() as session:
        people = [make_person(session, make_course(session), subject="5") for _ in range(2)]
        with pytest.raises(LearnerAmbiguousError) as caught:
            find_learner_at(session, PLATFORM, "5")
        assert all(person.id in caught.value.text for person in people)


def test_the_site_of_these_tests_names_the_learner_wherever_it_can(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        add_later_rows(session, site)
        assert tables_without_rows(session) == []
        unnamed = [
            f"{table.name}.{column.name}"
            for table, column in naming_columns()
            if session.execute(table.select().where(column == site.learner.id)).first() is None
        ]
        assert unnamed == []


def test_no_row_of_any_table_names_an_erased_person(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        add_later_rows(session, site)
        words = (site.learner.id, site.learner.name, site.learner.email)
        assert len(naming_tables(session, *words)) >= 15
        counts = erase(session, site)
        assert naming_tables(session, *words) == []
        assert site.learner.subject not in session.scalars(select(LoginState.login_hint))
        assert counts["score"] == counts["attempt"] == 1
        kept = [session.get(Person, one.id) for one in (site.other, site.instructor)]
        assert None not in kept


def test_what_others_did_and_own_work_for_the_course_stay(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        before = len(session.scalars(select(AuditEntry)).all())
        erase(session, site)
        assert session.scalars(select(Attempt.person_id)).all() == [site.other.id]
        assert session.scalars(select(Score.person_id)).all() == [site.other.id]
        assert session.get_one(type(site.source), site.source.id).person_id is None
        entries = {entry.action: entry for entry in session.scalars(select(AuditEntry))}
        assert len(session.scalars(select(AuditEntry)).all()) == before + 1
        assert entries["allowance.set"].subject == f"person:{ERASED}"
        assert entries["allowance.set"].detail == {"tries": 2}
        assert entries["person.erase"].actor == "admin-1"


def test_figures_of_an_exercise_do_not_move(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        before = read_figures(session, [site.exercise_id])
        assert before[site.exercise_id].answers == 2
        erase(session, site)
        assert read_figures(session, [site.exercise_id]) == before
        erase_learner(session, session.get_one(Person, site.other.id), "admin-1")
        tally = session.scalars(select(ExerciseTally)).one()
        assert (tally.answers, tally.right) == (2, 1)
        assert read_figures(session, [site.exercise_id]) == before


def test_erasing_again_finds_nobody_and_the_same_subject_begins_anew(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        subject = site.learner.subject
        erase(session, site)
        with pytest.raises(LearnerUnknownError):
            find_learner(session, site.learner.id)
        person = make_person(session, site.context, subject=subject, name="")
        assert person.id != site.learner.id
        assert export_learner(session, person, utcnow())["rows"].keys() == {"membership"}


def test_export_holds_every_row_and_no_secret(database: Database) -> None:
    with database.write() as session:
        site = make_whole_site(session)
        add_later_rows(session, site)
        found: dict[str, Any] = json.loads(
            json.dumps(export_learner(session, site.learner, utcnow()))
        )
        expected = {table.name for table, _ in naming_columns()}
        assert found["rows"].keys() == expected
        assert found["person"]["name"] == "李 小明"
        assert found["platform"]["issuer"] == session.scalars(select(Registration.issuer)).one()
        (attempt,) = found["rows"]["attempt"]
        assert attempt["correct"] is True
        assert "+00:00" in attempt["created_at"]
        assert not {"secret_hash", "enter_hash"} & found["rows"]["launch_session"][0].keys()
        assert found["speaks_of"]["courses"] == {site.context.id: "Introductory Physics"}
        assert found["speaks_of"]["exercises"][0]["content"]["stem"]
        assert {entry["action"] for entry in found["audit"]} >= {"publish_exercise", "regrade"}
        assert found["estimates"][0]["answers"] == 2  # the attempt and the quiz
        assert site.other.id not in json.dumps(found)
