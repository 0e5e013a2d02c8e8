"""Worksheets on an instructor's pages: what is refused first, then from planning to sending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from analytics.types import Evidence
from lti_tool.db import Database, utcnow
from lti_tool.errors import ConflictError
from lti_tool.model_settings import Quotas
from lti_tool.models import (
    Context,
    CourseGroup,
    Exercise,
    GenerationRequest,
    GroupMember,
    Membership,
    Practice,
    Role,
    SheetPath,
    Skill,
    Source,
    SourceState,
    Worksheet,
    WorksheetState,
)
from lti_tool.queue import JobName
from lti_tool.services import worksheet_chances
from lti_tool.services.evidence import list_evidence
from lti_tool.services.worksheet_slots import CHOSEN
from lti_tool.services.worksheet_use import give_worksheet, prepare_gift
from lti_tool.services.worksheets import (
    MOST_TRIES,
    Plan,
    Target,
    begin_planning,
    fail_worksheet,
    keep_plan,
    list_slots,
)
from lti_tool.views.wiring import EXTENSION
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_skill,
    store,
)
from tests.lti_tool.planned_sheets import make_plan, make_slots, make_worksheet
from tests.lti_tool.statement_count import count_statements
from tests.lti_tool.visits import VisitClient, visit_client


@dataclass
class Office:
    """An instructor's browser in a course with one skill and one learner."""

    app: Flask
    database: Database
    visit: VisitClient
    context: Context
    learner: str
    skill: str
    practice: Practice

    def ask(self, whom: str = "", size: str = "6") -> TestResponse:
        form = {"whom": whom or f"person:{self.learner}", "size": size}
        return self.visit.post("/worksheets", form)

    def make(self, target: Target | None = None, **values: object) -> str:
        with self.database.write() as session:
            return make_worksheet(
                session, self.context.id, self.visit.person_id, self.skill,
                target or Target(self.learner), **values,
            ).id  # fmt: skip

    def edit(self, worksheet: str, do: str, slot: str = "", **values: str) -> TestResponse:
        form = {"do": do, "slot": slot, **values}
        return self.visit.post(f"/worksheets/{worksheet}/edit", form)

    def read(self, worksheet: str) -> Worksheet:
        with self.database.read() as session:
            return session.get_one(Worksheet, worksheet)

    def order(self, worksheet: str) -> list[str]:
        return [slot.id for slot in list_slots(self.read(worksheet))]

    def page(self, worksheet: str) -> str:
        return unescape(self.visit.get(f"/worksheets/{worksheet}").text)

    def count(self, kind: type[Worksheet] | type[GenerationRequest]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count(kind.id))) or 0

    def add_source(self) -> None:
        with self.database.write() as session:
            source = Source(
                context_id=self.context.id, filename="a.txt", media_type="text/plain", size=1,
                sha256="", state=SourceState.READY,
            )  # fmt: skip
            store(session, source)

    def publish(self, difficulty: float = 0.0) -> str:
        with self.database.write() as session:
            skill = session.get_one(Skill, self.skill)
            content = CHOICE.model_copy(update={"stem": f"How fast is {difficulty}?"})
            made = make_exercise(session, self.context, content, skill=skill)
            session.get_one(Exercise, made.id).difficulty = difficulty
            return made.id

    def leave(self) -> None:
        with self.database.write() as session:
            gone = update(Membership).where(Membership.person_id == self.learner)
            session.execute(gone.values(active=False))


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    with database.write() as session:
        context = make_course(session)
        learner = make_person(session, context, name="Ada")
        skill = make_skill(session, context, "Average speed")
        practice = make_practice(session, context, title="Motion", language="")
    visit = visit_client(app, Role.INSTRUCTOR, context=context, practice=practice)
    return Office(app, database, visit, context, learner.id, skill.id, practice)


@pytest.mark.parametrize("path", ["/worksheets", "/class/planner"], ids=["worksheets", "planner"])
def test_learners_do_not_see_the_pages(app: Flask, path: str) -> None:
    assert visit_client(app).get(path).status_code == 403


def test_without_skills_and_learners_the_page_says_what_to_do(
    database: Database, teacher: VisitClient
) -> None:
    page = teacher.get("/worksheets").text
    assert "No skills yet" in page
    assert "Plan a worksheet" not in page
    with database.write() as session:
        make_skill(session, session.get_one(Context, teacher.context_id))
    assert "No learners yet" in teacher.get("/worksheets").text


