"""An installation with rows in every table, and a learner who is named wherever anybody can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Enum, select
from sqlalchemy.orm import Session

from deploy.backup.values import kind_of
from lti_tool.db import Base, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import (
    AccessToken,
    Admin,
    AdminInvite,
    AdminSession,
    Allowance,
    BankModel,
    Breaker,
    Context,
    Draft,
    Exercise,
    ExerciseReport,
    JobTally,
    KeyState,
    Lesson,
    LessonState,
    LoginState,
    OutsideEvidence,
    Passage,
    Person,
    PlannerModel,
    Practice,
    Refusal,
    RegistrationInvite,
    Role,
    SheetPath,
    Showing,
    SiteSetting,
    SkillPrerequisite,
    Source,
    SourceState,
    ToolKey,
    TrainingState,
    WaitingAnswer,
    Wish,
    WorkerBeat,
    Worksheet,
    WorksheetState,
)
from lti_tool.services.audit import note_audit
from lti_tool.services.exercises import find_version
from lti_tool.services.worksheet_slots import write_slots
from tests.lti_tool.contents import LESSON, OPEN
from tests.lti_tool.factories import (
    make_blueprint,
    make_draft,
    make_exercise,
    make_person,
    make_request,
    make_skill,
    store,
)
from tests.lti_tool.planned_sheets import make_slots
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning
from tests.lti_tool.visits import make_session

SECRET = b"a secret of at least 32 characters"
FILE = b"Speed is distance over time. " * 50


@dataclass(frozen=True, slots=True)
class WholeSite:
    """`learner` answered and once instructed too; `other` answered the same exercises."""

    context: Context
    learner: Person
    other: Person
    instructor: Person
    exercise_id: str
    source: Source


def make_whole_site(session: Session) -> WholeSite:
    now = utcnow()
    learning = make_learning(session)
    context, learner = learning.context, learning.person
    learner.name, learner.email = "李 小明", "ming@example.org"
    other = make_person(session, context, name="Grace")
    instructor = make_person(session, context, Role.INSTRUCTOR, name="Ms Example")
    exercise = learning.publish()
    exercise.published_by = learner.id
    find_version(session, exercise.id, 1).person_id = learner.id
    for person, answer in ((learner, RIGHT), (other, WRONG)):
        learning.answer(learning.show(exercise, person=person), answer, now)
    _add_learner_rows(session, learning, learner, exercise.id, now)
    source = _add_course_rows(session, learning, learner, now)
    _add_site_rows(session, context, now)
    row, _ = make_session(session, context, instructor)
    row.settings = {"reviewed": learner.id, "notices": [{"text": "李 小明: saved"}], "choose": True}
    note_audit(session, learner.id, "publish_exercise", f"exercise:{exercise.id}")
    note_audit(session, instructor.id, "allowance.set", f"person:{learner.id}", tries=2)
    note_audit(session, instructor.id, "regrade", "exercise:x", learners=[learner.id])
    session.flush()
    return WholeSite(context, learner, other, instructor, exercise.id, source)


def _add_learner_rows(
    session: Session, learning: Learning, learner: Person, exercise_id: str, now: datetime
) -> None:
    make_session(session, learning.context, learner, learning.link)
    store(
        session,
        Allowance(practice_id=learning.practice.id, person_id=learner.id, closes_at=now),
        ExerciseReport(exercise_id=exercise_id, version=1, person_id=learner.id, note="不对"),
        OutsideEvidence(
            context_id=learning.context.id, person_id=learner.id, source="gradebook",
            external_id="7", title="Quiz 1", skill_ids=[learning.skill.id], score=0.5, seen_at=now,
        ),
    )  # fmt: skip


def _add_course_rows(
    session: Session, learning: Learning, learner: Person, now: datetime
) -> Source:
    """Also what refers to a row of its own table, in either direction."""
    context, skill = learning.context, learning.skill
    request = make_request(session, context, make_blueprint(skill))
    request.person_id = learner.id
    old = make_draft(session, request)
    old.decided_by = learner.id
    make_draft(session, request).regenerates_id = old.id
    newer = Source(
        context_id=context.id, person_id=learner.id, filename="速度.txt", media_type="text/plain",
        size=len(FILE), sha256="", state=SourceState.READY, unread=[{"place": "p. 1"}],
    )  # fmt: skip
    store(session, newer)
    replaced = Source(
        context_id=context.id, filename="old.txt", media_type="text/plain", size=1,
        sha256="0" * 64, state=SourceState.REPLACED, replaced_by_id=newer.id,
    )  # fmt: skip
    further = make_skill(session, context, "Acceleration")
    store(
        session,
        replaced,
        Passage(context_id=context.id, source_id=newer.id, ordinal=0, page=1, language="zh",
                text="速度\u2028=\n路程÷时间 \U0001f600"),
        SkillPrerequisite(skill_id=further.id, requires_id=skill.id),
        Wish(context_id=context.id, skill_id=further.id, request_id=request.id),
    )  # fmt: skip
    return newer


def _add_site_rows(session: Session, context: Context, now: datetime) -> None:
    registration_id, later = context.registration_id, now + timedelta(hours=1)
    vault = Vault(SECRET)
    admin = Admin(name="Ada")
    store(session, admin)
    store(
        session,
        AdminInvite(admin_id=admin.id, token_hash="1" * 64, expires_at=later),
        AdminSession(admin_id=admin.id, secret_hash="2" * 64, expires_at=later),
        SiteSetting(name="drafter_model", value={"name": "qwen"}),
        JobTally(job="jobs.read_source.run", outcome="done", runs=3, seconds=4.5),
        WorkerBeat(name="w1", queue="work", seen_at=now),
        Breaker(registration_id=registration_id, failures=1),
        RegistrationInvite(token_hash="3" * 64, expires_at=later, made_by=admin.id),
        ToolKey(registration_id=registration_id, kid="k1", state=KeyState.RETIRED,
                public_pem="-----", private_sealed=vault.seal(b"\x00\xff private", "tool key")),
        AccessToken(registration_id=registration_id, scopes="s",
                    token_sealed=vault.seal(b"token", "token"), expires_at=now.timestamp()),
    )  # fmt: skip
    session.add(
        LoginState(
            state_hash="4" * 64, nonce_hash="5" * 64, browser_hash="6" * 64,
            registration_id=registration_id, target_link_uri="https://tool.example/",
            expires_at=later,
        )
    )  # fmt: skip


def add_later_rows(session: Session, site: WholeSite) -> None:
    """Of tables that came after the first release: a refusal and a login that name the
    learner, and one row
    of plain values wherever there is none yet."""
    registration_id = site.context.registration_id
    refusal = Refusal(
        reference="r1", registration_id=registration_id, check="person", code="person_blocked",
        expected="not blocked", found=site.learner.id,
    )  # fmt: skip
    store(session, refusal)
    session.query(LoginState).update({"login_hint": site.learner.subject})
    _add_worksheets(session, site)
    _add_open_answer(session, site)
    _add_lesson(session, site)
    session.query(Draft).update({"assigned_to": site.learner.id})
    for table in Base.metadata.sorted_tables:
        if session.execute(table.select().limit(1)).first() is None:
            values = {one.name: _any_value(session, one, site) for one in table.columns}
            session.execute(table.insert().values(values))


def _add_worksheets(session: Session, site: WholeSite) -> None:
    """One that an instructor planned for the learner, and the learner's own in a practice."""
    exercise = session.get_one(Exercise, site.exercise_id)
    practice = session.scalars(select(Practice.id).where(Practice.context_id == site.context.id))
    slots = make_slots(exercise.skill_id)
    common = {
        "context_id": site.context.id, "person_id": site.learner.id, "size": 3, "seed": 1,
        "state": WorksheetState.PLANNED, "path": SheetPath.RULE, "path_reason": "no_model",
        "profile": {"mastery": {exercise.skill_id: 0.5}}, "planned_at": utcnow(),
    }  # fmt: skip
    mine = [slot.model_copy(update={"exercise": exercise.id}) for slot in slots[:1]]
    store(
        session,
        Worksheet(
            **common, asked_by=site.instructor.id, slots=write_slots(slots),
            sheets={path.value: write_slots(slots) for path in SheetPath},
        ),
        Worksheet(
            **common, asked_by=site.learner.id, practice_id=practice.first(),
            slots=write_slots(mine),
        ),
        PlannerModel(
            context_id=site.context.id, state=TrainingState.TRAINED, revision="r1",
            trained_at=utcnow(), gate_reason="too_few_sheets", data={"own_sheets": 3},
            figures={"unseen_sheets": 3.0},
        ),
        BankModel(
            context_id=site.context.id, state=TrainingState.TRAINED, revision="b1",
            trained_at=utcnow(), data={"items": 41}, figures={"bound": 1.0},
        ),
    )  # fmt: skip


