from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.models import Context, DraftState, ExerciseState, GenerationRequest, Role
from lti_tool.queue import JobName
from tests.lti_tool.factories import (
    RecordingQueue,
    make_choice,
    make_course,
    make_draft,
    make_request,
)
from tests.lti_tool.services.test_drafts import make_family
from tests.lti_tool.views.review_desk import CONTENTS, FAIL, FLAG, Desk
from tests.lti_tool.visits import visit_client


def test_learners_have_no_desk(app: Flask) -> None:
    learner = visit_client(app)
    for path in ("/desk", "/desk/x", "/desk/x/edit", "/desk/write", "/desk/write/cloze"):
        assert learner.get(path).status_code == 403


def test_draft_of_another_course_is_not_found(desk: Desk, database: Database) -> None:
    with database.write() as session:
        foreign = make_draft(session, make_request(session, make_course(session))).id
    for path in ("", "/edit", "/preview", "/checks"):
        assert desk.client.get(f"/desk/{foreign}{path}").status_code == 404
    for action in ("accept", "regenerate", "undo", "edit"):
        assert desk.client.post(f"/desk/{foreign}/{action}").status_code == 404
    rejected = desk.client.post(f"/desk/{foreign}/reject", {"reason": "too_easy"})
    assert rejected.status_code == 404
    assert desk.row(foreign).state is DraftState.IN_REVIEW


def test_refused_draft_is_shown_apart_with_its_verdict_and_not_published(desk: Desk) -> None:
    refused = desk.lay(verdicts=[FAIL])
    assert refused not in desk.client.get("/desk").text
    assert refused in desk.client.get("/desk?state=refused").text
    page = desk.client.get(f"/desk/{refused}?state=refused").text
    assert "cannot be published as it is" in page
    assert "&lt;b&gt;seen&lt;/b&gt;" in page
    assert "Accept and publish" not in page
    assert desk.client.post(f"/desk/{refused}/accept").status_code == 409
    assert desk.exercises() == []


def test_rejection_needs_a_reason(desk: Desk) -> None:
    draft = desk.lay()
    for form in ({}, {"reason": "other", "text": "  "}, {"reason": "nonsense"}):
        assert desk.client.post(f"/desk/{draft}/reject", form).status_code == 422
    assert desk.row(draft).state is DraftState.IN_REVIEW


def test_empty_desk_says_how_to_fill_it(desk: Desk) -> None:
    assert "Nothing to review" in desk.client.get("/desk").text
    assert "No draft is on this list" in desk.client.get("/desk?state=rejected").text


def test_junk_is_shown_as_it_came_and_can_be_rewritten(desk: Desk) -> None:
    draft = desk.lay(family=make_family(formula="x"), raw="{<script>", verdicts=[FAIL])
    assert "{&lt;script&gt;" in desk.client.get(f"/desk/{draft}").text
    assert desk.client.get(f"/desk/{draft}/edit").status_code == 200


def test_decision_leads_to_the_next_draft_and_can_be_undone(desk: Desk) -> None:
    first, second = desk.lay(), desk.lay(make_choice("And mass?"))
    answer = desk.client.post(f"/desk/{first}/accept?kind=multiple_choice")
    assert f"/desk/{second}?" in answer.location
    assert "kind=multiple_choice" in answer.location
    assert f"/desk/{first}/undo" in desk.client.get(answer.location).text
    assert desk.client.post(f"/desk/{first}/undo").status_code == 303
    assert desk.row(first).state is DraftState.IN_REVIEW
    assert desk.exercises()[0].state is ExerciseState.WITHDRAWN

    desk.client.post(f"/desk/{second}/reject", {"reason": "too_easy", "text": "far"})
    assert "gives the answer away: far" in desk.client.get("/desk?state=rejected").text
    desk.client.post(f"/desk/{second}/undo")
    assert desk.row(second).state is DraftState.IN_REVIEW
    assert desk.client.post(f"/desk/{second}/undo").status_code == 409


