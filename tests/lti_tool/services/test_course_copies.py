"""Copied activities: who may copy, what comes along, and that nothing of a learner does."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool.db import Base, Database, utcnow
from lti_tool.models import (
    IS_CURRENT,
    Context,
    Exercise,
    ExerciseState,
    ExerciseVersion,
    Passage,
    Person,
    Practice,
    ResourceLink,
    Role,
    Skill,
    SkillPrerequisite,
    SkillState,
    Source,
)
from lti_tool.services.copy_origins import find_offer, find_origin
from lti_tool.services.copying import (
    OriginForbiddenError,
    OriginMissingError,
    Settled,
    copy_origin,
)
from lti_tool.services.practices import PracticeForm, create_practice
from lti_tool.services.uploads import source_path
from tests.lti_tool.factories import (
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_resource_link,
    make_skill,
)
from tests.lti_tool.services.copied_course import SECRET, Copied, instruct, make_copied

COPIED_TABLES = {
    *("audit_entry", "exercise", "exercise_version", "passage", "practice"),
    *("skill", "skill_prerequisite", "source"),
}


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


def copy(
    database: Database, uploads: Path, copied: Copied, person: Person | None = None
) -> Settled:
    with database.write() as session:
        person_id = (person or copied.teacher).id
        return copy_origin(session, uploads, copied.link.id, person_id, utcnow())


def count_rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def name_practice(database: Database, copied: Copied, practice_id: str) -> None:
    with database.write() as session:
        session.get_one(ResourceLink, copied.link.id).named_practice = practice_id


@pytest.mark.parametrize("named", ["", "x", "\u2028", "0" * 32])
def test_forged_name_opens_nothing(database: Database, uploads: Path, named: str) -> None:
    copied = make_copied(database, uploads)
    name_practice(database, copied, named)
    before = count_rows(database)
    with pytest.raises(OriginMissingError):
        copy(database, uploads, copied)
    assert count_rows(database) == before


def test_practice_of_another_registration_is_as_unknown(database: Database, uploads: Path) -> None:
    """Even with a history that names its course, and for somebody who instructs there."""
    copied = make_copied(database, uploads)
    with database.write() as session:
        foreign = make_course(session, lti_id=copied.there.lti_id)
        practice = make_practice(session, foreign)
        make_exercise(session, foreign)
    name_practice(database, copied, practice.id)
    instruct(database, foreign, copied.teacher)
    with database.read() as session:
        link = session.get_one(ResourceLink, copied.link.id)
        assert find_offer(session, link, copied.teacher.id) is None
    with pytest.raises(OriginMissingError):
        copy(database, uploads, copied)


@pytest.mark.parametrize("history", ["", "99", "99,98", "$Context.id.history", ",", "9" * 9000])
def test_known_name_is_no_proof(database: Database, uploads: Path, history: str) -> None:
    copied = make_copied(database, uploads, history=history)
    before = count_rows(database)
    with pytest.raises(OriginForbiddenError) as caught:
        copy(database, uploads, copied)
    assert "not an instructor there" in caught.value.text
    assert count_rows(database) == before


@pytest.mark.parametrize("values", [{"role": Role.LEARNER}, {"active": False}])
def test_member_of_the_old_course_who_does_not_instruct_it(
    database: Database, uploads: Path, values: dict[str, Any]
) -> None:
    copied = make_copied(database, uploads, history="")
    instruct(database, copied.there, copied.teacher, **values)
    with pytest.raises(OriginForbiddenError):
        copy(database, uploads, copied)


def test_instructor_of_both_courses_needs_no_history(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads, history="")
    instruct(database, copied.there, copied.teacher)
    assert copy(database, uploads, copied).exercises == 1


def test_what_comes_along(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads)
    settled = copy(database, uploads, copied)
    assert (settled.exercises, settled.opened) == (1, True)
    here = copied.here.id
    with database.read() as session:
        skills = session.scalars(select(Skill).where(Skill.context_id == here)).all()
        assert sorted(row.name for row in skills) == ["Acceleration", "Speed"]
        ids = {row.name: row.id for row in skills}
        pairs = select(SkillPrerequisite.requires_id).where(
            SkillPrerequisite.skill_id == ids["Acceleration"]
        )
        assert session.scalars(pairs).all() == [ids["Speed"]]
        source = session.scalars(select(Source).where(Source.context_id == here)).one()
        passage = session.scalars(select(Passage).where(Passage.context_id == here)).one()
        assert passage.source_id == source.id
        assert source.marks == [{"passage": passage.id, "marks": ["odd"]}]
        assert source_path(uploads, here, source.id).read_bytes() == b"%PDF"
        exercise, version = session.execute(
            select(Exercise, ExerciseVersion)
            .join(ExerciseVersion, IS_CURRENT)
            .where(Exercise.context_id == here)
        ).one()
        assert (exercise.skill_id, exercise.version) == (ids["Speed"], 1)
        assert exercise.published_by == copied.teacher.id
        assert version.content["citations"][0]["passage"] == passage.id
        assert version.provenance["passages"] == [passage.id]
        assert version.provenance["drafter"] == "extractive"
        assert version.provenance["AIGC"]["Label"] == "1"
        assert version.provenance["copied_from"] == {"exercise": copied.exercise.id, "version": 1}
        practices = session.scalars(select(Practice).where(Practice.context_id == here)).all()
        mine = {row.title: row for row in practices}
        assert mine["Speed"].skill_ids == [ids["Speed"]]
        assert (mine["Speed"].goal, mine["Speed"].opens_at) == (7, None)
        assert mine["All"].root_id == copied.other.id
        assert session.get_one(ResourceLink, copied.link.id).practice_id == mine["Speed"].id


def test_nothing_of_a_learner_comes_along(database: Database, uploads: Path) -> None:
    """Row by row: no table but those of what instructors make grows, no new row names a person
    of the old course but its reviewer, and none holds a learner's words."""
    copied = make_copied(database, uploads)
    before = read_ids(database, COPIED_TABLES)
    counted = count_rows(database)
    copy(database, uploads, copied)
    grown = {name for name, count in count_rows(database).items() if count != counted[name]}
    assert grown == COPIED_TABLES
    private = [SECRET, copied.learner.email, copied.learner.id, copied.learner.subject]
    with database.read() as session:
        for name in grown:
            table = Base.metadata.tables[name]
            new = session.execute(select(table).where(table.c.id.not_in(before[name]))).all()
            assert new, name
            for row in new:
                cells = json.dumps(list(row), default=str)
                assert not [word for word in private if word in cells], name


