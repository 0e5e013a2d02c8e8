"""What is typed is kept until it is sent, also from a page that outlives its visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, update

from generators.exercise.content import Kind
from lti_tool.db import utcnow
from lti_tool.models import (
    Attempt,
    Context,
    LaunchSession,
    Person,
    Practice,
    Registration,
    TypedAnswer,
)
from lti_tool.services.learner_erasure import erase_learner
from lti_tool.services.learner_export import export_learner
from lti_tool.services.people import block_person
from lti_tool.services.retention import run_retention
from lti_tool.services.typed_answers import MOST_CHARACTERS
from tests.lti_tool.contents import ALL
from tests.lti_tool.views.classroom import Classroom, second_learner
from tests.lti_tool.visits import VisitClient, visit_client

TYPED = {"text": "velo", "confidence": "high", "tried": "0"}
HOURS = timedelta(hours=1)


@pytest.fixture
def showing(room: Classroom) -> str:
    room.publish(ALL[Kind.SHORT_ANSWER])
    return room.start()


def end_visit(room: Classroom, ago: timedelta = 3 * HOURS) -> None:
    """As of somebody who was away for so long."""
    with room.database.write() as session:
        session.execute(update(LaunchSession).values(seen_at=utcnow() - ago))


def relaunch(room: Classroom) -> VisitClient:
    with room.database.read() as session:
        context = session.get_one(Context, room.visit.context_id)
        person = session.get_one(Person, room.visit.person_id)
        practice = session.get_one(Practice, room.visit.practice_id)
    return visit_client(room.app, context=context, practice=practice, person=person)


def typed(room: Classroom) -> list[dict[str, str]]:
    return [row.fields for row in room.rows(TypedAnswer)]


def test_what_is_too_long_is_refused(room: Classroom, showing: str) -> None:
    answer = room.visit.post(f"{showing}/typed", {**TYPED, "text": "a" * MOST_CHARACTERS})
    assert answer.status_code == 413
    assert typed(room) == []


def test_without_token_nothing_is_kept(room: Classroom, showing: str) -> None:
    stranger = replace(room.visit, token="")
    assert stranger.post(f"{showing}/typed", TYPED).status_code == 401
    end_visit(room)
    assert stranger.post(f"{showing}/typed", TYPED).status_code == 401
    assert stranger.post(f"{showing}/answer", TYPED).status_code == 401
    assert typed(room) == []


def test_nobody_types_for_another_learner(room: Classroom, showing: str) -> None:
    other = second_learner(room)
    path = showing.replace(room.visit.visit_id, other.visit_id)
    assert other.post(f"{path}/typed", TYPED).status_code == 404
    end_visit(room)
    assert other.post(f"{path}/typed", TYPED).status_code == 404
    assert other.post(f"{path}/answer", TYPED).status_code == 404
    assert typed(room) == []


@pytest.mark.parametrize("tried", ["", "1", "-1", "²", "x", "9" * 50])
def test_what_belongs_to_no_try_that_comes_stays_out(
    room: Classroom, showing: str, tried: str
) -> None:
    answer = room.visit.post(f"{showing}/typed", {**TYPED, "tried": tried})
    assert answer.status_code == 204
    assert typed(room) == []


def test_blocked_learner_is_refused_late_too(room: Classroom, showing: str) -> None:
    end_visit(room)
    with room.database.write() as session:
        block_person(session, session.get_one(Person, room.visit.person_id), "", "admin-1")
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 403
    assert room.visit.post(f"{showing}/answer", TYPED).status_code == 403
    assert typed(room) == []


def test_platform_that_was_switched_off_takes_nothing(room: Classroom, showing: str) -> None:
    with room.database.write() as session:
        session.execute(update(Registration).values(active=False))
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 401
    assert typed(room) == []


def test_form_is_filled_again_at_the_next_launch(room: Classroom, showing: str) -> None:
    assert room.visit.post(f"{showing}/typed", {**TYPED, "text": "ve"}).status_code == 204
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 204
    assert typed(room) == [{"text": "velo", "confidence": "high"}]
    with room.database.write() as session:
        session.execute(delete(LaunchSession))
    again = relaunch(room)
    assert "you began to type is kept" in again.get("/learn").text
    page = again.get(showing.replace(room.visit.visit_id, again.visit_id)).text
    assert 'value="velo"' in page
    assert 'value="high" checked' in page
    assert 'data-restored role="status"' in page


def test_another_tab_does_not_type_over_what_was_kept(room: Classroom, showing: str) -> None:
    first, second = ({**TYPED, "writer": name, "seen": "", "text": name} for name in ("a", "b"))
    assert room.visit.post(f"{showing}/typed", first).status_code == 204
    refused = room.visit.post(f"{showing}/typed", second)
    assert (refused.status_code, refused.json["fields"]["text"]) == (409, "a")
    assert room.visit.post(f"{showing}/typed", {**second, "text": "a"}).status_code == 204
    assert room.visit.post(f"{showing}/typed", first | {"text": "a more"}).status_code == 409
    chosen = {**second, "seen": refused.json["seen"]}
    assert room.visit.post(f"{showing}/typed", chosen | {"text": "b more"}).status_code == 204
    assert typed(room)[0]["text"] == "b more"


def test_a_form_made_from_what_was_kept_goes_on_from_it(room: Classroom, showing: str) -> None:
    room.visit.post(f"{showing}/typed", {**TYPED, "writer": "a", "seen": ""})
    page = room.visit.get(showing).text
    seen = page.partition('data-seen="')[2].partition('"')[0]
    later = {**TYPED, "writer": "b", "seen": unescape(seen), "text": "velocity"}
    assert room.visit.post(f"{showing}/typed", later).status_code == 204
    assert typed(room)[0]["text"] == "velocity"
    sent = {**TYPED, "text": "sent", "token": "c", "version": "1"}
    end_visit(room)
    room.visit.post(f"{showing}/answer", sent)  # whoever sends an answer has chosen
    assert typed(room)[0]["text"] == "sent"


def test_answer_sent_after_the_end_is_kept_and_not_recorded(room: Classroom, showing: str) -> None:
    end_visit(room)
    form = {**TYPED, "text": "velocity", "token": "t", "version": "1"}
    answer = room.visit.post(f"{showing}/answer", form)
    assert answer.status_code == 401
    assert "What you typed is kept" in answer.text
    assert "velocity" not in answer.text
    assert room.rows(Attempt) == []
    assert typed(room) == [{"text": "velocity", "confidence": "high"}]


def test_page_learns_that_its_visit_has_ended(room: Classroom, showing: str) -> None:
    end_visit(room)
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 202
    assert typed(room) == [{"text": "velo", "confidence": "high"}]
    assert room.visit.get(showing).status_code == 401


def test_after_a_week_the_page_is_a_stranger(room: Classroom, showing: str) -> None:
    end_visit(room, timedelta(days=7, minutes=1))
    answer = room.visit.post(f"{showing}/answer", {**TYPED, "token": "t", "version": "1"})
    assert answer.status_code == 401
    assert "is kept" not in answer.text
    assert typed(room) == []


def test_other_pages_of_an_ended_visit_say_so(room: Classroom, showing: str) -> None:
    end_visit(room)
    for path in ("hint", "next", "report"):
        answer = room.visit.post(f"{showing}/{path}", TYPED)
        assert answer.status_code == 401
        assert "is kept" not in answer.text
    assert typed(room) == []


def test_typing_renews_the_visit(room: Classroom, showing: str) -> None:
    end_visit(room, HOURS)
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 204
    [row] = [row for row in room.rows(LaunchSession) if row.id == room.visit.visit_id]
    assert utcnow() - row.seen_at < timedelta(minutes=1)


@pytest.mark.parametrize("path", ["answer", "next"])
def test_what_was_sent_or_skipped_is_forgotten(room: Classroom, showing: str, path: str) -> None:
    room.visit.post(f"{showing}/typed", TYPED)
    form = {**TYPED, "text": "Speed", "token": "t", "version": "1"}
    assert room.visit.post(f"{showing}/{path}", form).status_code == 303
    assert "you began to type" not in room.visit.get("/learn").text
    assert typed(room) == []
    assert room.visit.post(f"{showing}/typed", TYPED).status_code == 204  # on its way till now
    assert typed(room) == []


def test_export_and_erasure_know_it(room: Classroom, showing: str) -> None:
    room.visit.post(f"{showing}/typed", TYPED)
    with room.database.write() as session:
        person = session.get_one(Person, room.visit.person_id)
        [row] = export_learner(session, person, utcnow())["rows"]["typed_answer"]
        assert row["fields"]["text"] == "velo"
        assert erase_learner(session, person, "admin-1")["typed_answer"] == 1
    assert typed(room) == []


def test_it_goes_after_a_month(room: Classroom, showing: str) -> None:
    room.visit.post(f"{showing}/typed", TYPED)
    for days, left in ((29, 1), (31, 0)):
        with room.database.write() as session:
            run_retention(session, utcnow() + timedelta(days=days), "admin-1")
        assert len(typed(room)) == left