@pytest.mark.parametrize("action", ["accept", "reject", "regenerate"])
def test_decision_of_a_colleague_is_told_to_whoever_comes_too_late(
    desk: Desk, app: Flask, action: str
) -> None:
    draft, form = desk.lay(), {"reason": "too_easy"}
    colleague = visit_client(app, Role.INSTRUCTOR, desk.context)
    assert colleague.post(f"/desk/{draft}/{action}", form).status_code == 303
    assert desk.client.post(f"/desk/{draft}/{action}", form).status_code == 409


@pytest.mark.parametrize("action", ["accept", "reject", "regenerate"])
def test_button_pressed_twice_leads_on_with_its_undo(desk: Desk, action: str) -> None:
    first, second = desk.lay(), desk.lay(make_choice("And mass?"))
    for _ in range(2):
        answer = desk.client.post(f"/desk/{first}/{action}", {"reason": "too_easy"})
        assert f"/desk/{second}?undo={first}" in answer.location
    assert desk.row(second).state is DraftState.IN_REVIEW


def test_another_decision_is_told_that_it_came_too_late(desk: Desk) -> None:
    draft = desk.lay()
    assert desk.client.post(f"/desk/{draft}/accept").status_code == 303
    assert desk.client.post(f"/desk/{draft}/regenerate").status_code == 409
    assert desk.client.get(f"/desk/{draft}/edit").status_code == 409
    assert len(desk.exercises()) == 1


def test_another_is_asked_for_with_the_note(
    desk: Desk, queue: RecordingQueue, database: Database
) -> None:
    draft = desk.lay()
    too_long = desk.client.post(f"/desk/{draft}/regenerate", {"note": "x" * 501})
    assert too_long.status_code == 422
    desk.client.post(f"/desk/{draft}/regenerate", {"note": "use ships"})
    with database.read() as session:
        request = session.scalars(
            select(GenerationRequest).where(GenerationRequest.regenerates_id == draft)
        ).one()
    assert [b["note"] for b in request.blueprints] == ["use ships"]
    assert queue.rung == [(JobName.GENERATE, request.id)]
    with database.write() as session:
        again = make_draft(session, session.get_one(GenerationRequest, request.id))
        assert again.regenerates_id == draft


def test_only_drafts_without_flags_are_accepted_in_bulk(desk: Desk, database: Database) -> None:
    clean, other = desk.lay(), desk.lay(make_choice("Clean too?"))
    flagged, refused = desk.lay(verdicts=[FLAG]), desk.lay(verdicts=[FAIL])
    with database.write() as session:
        foreign = make_draft(session, make_request(session, make_course(session))).id
    assert "Accept 2 drafts without flags" in desk.client.get("/desk").text
    form = {"draft": [clean, other, flagged, refused, foreign]}
    desk.client.post("/desk/accept", form)
    assert {row.draft_id for row in desk.exercises()} == {clean, other}
    assert desk.row(flagged).state is DraftState.IN_REVIEW


def test_filters_narrow_the_list(desk: Desk, database: Database) -> None:
    choice, flagged = desk.lay(), desk.lay(CONTENTS[1], verdicts=[FLAG])
    with database.write() as session:
        context = session.get_one(Context, desk.context.id)
        other = make_draft(session, make_request(session, context)).id

    def listed(query: str) -> set[str]:
        page = desk.client.get(f"/desk?{query}").text
        return {id for id in (choice, flagged, other) if f"/desk/{id}" in page}

    assert listed("") == {choice, flagged, other}
    assert listed("kind=true_false") == {flagged}
    assert listed(f"skill={desk.skill.id}") == {choice, flagged}
    assert listed(f"request={desk.request.id}") == {choice, flagged}
    assert listed("flags=some") == {flagged}
    assert listed("flags=none") == {choice, other}
    assert listed("state=nonsense&flags=nonsense") == {choice, flagged, other}