def read_ids(database: Database, tables: set[str]) -> dict[str, list[str]]:
    with database.read() as session:
        return {
            name: list(session.scalars(select(Base.metadata.tables[name].c.id))) for name in tables
        }


def test_withdrawn_exercises_and_unread_files_stay_behind(
    database: Database, uploads: Path
) -> None:
    copied = make_copied(database, uploads)
    with database.write() as session:
        session.get_one(Exercise, copied.exercise.id).state = ExerciseState.WITHDRAWN
        session.get_one(Source, copied.source.id).state = "failed"
    assert copy(database, uploads, copied).exercises == 0
    with database.read() as session:
        for kind in (Exercise, Source, Passage):
            assert not session.scalars(select(kind).where(kind.context_id == copied.here.id)).all()


def test_second_copy_adds_only_what_is_new(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads)
    copy(database, uploads, copied)
    counted = count_rows(database)
    assert copy(database, uploads, copied).exercises == 0
    assert count_rows(database) == counted
    with database.write() as session:
        course = session.get_one(Context, copied.there.id)
        make_exercise(session, course, skill=make_skill(session, course, "Force"))
        fresh = make_practice(session, course, title="Force")
        link = make_resource_link(session, session.get_one(Context, copied.here.id))
        link.named_practice = fresh.id
    copied.link = link
    settled = copy(database, uploads, copied)
    assert (settled.exercises, settled.practice.title) == (1, "Force")
    with database.read() as session:
        query = select(func.count()).where(Source.context_id == copied.here.id)
        assert session.scalar(query) == 1


def test_two_clicks_at_once_copy_once(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads)
    gate = threading.Barrier(2)
    settled: list[Settled] = []

    def click() -> None:
        gate.wait(timeout=30)
        settled.append(copy(database, uploads, copied))

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(one.exercises for one in settled) == [0, 1]
    assert len({one.practice.id for one in settled}) == 1
    with database.read() as session:
        query = select(func.count()).where(Exercise.context_id == copied.here.id)
        assert session.scalar(query) == 1