@pytest.mark.parametrize("whom", ["nobody", "person:", "group:", "person"])
def test_whom_it_is_for_must_be_said(office: Office, whom: str) -> None:
    assert office.ask(whom).status_code == 422


@pytest.mark.parametrize("size", ["", "0", "2", "13", "many", "9" * 30, "²"])
def test_sizes_that_no_sheet_has_are_refused(office: Office, size: str) -> None:
    answer = office.ask(size=size)
    assert answer.status_code == 422
    assert "3 to 12 exercises" in answer.text
    assert office.count(Worksheet) == 0


@pytest.mark.parametrize("kind", ["person", "group"])
def test_people_and_groups_of_another_course_are_not_found(office: Office, kind: str) -> None:
    with office.database.write() as session:
        stranger = make_person(session, make_course(session))
    assert office.ask(f"{kind}:{stranger.id}").status_code == 404


def test_nothing_is_planned_for_an_instructor_or_for_who_left(office: Office) -> None:
    assert office.ask(f"person:{office.visit.person_id}").status_code == 404
    office.leave()
    assert "no longer on the course's roster" in unescape(office.ask().text)
    assert office.ask("all").status_code == 409


def test_another_courses_worksheet_is_not_found(office: Office, app: Flask) -> None:
    worksheet = office.make()
    other = visit_client(app, Role.INSTRUCTOR)
    assert other.get(f"/worksheets/{worksheet}").status_code == 404
    for verb in ("edit", "another", "choose", "send", "give", "drop"):
        answer = other.post(f"/worksheets/{worksheet}/{verb}", {"do": "undo", "language": "en"})
        assert answer.status_code == 404, verb
    assert office.read(worksheet).state is WorksheetState.PLANNED


def test_it_is_asked_for_and_polled_until_it_is_planned(
    office: Office, queue: RecordingQueue
) -> None:
    answer = office.ask()
    row = office.count(Worksheet)
    assert (answer.status_code, row) == (303, 1)
    worksheet = queue.rung[-1][1]
    assert queue.rung[-1][0] is JobName.PLAN_WORKSHEET
    assert 'hx-trigger="every 2s"' in office.page(worksheet)
    queue.reachable = False
    assert "the queue is out of reach" in office.page(worksheet)
    with office.database.write() as session:
        keep_plan(session, worksheet, make_plan(office.skill), utcnow())
    part = office.visit.fragment(f"/worksheets/{worksheet}").text
    assert "<html" not in part
    assert "hx-trigger" not in part
    assert "A right answer is almost sure. Nothing is known of this skill yet." in part
    assert "3 exercises, about 6 minutes" in part


def test_a_double_click_plans_one(office: Office) -> None:
    first, second, other = office.ask(), office.ask(), office.ask("all")
    assert first.location == second.location != other.location
    assert office.count(Worksheet) == 2


def test_a_group_that_the_platform_dropped_is_given_nothing(office: Office) -> None:
    with office.database.write() as session:
        group = CourseGroup(context_id=office.context.id, external_id="1", name="Monday")
        store(session, group)
        store(session, GroupMember(group_id=group.id, person_id=office.learner))
        group_id = group.id
    office.publish()
    worksheet = office.make(Target(group_id=group_id))
    with office.database.write() as session:
        session.query(GroupMember).delete()
        session.query(CourseGroup).delete()
    assert "Worksheet for Monday" in office.page(worksheet)
    give = f"/worksheets/{worksheet}/give"
    assert office.visit.post(give, {"practice": office.practice.id}).status_code == 409
    form = {"skill": office.skill, "kind": "cloze", "bloom": "apply", "difficulty": "easy"}
    assert office.edit(worksheet, "add", **form).status_code == 303


def test_why_no_sheet_came_is_said_and_it_is_planned_again(
    office: Office, queue: RecordingQueue
) -> None:
    office.ask()
    worksheet = queue.rung[-1][1]
    with office.database.write() as session:
        fail_worksheet(session, worksheet, "no_skills", utcnow())
    assert "The course has no skills yet" in office.page(worksheet)
    office.visit.post(f"/worksheets/{worksheet}/another")
    assert office.read(worksheet).state is WorksheetState.WAITING
    assert len(queue.rung) == 2