def _add_open_answer(session: Session, site: WholeSite) -> None:
    """The learner's, not marked yet."""
    context = session.get_one(Context, site.context.id)
    exercise = make_exercise(session, context, OPEN)
    practice = session.scalars(select(Practice).where(Practice.context_id == context.id)).first()
    assert practice is not None
    common = {
        "practice_id": practice.id, "person_id": site.learner.id, "exercise_id": exercise.id,
        "version": 1,
    }  # fmt: skip
    showing = Showing(
        **common, seed=1, skill_id=exercise.skill_id, reason="start", closed_at=utcnow()
    )
    store(session, showing)
    store(
        session,
        WaitingAnswer(
            **common, context_id=context.id, showing_id=showing.id, token="open",
            text="Velocity changes.",
        ),
    )  # fmt: skip


def _add_lesson(session: Session, site: WholeSite) -> None:
    """Asked for and published by the person whom all else names too."""
    skill_id = session.get_one(Exercise, site.exercise_id).skill_id
    content = LESSON.model_dump(mode="json")
    store(
        session,
        Lesson(
            context_id=site.context.id, skill_id=skill_id, language="en", content=content,
            drafted=content, state=LessonState.PUBLISHED, asked_by=site.learner.id,
            published_by=site.learner.id,
            published_at=utcnow(),
        ),
    )  # fmt: skip


def _any_value(session: Session, column: Column[Any], site: WholeSite) -> Any:
    for key in column.foreign_keys:
        table = key.column.table
        return site.learner.id if table.name == "person" else session.scalar(select(table.c.id))
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    plain = {"time": utcnow(), "bytes": b"\0", "json": [], "truth": True, "whole": 1, "number": 0.5}
    return plain.get(kind_of(column.type), f"{column.name}"[:8])


def tables_without_rows(session: Session) -> list[str]:
    tables = Base.metadata.sorted_tables
    return [one.name for one in tables if session.execute(one.select().limit(1)).first() is None]