def test_copy_that_fails_leaves_nothing(
    database: Database, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = make_copied(database, uploads)
    before = count_rows(database)
    monkeypatch.setattr("lti_tool.services.course_copies.CourseCopy._copy_practices", fail)
    with pytest.raises(RuntimeError):
        copy(database, uploads, copied)
    assert count_rows(database) == before


def fail(copy: object) -> None:
    raise RuntimeError


def test_skill_of_the_same_name_is_taken(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads)
    with database.write() as session:
        here = session.get_one(Context, copied.here.id)
        known = make_skill(session, here, " speed", state=SkillState.DROPPED)
    copy(database, uploads, copied)
    with database.read() as session:
        exercise = session.scalars(
            select(Exercise).where(Exercise.context_id == copied.here.id)
        ).one()
        assert exercise.skill_id == known.id
        assert session.get_one(Skill, known.id).state is SkillState.KEPT


def test_copy_of_a_copy_takes_the_nearest(database: Database, uploads: Path) -> None:
    """The activity still names the first course's practice; what was changed in between counts."""
    copied = make_copied(database, uploads)
    copy(database, uploads, copied)
    with database.write() as session:
        between = session.get_one(Context, copied.here.id)
        make_exercise(session, between, skill=make_skill(session, between, "Force"))
        last = make_course(session, None, deployment_id=between.deployment_id)
        last.registration_id = between.registration_id
        last.history = f"{between.lti_id},{copied.there.lti_id}"
        link = make_resource_link(session, last)
        link.named_practice = copied.practice.id
        teacher = make_person(session, last, Role.INSTRUCTOR)
    with database.read() as session:
        origin = find_origin(session, session.get_one(ResourceLink, link.id), teacher.id)
        assert origin is not None
        assert origin.course.id == between.id
    copied.link = link
    settled = copy(database, uploads, copied, teacher)
    assert settled.exercises == 2
    assert settled.practice.root_id == copied.practice.id


def test_declined_copy_is_made_later(database: Database, uploads: Path) -> None:
    """Where nobody has answered yet, the activity then opens the copied practice."""
    copied = make_copied(database, uploads)
    start_empty(database, copied)
    assert offers(database, copied)
    settled = copy(database, uploads, copied)
    assert settled.opened
    assert not offers(database, copied)


def test_practice_in_which_learners_answered_stays_opened(
    database: Database, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = make_copied(database, uploads)
    name_practice(database, copied, copied.other.id)
    with database.write() as session:
        # As good as one of this course in which somebody has answered: attempts name it.
        session.get_one(ResourceLink, copied.link.id).practice_id = copied.practice.id
    settled = copy(database, uploads, copied)
    assert not settled.opened
    with database.read() as session:
        assert session.get_one(ResourceLink, copied.link.id).practice_id == copied.practice.id


def start_empty(database: Database, copied: Copied) -> None:
    with database.write() as session:
        practice = create_practice(session, copied.here.id, PracticeForm(title="Empty"))
        session.get_one(ResourceLink, copied.link.id).practice_id = practice.id


def offers(database: Database, copied: Copied) -> bool:
    with database.read() as session:
        link = session.get_one(ResourceLink, copied.link.id)
        return find_offer(session, link, copied.teacher.id) is not None


def test_duplicate_gets_a_practice_of_its_own_once(database: Database, uploads: Path) -> None:
    copied = make_copied(database, uploads)
    with database.write() as session:
        there = session.get_one(Context, copied.there.id)
        original, twin = (make_resource_link(session, there) for _ in range(2))
        for link in (original, twin):
            link.named_practice = copied.practice.id
            link.placement = "one-answer"
        original.practice_id = copied.practice.id
        twin.title = "Speed (copy)"
        teacher = make_person(session, there, Role.INSTRUCTOR)
    copied.link = twin
    before = count_rows(database)
    first, second = (copy(database, uploads, copied, teacher) for _ in range(2))
    assert first.practice.id == second.practice.id != copied.practice.id
    assert (first.practice.title, first.practice.goal) == ("Speed (copy)", 7)
    assert first.practice.root_id is None
    grown = {k: v - before[k] for k, v in count_rows(database).items() if v != before[k]}
    assert grown == {"practice": 1, "audit_entry": 1}