def test_slots_move_go_and_come_back(office: Office) -> None:
    worksheet = office.make()
    assert office.edit(worksheet, "down", "s1").location.endswith("#slot-s1")
    assert office.order(worksheet) == ["s2", "s1", "s3"]
    office.edit(worksheet, "up", "s2")  # it is the first: nothing changes, nothing to undo
    office.edit(worksheet, "remove", "s3")
    assert office.order(worksheet) == ["s2", "s1"]
    office.edit(worksheet, "undo")
    office.edit(worksheet, "undo")
    assert office.order(worksheet) == ["s1", "s2", "s3"]
    assert office.edit(worksheet, "undo").status_code == 409


def test_the_last_slot_stays(office: Office) -> None:
    worksheet = office.make(count=1)
    assert office.edit(worksheet, "remove", "s1").status_code == 409
    assert office.order(worksheet) == ["s1"]


@pytest.mark.parametrize("do", ["up", "remove", "change"])
def test_slots_that_are_not_there_cannot_be_changed(office: Office, do: str) -> None:
    form = {"skill": office.skill, "kind": "cloze", "bloom": "apply", "difficulty": "hard"}
    assert office.edit(office.make(), do, "s9", **form).status_code == 404


def test_unknown_changes_are_refused(office: Office) -> None:
    worksheet = office.make()
    good = {"skill": office.skill, "kind": "cloze", "bloom": "apply", "difficulty": "hard"}
    assert office.edit(worksheet, "explode", "s1").status_code == 422
    for name in ("kind", "bloom", "difficulty"):
        assert office.edit(worksheet, "change", "s1", **{**good, name: "x"}).status_code == 422
    with office.database.write() as session:
        foreign = make_skill(session, make_course(session)).id
    assert office.edit(worksheet, "add", **{**good, "skill": foreign}).status_code == 404
    assert office.order(worksheet) == ["s1", "s2", "s3"]


def test_a_slot_is_replaced_and_one_is_added(office: Office) -> None:
    worksheet = office.make()
    form = {"skill": office.skill, "kind": "ordering", "bloom": "apply", "difficulty": "hard"}
    office.edit(worksheet, "change", "s2", **form)
    office.edit(worksheet, "add", **form)
    slots = list_slots(office.read(worksheet))
    assert [slot.why for slot in slots] == ["start", CHOSEN, "start", CHOSEN]
    assert slots[1].kind == "ordering"
    assert slots[1].p_correct < slots[0].p_correct  # as the learner model expects it
    assert "An instructor put it here." in office.page(worksheet)


def test_a_full_sheet_takes_no_more(office: Office) -> None:
    worksheet = office.make(count=12)
    form = {"skill": office.skill, "kind": "cloze", "bloom": "apply", "difficulty": "easy"}
    assert office.edit(worksheet, "add", **form).status_code == 422
    assert "Add an exercise" not in office.page(worksheet)


def test_another_sheet_is_shown_and_the_first_one_comes_back(
    office: Office, queue: RecordingQueue
) -> None:
    first = {"mastery": {office.skill: 0.2}}
    worksheet = office.make(profile=first)
    office.edit(worksheet, "down", "s1")
    office.visit.post(f"/worksheets/{worksheet}/another")
    office.visit.post(f"/worksheets/{worksheet}/another")  # a double click
    row = office.read(worksheet)
    planned_at = row.planned_at
    assert (row.state, len(row.alternatives)) == (WorksheetState.WAITING, 1)
    with office.database.write() as session:
        another = make_plan(office.skill, count=5, profile={"mastery": {office.skill: 0.9}})
        keep_plan(session, worksheet, another, utcnow())
    assert len(office.order(worksheet)) == 5
    seed = office.read(worksheet).seed
    office.visit.post(f"/worksheets/{worksheet}/choose", {"seed": "1"})
    assert office.order(worksheet) == ["s2", "s1", "s3"]
    assert office.read(worksheet).profile == first  # what that sheet was planned for
    assert office.read(worksheet).planned_at == planned_at  # and when
    office.visit.post(f"/worksheets/{worksheet}/choose", {"seed": str(seed)})
    assert office.read(worksheet).profile == another.profile
    assert len(office.read(worksheet).alternatives) == 1
    answer = office.visit.post(f"/worksheets/{worksheet}/choose", {"seed": "12345"})
    assert answer.status_code == 404


