"""Instructors among themselves: who looks at a draft, what they say, and what was changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from generators.exercise.content import read_content
from lti_tool.db import Database
from lti_tool.models import Draft, DraftComment, Membership, Role
from lti_tool.services.drafts import DraftText, change_text
from lti_tool.services.training_pairs import list_pairs
from tests.lti_tool.factories import make_choice, make_course, make_draft, make_person, make_request
from tests.lti_tool.views.review_desk import Desk
from tests.lti_tool.visits import visit_client


def comments(database: Database) -> list[DraftComment]:
    with database.read() as session:
        return list(session.scalars(select(DraftComment)))


def edit(database: Database, draft_id: str, stem: str) -> None:
    with database.write() as session:
        row = session.get_one(Draft, draft_id)
        content = {**(row.content or {}), "stem": stem}
        change_text(session, row, DraftText.of(read_content(content), None))


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_empty_and_an_endless_comment_are_refused(
    desk: Desk, database: Database, text: str
) -> None:
    draft = desk.lay()
    assert desk.client.post(f"/desk/{draft}/comments", {"text": text}).status_code == 422
    assert comments(database) == []


def test_another_course_and_learners_are_kept_out(desk: Desk, database: Database) -> None:
    with database.write() as session:
        foreign = make_draft(session, make_request(session, make_course(session))).id
    assert desk.client.get(f"/desk/{foreign}/changes").status_code == 404
    for action in ("assign", "comments", "comments/none/delete"):
        assert desk.client.post(f"/desk/{foreign}/{action}", {"text": "x"}).status_code == 404


def test_only_an_instructor_of_the_course_is_assigned(desk: Desk, database: Database) -> None:
    draft = desk.lay()
    with database.write() as session:
        learner = make_person(session, desk.context).id
        stranger = make_person(session, make_course(session), Role.INSTRUCTOR).id
    for person in (learner, stranger, "nobody"):
        assert desk.client.post(f"/desk/{draft}/assign", {"person": person}).status_code == 422
    assert desk.row(draft).assigned_to is None


def test_mine_are_found_and_given_back(desk: Desk) -> None:
    mine, other = desk.lay(), desk.lay()
    me = desk.client.person_id
    assert desk.client.post(f"/desk/{mine}/assign", {"person": me}).status_code == 303
    page = desk.client.get("/desk?mine=1").text
    assert mine in page
    assert other not in page
    desk.client.post(f"/desk/{mine}/assign", {"person": ""})
    assert "No draft is on this list" in desk.client.get("/desk?mine=1").text


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.LEARNER}])
def test_whose_drafts_wait_for_somebody_who_left_is_told_and_they_are_taken_over(
    desk: Desk, database: Database, change: dict[str, Any]
) -> None:
    waiting, decided, mine, other = desk.lay(), desk.lay(), desk.lay(), desk.lay()
    with database.write() as session:
        gone = make_person(session, desk.context, Role.INSTRUCTOR, name="Ms <Gone>").id
        busy = make_person(session, desk.context, Role.INSTRUCTOR, name="Mr Busy").id
    for draft, person in ((waiting, gone), (decided, gone), (mine, desk.client.person_id)):
        desk.client.post(f"/desk/{draft}/assign", {"person": person})
    desk.client.post(f"/desk/{other}/assign", {"person": busy})
    desk.client.post(f"/desk/{decided}/reject", {"reason": "too_easy"})
    assert "left the course" not in desk.client.get("/desk").text
    with database.write() as session:
        session.execute(update(Membership).where(Membership.person_id == gone).values(**change))
    assert desk.client.post(f"/desk/{waiting}/assign", {"person": gone}).status_code == 422
    page = desk.client.get("/desk").text
    assert "1 draft waits for Ms &lt;Gone&gt;, no longer in the course." in page
    assert "for Ms &lt;Gone&gt;, who left the course" in page
    assert "for Mr Busy<" in page
    rejected = desk.client.get("/desk?state=rejected").text
    assert "for Ms &lt;Gone&gt;, who left the course" in rejected
    assert "Take it over" not in rejected
    assert "It waits for Ms &lt;Gone&gt;, who left" in desk.client.get(f"/desk/{waiting}").text
    assert "who left" not in desk.client.get(f"/desk/{other}").text
    for _ in range(2):
        assert desk.client.post("/desk/take-over").status_code == 303
    assert desk.row(waiting).assigned_to == desk.client.person_id
    assert desk.row(decided).assigned_to == gone
    assert desk.row(other).assigned_to == busy
    assert "no longer in the course" not in desk.client.get("/desk").text


def test_what_waits_in_another_course_is_not_taken_over(
    app: Flask, desk: Desk, database: Database
) -> None:
    draft = desk.lay()
    with database.write() as session:
        gone = make_person(session, make_course(session), Role.INSTRUCTOR)
        session.get_one(Draft, draft).assigned_to = gone.id
    visit_client(app, Role.INSTRUCTOR).post("/desk/take-over")
    assert desk.row(draft).assigned_to == gone.id
    assert "who left the course" in desk.client.get("/desk").text


def test_a_comment_is_read_by_others_and_deleted_by_its_writer(
    app: Flask, desk: Desk, database: Database
) -> None:
    draft = desk.lay()
    desk.client.post(f"/desk/{draft}/comments", {"text": "Is <b>this</b> right?"})
    page = desk.client.get(f"/desk/{draft}").text
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in page
    assert "1 comment" in desk.client.get("/desk").text
    (comment,) = comments(database)
    colleague = visit_client(app, Role.INSTRUCTOR, context=desk.context)
    path = f"/desk/{draft}/comments/{comment.id}/delete"
    assert colleague.post(path).status_code == 404
    assert desk.client.post(path).status_code == 303
    assert comments(database) == []


def test_an_edit_is_told_word_by_word(desk: Desk, database: Database) -> None:
    draft = desk.lay(content=make_choice("What is mass?"))
    assert "Nobody has changed this draft" in desk.client.get(f"/desk/{draft}/changes").text
    edit(database, draft, "What is weight?")
    edit(database, draft, "What is force?")
    page = desk.client.get(f"/desk/{draft}/changes").text
    assert "mass</del>" in page
    assert "force</ins>" in page
    assert "weight" not in page


@pytest.mark.parametrize("versions", ["old=0", "new=2", "old=x", "new=99999999"])
def test_versions_that_are_not_there_are_not_found(desk: Desk, versions: str) -> None:
    draft = desk.lay()
    desk.client.post(f"/desk/{draft}/accept")
    (exercise,) = desk.exercises()
    assert desk.client.get(f"/exercises/{exercise.id}/changes?{versions}").status_code == 404
    assert "one version so far" in desk.client.get(f"/exercises/{exercise.id}/changes").text


def test_pairs_have_both_texts_and_nobody_in_them(desk: Desk, database: Database) -> None:
    accepted = desk.lay(content=make_choice("What is mass?"))
    edit(database, accepted, "What is **mass**?")
    with database.write() as session:
        session.get_one(Draft, accepted).checked = True
    desk.client.post(f"/desk/{accepted}/accept")
    rejected = desk.lay()
    form = {"reason": "too_easy", "text": "Ask Dr. Ada King."}
    desk.client.post(f"/desk/{rejected}/reject", form)
    desk.lay()
    with database.read() as session:
        pairs: list[dict[str, Any]] = list(list_pairs(session, desk.context.id))
    assert [(pair["changed"], pair["reason"]) for pair in pairs] == [
        (True, ""),
        (False, "too_easy"),
    ]
    assert pairs[0]["drafted"]["content"]["stem"] == "What is mass?"
    assert pairs[0]["published"]["content"]["stem"] == "What is **mass**?"
    assert pairs[1]["published"] is None
    assert "Ada King" not in json.dumps(pairs)
