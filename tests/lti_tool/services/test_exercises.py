from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    DraftState,
    Exercise,
    ExerciseReport,
    ExerciseState,
    Showing,
)
from lti_tool.services import drafts, exercises
from lti_tool.services.drafts import DraftText
from tests.lti_tool.factories import (
    make_choice,
    make_course,
    make_draft,
    make_exercise,
    make_person,
    make_practice,
    make_request,
    make_skill,
    store,
)
from tests.lti_tool.services.test_drafts import make_family

NOW = utcnow()


def make_attempt(session: Session, context: Context, exercise: Exercise, option: str) -> Attempt:
    practice, person = make_practice(session, context), make_person(session, context)
    showing = Showing(
        practice_id=practice.id,
        person_id=person.id,
        exercise_id=exercise.id,
        version=exercise.version,
        seed=3,
        skill_id=exercise.skill_id,
        reason="start",
    )
    store(session, showing)
    attempt = Attempt(
        context_id=context.id,
        practice_id=practice.id,
        showing_id=showing.id,
        person_id=person.id,
        exercise_id=exercise.id,
        version=exercise.version,
        number=1,
        token="t",
        answer={"option": option},
        fraction=float(option == "b"),
        correct=option == "b",
        seconds=12.0,
    )
    store(session, attempt)
    return attempt


def test_draft_of_another_course_is_not_published(database: Database) -> None:
    with database.write() as session:
        draft = make_draft(session, make_request(session, make_course(session)))
        other = make_course(session)
        with pytest.raises(NotFoundError):
            exercises.publish_draft(
                session, other.id, draft.id, make_person(session, other).id, NOW
            )


def test_draft_is_published_once(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        draft = make_draft(session, make_request(session, context))
        person = make_person(session, context)
        exercises.publish_draft(session, context.id, draft.id, person.id, NOW)
        with pytest.raises(ConflictError):
            exercises.publish_draft(session, context.id, draft.id, person.id, NOW)
        assert session.scalars(select(AuditEntry.action)).all() == ["publish_exercise"]


def test_unknown_version_is_not_found(database: Database) -> None:
    with database.write() as session:
        exercise = make_exercise(session, make_course(session))
        with pytest.raises(NotFoundError):
            exercises.find_version(session, exercise.id, 2)


def test_version_carries_its_provenance(database: Database) -> None:
    with database.write() as session:
        exercise = make_exercise(session, make_course(session))
        provenance = exercises.find_version(session, exercise.id, 1).provenance
        assert (provenance["drafter"], provenance["seed"]) == ("extractive", 7)
        assert provenance["AIGC"]["Label"] == "1"
        assert provenance["AIGC"]["ProduceID"] == exercise.draft_id


def test_what_an_instructor_wrote_is_not_labelled_as_generated(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        draft = make_draft(session, make_request(session, context), drafter="instructor")
        person = make_person(session, context)
        exercise = exercises.publish_draft(session, context.id, draft.id, person.id, NOW)
        assert "AIGC" not in exercises.find_version(session, exercise.id, 1).provenance


def test_family_shows_the_same_numbers_for_the_same_seed(database: Database) -> None:
    with database.write() as session:
        exercise = make_exercise(session, make_course(session), family=make_family())
        version = exercises.find_version(session, exercise.id, 1)
        shown = {exercises.show_content(version, seed).stem for seed in range(12)}
        assert len(shown) > 3
        assert exercises.show_content(version, 5) == exercises.show_content(version, 5)


def test_published_list_knows_course_skill_and_withdrawal(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        person = make_person(session, context)
        first = make_exercise(session, context, make_choice("One?"))
        second = make_exercise(session, context, make_choice("Two?"))
        make_exercise(session, make_course(session))
        assert exercises.list_published(session, context.id) == [first, second]
        assert exercises.list_published(session, context.id, [second.skill_id]) == [second]
        exercises.withdraw_exercise(session, context.id, first.id, person.id)
        assert exercises.list_published(session, context.id) == [second]
        exercises.restore_exercise(session, context.id, first.id, person.id)
        assert exercises.list_published(session, context.id) == [first, second]


def test_undo_of_publish_and_publishing_again_keep_one_exercise(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        exercise = make_exercise(session, context)
        person, draft_id = make_person(session, context), exercise.draft_id or ""
        draft = exercises.undo_publish(session, context.id, draft_id, person.id)
        assert (exercise.state, draft.state) == (ExerciseState.WITHDRAWN, DraftState.IN_REVIEW)
        assert exercises.publish_draft(session, context.id, draft_id, person.id, NOW) is exercise
        assert exercise.version == 1

        exercises.undo_publish(session, context.id, draft_id, person.id)
        text = DraftText(make_choice("Better?"), None)
        drafts.change_text(session, draft, text)
        drafts.record_verdicts(session, draft.id, text, [])
        exercises.publish_draft(session, context.id, draft_id, person.id, NOW)
        assert exercise.version == 2
        assert exercises.find_version(session, exercise.id, 1).content["stem"] == "What is speed?"
        assert exercises.find_version(session, exercise.id, 2).content["stem"] == "Better?"


def test_answered_exercise_does_not_go_back_to_the_desk(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        exercise = make_exercise(session, context)
        make_attempt(session, context, exercise, "a")
        person = make_person(session, context)
        with pytest.raises(ConflictError, match="answered"):
            exercises.undo_publish(session, context.id, exercise.draft_id or "", person.id)
        assert exercise.state is ExerciseState.PUBLISHED


def test_second_report_of_a_learner_replaces_the_first(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        exercise = make_exercise(session, context, skill=make_skill(session, context))
        learner, other = make_person(session, context), make_person(session, context)
        exercises.report_exercise(session, exercise.id, 1, learner.id, "x" * 5000)
        exercises.report_exercise(session, exercise.id, 1, learner.id, " b is right ")
        exercises.report_exercise(session, exercise.id, 1, other.id, "")
        notes = session.scalars(select(ExerciseReport.note)).all()
        assert sorted(notes) == ["", "b is right"]