def test_where_no_other_sheet_comes_the_present_one_is_kept(office: Office) -> None:
    worksheet = office.make()
    office.visit.post(f"/worksheets/{worksheet}/another")
    with office.database.write() as session:
        fail_worksheet(session, worksheet, "interrupted", utcnow())
    assert office.order(worksheet) == ["s1", "s2", "s3"]
    assert "so this one is kept" in office.page(worksheet)


def test_sending_needs_a_source_and_asks_once(office: Office, queue: RecordingQueue) -> None:
    worksheet = office.make()
    send = f"/worksheets/{worksheet}/send"
    assert office.visit.post(send, {"language": "xx"}).status_code == 422
    assert "no readable source" in office.visit.post(send, {"language": "en"}).text
    assert office.count(GenerationRequest) == 0
    office.add_source()
    for _ in range(2):
        assert office.visit.post(send, {"language": "zh", "which": "all"}).status_code == 303
    with office.database.read() as session:
        request = session.scalars(select(GenerationRequest)).one()
    assert [one["kind"] for one in request.blueprints] == ["true_false", "multiple_choice", "cloze"]
    assert [one["difficulty"] for one in request.blueprints] == [-0.5, 0.0, 0.5]
    assert {one["skill_name"] for one in request.blueprints} == {"Average speed"}
    assert {one["language"] for one in request.blueprints} == {"zh"}
    assert queue.rung == [(JobName.GENERATE, request.id)]
    assert office.edit(worksheet, "down", "s1").status_code == 409
    assert "See the request" in office.page(worksheet)


def test_a_quota_that_is_used_up_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.add_source()
    wiring = office.app.extensions[EXTENSION]
    models = replace(wiring.settings.models, quotas=Quotas(course=2))
    limited = replace(wiring, settings=replace(wiring.settings, models=models))
    monkeypatch.setitem(office.app.extensions, EXTENSION, limited)
    worksheet = office.make()
    answer = office.visit.post(f"/worksheets/{worksheet}/send", {"language": "en"})
    assert answer.status_code == 429
    assert office.count(GenerationRequest) == 0
    assert office.read(worksheet).state is WorksheetState.PLANNED


def test_only_what_is_missing_is_drafted(office: Office) -> None:
    office.add_source()
    office.publish(0.0)
    worksheet = office.make()
    assert "Only the 2 that nothing published fits" in office.page(worksheet)
    office.visit.post(f"/worksheets/{worksheet}/send", {"language": "en", "which": "missing"})
    with office.database.read() as session:
        asked = session.get_one(Worksheet, worksheet).request_id
        request = session.get_one(GenerationRequest, asked)
    assert [one["kind"] for one in request.blueprints] == ["true_false", "cloze"]


def test_nothing_is_given_where_nothing_fits(office: Office) -> None:
    worksheet = office.make()
    give = f"/worksheets/{worksheet}/give"
    assert office.visit.post(give, {"practice": office.practice.id}).status_code == 409
    assert office.visit.post(give, {"practice": "none"}).status_code == 404
    office.publish(4.0)  # far too hard
    assert office.visit.post(give, {"practice": office.practice.id}).status_code == 409
    assert "No published exercise fits" in office.page(worksheet)


def test_what_fits_is_given_once_to_each_learner(office: Office) -> None:
    with office.database.write() as session:
        make_person(session, office.context)
    exercise = office.publish()
    worksheet = office.make(Target())
    for _ in range(2):
        office.visit.post(f"/worksheets/{worksheet}/give", {"practice": office.practice.id})
    with office.database.read() as session:
        given = session.scalars(select(Worksheet).where(Worksheet.practice_id.is_not(None))).all()
    assert len(given) == 2
    assert {slot.exercise for row in given for slot in list_slots(row)} == {exercise}
    assert office.visit.get(f"/worksheets/{given[0].id}").status_code == 404  # the learner's own


def test_giving_to_a_class_takes_as_many_statements_as_giving_to_one(office: Office) -> None:
    office.publish()
    counts = []
    for more in (0, 5):
        with office.database.write() as session:
            for _ in range(more):
                make_person(session, office.context)
        worksheet = office.make(Target())
        with count_statements(office.database) as statements:
            office.visit.post(f"/worksheets/{worksheet}/give", {"practice": office.practice.id})
        counts.append(len(statements))
    assert office.count(Worksheet) == 2 + 1 + 6
    assert counts[0] == counts[1]


