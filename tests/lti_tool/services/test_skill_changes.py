"""Merged and split skills: refusals first, then that history follows and that undo is identity."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import UniqueConstraint, update
from sqlalchemy.orm import Session

from analytics.profile import fold_profile, judge_skills
from analytics.types import Evidence
from lti_tool.db import Base, Database, utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import (
    Exercise,
    GenerationRequest,
    OutsideEvidence,
    RequestState,
    Skill,
    SkillPrerequisite,
    SkillState,
    Wish,
)
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.skill_changes import (
    ChangedSinceError,
    SkillBusyError,
    Split,
    list_changes,
    merge_skills,
    split_skill,
    undo_change,
)
from lti_tool.services.skill_prerequisites import (
    PrerequisiteCircleError,
    list_prerequisites,
    list_quotes,
)
from lti_tool.services.skill_references import APART, skill_columns
from lti_tool.services.skills import SkillNameTakenError, find_skill
from tests.lti_tool.factories import (
    make_blueprint,
    make_course,
    make_draft,
    make_person,
    make_request,
    make_skill,
    store,
)
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

UNTOUCHED = {"skill_change", "alembic_version"}


def rest(session: Session) -> None:
    """Nothing is being made: the factories leave their requests waiting."""
    session.flush()
    session.execute(update(GenerationRequest).values(state=RequestState.DONE))


def dump(session: Session) -> dict[str, list[Any]]:
    session.flush()
    tables = [one for one in Base.metadata.sorted_tables if one.name not in UNTOUCHED]
    return {one.name: sorted(map(repr, session.execute(one.select()).mappings())) for one in tables}


def make_history(session: Session, seed: int) -> tuple[Learning, list[Skill]]:
    """Four skills with answers, grades, wishes, drafts and prerequisites, at random."""
    dice, now = random.Random(seed), utcnow()
    learning = make_learning(session)
    names = ("Distance", "Time", "Acceleration")
    skills = [learning.skill, *(make_skill(session, learning.context, name) for name in names)]
    for position, skill in enumerate(skills, 1):
        skill.position = position
        learning.practice.skill_ids = [*learning.practice.skill_ids, skill.id]
    people = [learning.person, make_person(session, learning.context)]
    for number in range(10):
        exercise = learning.publish(skill=dice.choice(skills))
        for person in people:
            time = now - timedelta(hours=dice.randint(1, 400))
            learning.answer(
                learning.show(exercise, number, person), dice.choice([RIGHT, WRONG]), time
            )
    for number in range(6):
        ids = [skill.id for skill in dice.sample(skills, dice.randint(0, 3))]
        for person in people:
            store(session, OutsideEvidence(
                context_id=learning.context.id, person_id=person.id, source="gradebook",
                external_id=str(number), title=f"Quiz {number}", skill_ids=ids,
                score=dice.random(), seen_at=now - timedelta(hours=dice.randint(1, 400)),
            ))  # fmt: skip
    for skill in skills:
        if dice.random() < 0.6:
            store(
                session,
                Wish(
                    context_id=learning.context.id,
                    skill_id=skill.id,
                    count=dice.randint(1, 5),
                    open=dice.random() < 0.5,
                ),
            )
            request = make_request(
                session, learning.context, make_blueprint(skill), asked={"skills": [skill.id]}
            )
            make_draft(session, request)
    for one, two in ((1, 0), (2, 1), (3, 0)):
        if dice.random() < 0.6:
            store(session, SkillPrerequisite(skill_id=skills[one].id, requires_id=skills[two].id))
    rest(session)
    return learning, skills


def change_at_random(session: Session, learning: Learning, skills: list[Skill], seed: int) -> None:
    dice, context_id, person_id = random.Random(seed), learning.context.id, learning.person.id
    if dice.random() < 0.5:
        old, new = dice.sample(skills[:2], 2)  # a third one never lies between them
        merge_skills(session, context_id, old.id, new.id, person_id, utcnow())
        return
    old = max(
        skills, key=lambda skill: session.query(Exercise).filter_by(skill_id=skill.id).count()
    )
    mine = session.query(Exercise.id).filter_by(skill_id=old.id).order_by(Exercise.id)
    split = Split(("Half", "Quarter"), {row.id: dice.randint(1, 2) for row in mine})
    split_skill(session, context_id, old.id, split, person_id, utcnow())


@pytest.mark.parametrize("seed", range(6))
def test_undo_is_identity_and_the_stream_agrees_with_a_rebuild(
    database: Database, seed: int
) -> None:
    with database.write() as session:
        learning, skills = make_history(session, seed)
        before = dump(session)
        change_at_random(session, learning, skills, seed)
        assert dump(session) != before
        check_stream(session, learning)
        (change,) = list_changes(session, learning.context.id)
        undo_change(session, learning.context.id, change.id, utcnow())
        assert dump(session) == before
        check_stream(session, learning)


def check_stream(session: Session, learning: Learning) -> None:
    session.expire_all()
    context_id, person_id, now = learning.context.id, learning.person.id, utcnow()
    evidence, snapshot = list_evidence(session, context_id), read_snapshot(session, context_id)
    folded = fold_profile(person_id, evidence, snapshot, now=now).mastery
    for one in judge_skills(person_id, evidence, folded, snapshot, now=now):
        assert one.mean == pytest.approx(folded[one.skill].mean, abs=1e-9)


def test_after_a_merge_history_reads_as_if_there_had_been_one_skill(database: Database) -> None:
    with database.write() as session:
        learning, (old, new, *_) = make_history(session, 4)
        context_id = learning.context.id
        before = list_evidence(session, context_id)
        merge_skills(session, context_id, old.id, new.id, learning.person.id, utcnow())
        after = list_evidence(session, context_id)

        def renamed(piece: Evidence) -> Evidence:
            skills = dict.fromkeys(new.id if one == old.id else one for one in piece.skills)
            weight = piece.weight * len(piece.skills) / len(skills)
            return replace(piece, skills=tuple(skills), weight=weight)

        assert [replace(one, weight=0.5) for one in map(renamed, before)] == [
            replace(one, weight=0.5) for one in after
        ]
        for one, two in zip(map(renamed, before), after, strict=True):
            assert one.weight == pytest.approx(two.weight)
        assert find_skill(session, context_id, old.id).state is SkillState.DROPPED
        assert old.name in find_skill(session, context_id, new.id).terms
        assert old.id not in learning.practice.skill_ids


def test_edges_that_move_keep_their_sentence_and_come_back_with_it(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        context, kept = learning.context, learning.skill
        old, basis, higher = (make_skill(session, context, name) for name in ("V", "T", "F"))
        rest(session)
        for one, two, quote in (
            (old, basis, "V needs time."), (higher, old, "Force needs v."), (higher, kept, ""),
        ):  # fmt: skip
            edge = SkillPrerequisite(skill_id=one.id, requires_id=two.id, quote=quote)
            store(session, edge)
        person, now = learning.person.id, utcnow()
        before = list_quotes(session, context.id)
        merge_skills(session, context.id, old.id, kept.id, person, now)
        assert list_quotes(session, context.id) == {
            (kept.id, basis.id): "V needs time.",
            (higher.id, kept.id): "",  # this edge was there: what its people said of it stays
        }
        (change,) = list_changes(session, context.id)
        undo_change(session, context.id, change.id, now)
        assert list_quotes(session, context.id) == before


def test_a_split_leaves_nothing_behind_and_parts_inherit_what_they_build_on(
    database: Database,
) -> None:
    with database.write() as session:
        learning = make_learning(session)
        basis = make_skill(session, learning.context, "Length", position=0)
        learning.skill.position = 1
        store(session, SkillPrerequisite(skill_id=learning.skill.id, requires_id=basis.id))
        one, two = learning.publish(), learning.publish_another(2)
        learning.answer(learning.show(one), RIGHT, utcnow())
        learning.practice.skill_ids = [learning.skill.id]
        rest(session)
        old_id, context_id = learning.skill.id, learning.context.id
        split = Split(("Average speed", "Speed now"), {one.id: 1, two.id: 2})
        split_skill(session, context_id, old_id, split, learning.person.id, utcnow())
        parts = list_changes(session, context_id)[0].skill_ids[1:]
        assert [piece.skills for piece in list_evidence(session, context_id)] == [(parts[0],)]
        assert list_prerequisites(session, context_id) == {
            skill: {basis.id} for skill in (old_id, *parts)
        }
        assert learning.practice.skill_ids == [old_id, *parts]
        assert find_skill(session, context_id, old_id).state is SkillState.DROPPED


def test_what_was_made_since_a_split_goes_back_with_it(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercise, context_id, person_id = (
            learning.publish(),
            learning.context.id,
            learning.person.id,
        )
        rest(session)
        split = Split(("Average speed",), {exercise.id: 1})
        split_skill(session, context_id, learning.skill.id, split, person_id, utcnow())
        (change,) = list_changes(session, context_id)
        part = find_skill(session, context_id, change.skill_ids[1])
        later = learning.publish(skill=part)
        learning.answer(learning.show(later), RIGHT, utcnow())
        rest(session)
        store(session, SkillPrerequisite(skill_id=part.id, requires_id=learning.skill.id),
              Wish(context_id=context_id, skill_id=part.id))  # fmt: skip
        undo_change(session, context_id, change.id, utcnow())
        assert session.get(Skill, change.skill_ids[1]) is None
        (piece,) = list_evidence(session, context_id)
        assert piece.skills == (learning.skill.id,)


def refused(session: Session, kind: type[Exception], act: Callable[[], object]) -> None:
    before = dump(session)
    with pytest.raises(kind):
        act()
    assert dump(session) == before


def test_what_cannot_be_merged_is_refused_whole(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        context_id, person_id, own = learning.context.id, learning.person.id, learning.skill
        between, far = (make_skill(session, learning.context, name) for name in ("B", "C"))
        dropped = make_skill(session, learning.context, "D", state=SkillState.DROPPED)
        foreign = make_skill(session, make_course(session))
        store(session, SkillPrerequisite(skill_id=far.id, requires_id=between.id),
              SkillPrerequisite(skill_id=between.id, requires_id=own.id))  # fmt: skip

        def merge(old: Skill, new: Skill) -> Callable[[], object]:
            return lambda: merge_skills(session, context_id, old.id, new.id, person_id, utcnow())

        refused(session, InvalidInputError, merge(own, own))
        refused(session, InvalidInputError, merge(dropped, own))
        refused(session, InvalidInputError, merge(own, dropped))
        refused(session, NotFoundError, merge(own, foreign))
        refused(session, PrerequisiteCircleError, merge(far, own))
        make_request(session, learning.context, make_blueprint(own))
        refused(session, SkillBusyError, merge(own, between))


def test_what_cannot_be_split_is_refused_whole(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        context_id, person_id, own = learning.context.id, learning.person.id, learning.skill
        mine = learning.publish()
        other = learning.publish(skill=make_skill(session, learning.context, "Other"))
        rest(session)

        def split(*names: str, **exercises: int) -> Callable[[], object]:
            wanted = Split(names, {mine.id: 1, **exercises})
            return lambda: split_skill(session, context_id, own.id, wanted, person_id, utcnow())

        refused(session, InvalidInputError, split())
        refused(session, InvalidInputError, split(*"abcdef"))
        refused(session, InvalidInputError, split("A", **{mine.id: 0}))
        refused(session, InvalidInputError, split("A", **{mine.id: 2}))
        refused(session, InvalidInputError, split("A", "a"))
        refused(session, InvalidInputError, split(" "))
        refused(session, SkillNameTakenError, split("speed"))
        refused(session, NotFoundError, split("A", **{other.id: 1}))


def test_the_later_change_is_undone_first_and_none_twice(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        context_id, person_id, now = learning.context.id, learning.person.id, utcnow()
        one, two = (make_skill(session, learning.context, name) for name in ("B", "C"))
        before = dump(session)
        merge_skills(session, context_id, one.id, two.id, person_id, now)
        merge_skills(session, context_id, two.id, learning.skill.id, person_id, now + timedelta(1))
        later, first = list_changes(session, context_id)
        refused(session, ChangedSinceError, lambda: undo_change(session, context_id, first.id, now))
        for change in (later, first):
            undo_change(session, context_id, change.id, now)
        assert dump(session) == before
        refused(session, ChangedSinceError, lambda: undo_change(session, context_id, first.id, now))
        with pytest.raises(NotFoundError):
            undo_change(session, make_course(session).id, first.id, now)


def test_no_table_that_names_a_skill_can_be_forgotten() -> None:
    """One of which there is only one for each skill would need a rule of its own."""
    tables = {column.table.name for column in skill_columns()} | {one.name for one in APART}
    assert tables >= {"exercise", "draft", "disagreement", "wish", "showing", "skill_prerequisite"}
    for column in skill_columns():
        unique = [one for one in column.table.constraints if isinstance(one, UniqueConstraint)]
        assert not any(column.name in one.columns for one in unique)
