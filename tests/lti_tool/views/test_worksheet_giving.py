"""Worksheets are sent to the drafters and given to learners: what is refused first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Evidence
from lti_tool.model_settings import Quotas
from lti_tool.models import (
    GenerationRequest,
    GivingState,
    Showing,
    WaitingAnswer,
    Worksheet,
    WorksheetState,
)
from lti_tool.queue import JobName
from lti_tool.services import giving, worksheet_chances
from lti_tool.services.evidence import list_evidence
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheets import list_slots
from lti_tool.views.wiring import EXTENSION
from tests.lti_tool.factories import (
    RecordingQueue,
    make_person,
    store,
)
from tests.lti_tool.statement_count import count_statements
from tests.lti_tool.views.worksheet_office import Office


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
        office.give(worksheet)
    with office.database.read() as session:
        given = session.scalars(select(Worksheet).where(Worksheet.practice_id.is_not(None))).all()
    assert len(given) == 2
    assert {slot.exercise for row in given for slot in list_slots(row)} == {exercise}
    assert office.visit.get(f"/worksheets/{given[0].id}").status_code == 404  # the learner's own


def test_giving_to_a_class_takes_as_many_statements_as_giving_to_one(office: Office) -> None:
    office.publish()
    counts = []
    for more in (0, 5):
        office.add_learners(more)
        worksheet = office.make(Target())
        with count_statements(office.database) as statements:
            office.give(worksheet)
        counts.append(len(statements))
    assert office.count(Worksheet) == 2 + 1 + 6
    assert counts[0] == counts[1]


@pytest.mark.parametrize("verb", ["stop", "go-on", "take-back"])
def test_what_was_not_given_is_neither_stopped_nor_taken_back(office: Office, verb: str) -> None:
    worksheet = office.make()
    assert office.visit.post(f"/worksheets/{worksheet}/giving/{verb}").status_code == 404
    assert office.visit.post(f"/worksheets/none/giving/{verb}").status_code == 404
    office.publish()
    office.give(worksheet)
    for _ in range(2):
        answer = office.visit.post(f"/worksheets/{worksheet}/giving/{verb}")
        assert answer.status_code == (303 if verb == "take-back" else 409)
        verb = "stop"


def test_a_large_class_is_left_to_a_job_and_the_page_says_how_far_it_is(
    office: Office, queue: RecordingQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "AT_ONCE", 2)
    office.publish()
    office.add_learners(4)
    worksheet = office.make(Target())
    for _ in range(2):
        assert office.give(worksheet).status_code == 303
    assert office.count(Worksheet) == 1
    row = office.find_giving(worksheet)
    assert queue.rung == [(JobName.GIVE_WORKSHEET, row.id)]
    page = office.page(worksheet)
    assert "0 / 5" in page
    assert "Stop giving" in page
    assert office.edit(worksheet, "remove", "s3").status_code == 409
    office.step(row.id)
    polled = office.visit.get(f"/worksheets/{worksheet}/giving")
    assert "2 / 5" in polled.text
    office.visit.post(f"/worksheets/{worksheet}/giving/stop")
    assert not office.step(row.id)
    polled = office.visit.get(f"/worksheets/{worksheet}/giving")
    assert polled.headers["HX-Refresh"] == "true"
    page = office.page(worksheet)
    assert "The giving was stopped. 2 learners find the worksheet in the practice." in page
    office.visit.post(f"/worksheets/{worksheet}/giving/go-on")
    assert queue.rung[1:] == [(JobName.GIVE_WORKSHEET, row.id)]
    while office.step(row.id):
        pass
    assert "5 learners find the worksheet in the practice." in office.page(worksheet)


def test_what_one_step_leaves_over_is_a_workers_at_once(
    office: Office, queue: RecordingQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "AT_ONCE", 2)
    office.publish()
    office.add_learners(1)
    worksheet = office.make(Target())
    office.give(worksheet)
    row = office.find_giving(worksheet)
    assert (row.done, row.lease_until) == (2, None)
    assert queue.rung == [(JobName.GIVE_WORKSHEET, row.id)]


def test_dropping_a_worksheet_stops_its_giving(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "AT_ONCE", 1)
    office.publish()
    office.add_learners(2)
    worksheet = office.make(Target())
    office.give(worksheet)
    office.visit.post(f"/worksheets/{worksheet}/drop")
    assert office.find_giving(worksheet).state is GivingState.STOPPED
    office.visit.post(f"/worksheets/{worksheet}/drop", {"do": "restore"})
    assert "Go on giving" in office.page(worksheet)


def test_where_every_learner_is_done_with_what_fits_nobody_is_given_anything(
    office: Office,
) -> None:
    """The practice has an exercise that fits, but this learner handed it in and waits."""
    exercise = office.publish()
    with office.database.write() as session:
        showing = Showing(
            practice_id=office.practice.id, person_id=office.learner, exercise_id=exercise,
            version=1, seed=1, skill_id=office.skill, reason="start",
        )  # fmt: skip
        store(session, showing)
        waiting = WaitingAnswer(
            context_id=office.context.id, practice_id=office.practice.id, showing_id=showing.id,
            person_id=office.learner, exercise_id=exercise, version=1, token="t", text="",
            seconds=1.0,
        )  # fmt: skip
        store(session, waiting)
    worksheet = office.make(Target())
    assert office.give(worksheet).status_code == 303
    assert office.count(Worksheet) == 1
    assert "Nobody was given anything" in office.page(worksheet)
    assert office.read(worksheet).state is WorksheetState.PLANNED


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