def test_a_sheet_that_is_changed_while_it_is_given_is_given_to_nobody(office: Office) -> None:
    office.publish()
    worksheet = office.make()
    with office.database.read() as session:
        gift = prepare_gift(session, session.get_one(Worksheet, worksheet), office.practice.id)
    office.edit(worksheet, "remove", "s3")
    with (
        office.database.write() as session,
        pytest.raises(ConflictError, match="changed while it was being given"),
    ):
        row = session.get_one(Worksheet, worksheet)
        give_worksheet(session, row, gift, office.visit.person_id, utcnow())
    assert office.count(Worksheet) == 1


def test_the_chance_of_a_class_is_worked_out_while_others_may_write(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And from a sample of it: here of the one whose id comes first."""
    monkeypatch.setattr(worksheet_chances, "SAMPLE", 1)
    read = []

    def listen(session: Session, context_id: str, whose: list[str] | None = None) -> list[Evidence]:
        read.append((session.get_bind() is office.database.engine, whose))
        return list_evidence(session, context_id, whose)

    monkeypatch.setattr(worksheet_chances, "list_evidence", listen)
    with office.database.write() as session:
        mate = make_person(session, office.context).id
    form = {"skill": office.skill, "kind": "cloze", "bloom": "apply", "difficulty": "easy"}
    office.edit(office.make(Target()), "add", **form)
    assert read == [(True, [min(mate, office.learner)])]


def test_nothing_is_given_to_a_learner_who_left(office: Office) -> None:
    office.publish()
    worksheet = office.make()
    office.leave()
    assert "no longer on the course's roster" in office.page(worksheet)
    answer = office.visit.post(f"/worksheets/{worksheet}/give", {"practice": office.practice.id})
    assert answer.status_code == 409


def test_a_dropped_sheet_comes_back_as_it_was(office: Office) -> None:
    worksheet = office.make()
    drop = f"/worksheets/{worksheet}/drop"
    office.visit.post(drop)
    assert "This worksheet was dropped" in office.page(worksheet)
    assert worksheet not in office.visit.get("/worksheets").text
    office.visit.post(drop, {"do": "restore"})
    assert office.order(worksheet) == ["s1", "s2", "s3"]
    assert worksheet in office.visit.get("/worksheets").text


def test_a_failed_sheet_that_comes_back_is_planned_anew(
    office: Office, queue: RecordingQueue
) -> None:
    office.ask()
    worksheet = queue.rung[-1][1]
    with office.database.write() as session:
        for _ in range(MOST_TRIES + 1):
            begin_planning(session, worksheet, utcnow())
    assert office.read(worksheet).reason == "interrupted"
    drop = f"/worksheets/{worksheet}/drop"
    office.visit.post(drop)
    office.visit.post(drop, {"do": "restore"})
    with office.database.write() as session:
        assert begin_planning(session, worksheet, utcnow()) is not None
    row = office.read(worksheet)
    assert (row.state, row.reason) == (WorksheetState.WAITING, "")


def test_both_sheets_are_shown_and_which_is_served_and_why(office: Office) -> None:
    rule, planner = make_slots(office.skill), make_slots(office.skill, 2)
    plan = Plan(
        rule,
        {SheetPath.RULE: rule, SheetPath.PLANNER: planner},
        SheetPath.RULE,
        "unreadable",
        detail="The file is damaged.",
    )
    worksheet = office.make(
        slots=plan.slots, sheets=plan.sheets, path=plan.path, path_reason=plan.path_reason,
        detail=plan.detail,
    )  # fmt: skip
    page = office.page(worksheet)
    assert "Planner and rule side by side" in page
    assert "Planned by the rule. The planner could not be used." in page
    assert "The file is damaged." in page


def test_the_class_and_a_learners_page_lead_here(office: Office) -> None:
    assert "/worksheets?person=" in office.visit.get(f"/course/learners/{office.learner}").text
    assert "/worksheets" in office.visit.get("/class").text
    page = office.visit.get(f"/worksheets?person={office.learner}").text
    assert f'<option value="person:{office.learner}" selected>' in page
