"""Worksheets on an instructor's pages: what is refused first, then from planning to changing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    CourseGroup,
    GroupMember,
    Role,
    SheetPath,
    Worksheet,
    WorksheetState,
)
from lti_tool.queue import JobName
from lti_tool.services import class_people
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheet_slots import CHOSEN
from lti_tool.services.worksheets import (
    MOST_TRIES,
    Plan,
    begin_planning,
    fail_worksheet,
    keep_plan,
    list_slots,
)
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_skill,
    store,
)
from tests.lti_tool.planned_sheets import make_plan, make_slots
from tests.lti_tool.statement_count import count_statements
from tests.lti_tool.views.worksheet_office import Office
from tests.lti_tool.visits import VisitClient, visit_client


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


@pytest.mark.parametrize(
    ("query", "status"), [("group=none", 404), ("page=0", 200), ("page=99", 200), ("page=x", 200)]
)
def test_an_address_that_names_what_is_not_there(office: Office, query: str, status: int) -> None:
    answer = office.visit.get(f"/worksheets?{query}&person=none")
    assert answer.status_code == status
    if status == 200:
        assert "Plan a worksheet for" in answer.text


def test_a_learner_of_a_large_class_is_found_by_name_and_group(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_people, "PAGE", 2)
    with office.database.write() as session:
        for name in ("Zoë Adler", "zora Berg", "Ada Zorn", "", "Mr Zorro"):
            role = Role.INSTRUCTOR if name.startswith("Mr") else Role.LEARNER
            person = make_person(session, office.context, role, name=name)
            if name.startswith("Ada"):
                group = CourseGroup(context_id=office.context.id, external_id="7", name="B")
                store(session, group)
                store(session, GroupMember(group_id=group.id, person_id=person.id))
                ada, group_id = person.id, group.id
            elif not name:
                nameless = pseudonym_of(person.id)

    def find(query: str) -> list[str]:
        page = unescape(office.visit.get(f"/worksheets?{query}").text)
        return re.findall('aria-label="Plan a worksheet for ([^"]+)"', page)

    assert len(find("page=1")) == len(find("page=2")) == 2
    assert len(find("page=3")) == 1
    assert find("words=zor") == ["Ada Zorn", "zora Berg"]
    assert find("words=ZOR+ada") == ["Ada Zorn"]
    assert find(f"words={nameless}") == [f"Participant {nameless}"]
    assert find(f"group={group_id}") == ["Ada Zorn"]
    assert find("words=zorro") == []
    assert "No learner fits" in office.visit.get("/worksheets?words=zorro").text
    answer = office.visit.post("/worksheets", {"whom": "all", "person": ada, "size": "6"})
    assert office.read(answer.location.rpartition("/")[2]).person_id == ada


def test_the_page_reads_as_many_people_however_many_there_are(office: Office) -> None:
    counts = []
    for more in (0, 60):
        office.add_learners(more)
        with count_statements(office.database) as statements:
            page = office.visit.get("/worksheets?page=1").text
        counts.append((len(statements), page.count("Plan a worksheet for")))
    assert counts == [(counts[0][0], 1), (counts[0][0], 50)]


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
