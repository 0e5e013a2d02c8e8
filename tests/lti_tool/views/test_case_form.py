"""A case on the desk: written, edited question by question, shown, compared."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from generators.exercise.content import CaseStudy, Citation
from lti_tool.models import Draft, GenerationRequest
from lti_tool.queue import JobName
from lti_tool.services import drafts
from tests.generators.exercise.case_studies import CASE, OPEN_CASE
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.views.review_desk import QUOTE, Desk, form_of

WRITE = "/desk/write/case_study"
NEW = {
    "stem": "A walk takes an hour.",
    "language": "en",
    "bloom": "apply",
    "difficulty": "0",
    "q0.kind": "true_false",
    "q0.stem": "An hour has 60 minutes.",
    "q0.truth": "true",
    "q0.points": "2",
    "q1.kind": "short_answer",
    "q1.stem": "What takes an hour?",
    "q1.accepted": "the walk",
}


def kinds_of(page: str) -> list[str]:
    found = BeautifulSoup(page, "lxml").select("input[type=hidden][name$='.kind']")
    return [str(one["value"]) for one in found]


def read_case(desk: Desk, draft: str) -> CaseStudy:
    content = drafts.read_text(desk.row(draft)).content
    assert isinstance(content, CaseStudy)
    return content


def write_case(desk: Desk) -> Draft:
    assert desk.client.post(WRITE, {**NEW, "skill": desk.skill.id}).status_code == 303
    with desk.database.read() as session:
        return session.scalars(select(Draft).where(Draft.kind == "case_study")).one()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stem": " "}, "Fill this in"),
        ({"q0.stem": ""}, "A question needs another look"),
        ({"q0.options.correct": "7"}, "Mark exactly one option as right"),
        ({"q1.value": "quick"}, "Give a number, for example 3.5"),
        ({"q1.points": "0"}, "Give at least 1"),
        ({"q1.points": "some"}, "Give a whole number"),
        ({"q2.truth": ""}, 'id="q2-truth-error"'),
        ({"q0.kind": "case_study", "q2.kind": ""}, "Give at least 2 entries"),
        ({"q2.stem": "On which stretch is she faster?"}, "Two questions have the same text"),
        ({"citations.0.quote": "Nobody says this."}, "No source of this course says this"),
    ],
)
def test_bad_edit_is_named_beside_its_question_and_nothing_is_lost(
    desk: Desk, changes: dict[str, str], sentence: str
) -> None:
    draft = desk.lay(CASE)
    form = form_of(desk.client, f"/desk/{draft}/edit") | {"q1.hints.0.text": "My hint"} | changes
    answer = desk.client.post(f"/desk/{draft}/edit", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My hint" in answer.text
    assert read_case(desk, draft) == CASE


@pytest.mark.parametrize("case", [CASE, OPEN_CASE])
def test_a_case_survives_its_form(desk: Desk, case: CaseStudy) -> None:
    cited = case.model_copy(update={"citations": (Citation(passage=desk.passage.id, quote=QUOTE),)})
    draft = desk.lay(cited)
    page = desk.client.get(f"/desk/{draft}").text
    assert f"<mark>{QUOTE}</mark>" in page
    assert "Question 2" in page
    assert desk.client.get(f"/desk/{draft}/preview").status_code == 200
    saved = desk.client.post(f"/desk/{draft}/edit", form_of(desk.client, f"/desk/{draft}/edit"))
    assert saved.status_code == 303
    assert read_case(desk, draft) == cited


def test_questions_move_go_and_come_without_being_saved(desk: Desk) -> None:
    draft = desk.lay(CASE)
    path = f"/desk/{draft}/edit"
    form = form_of(desk.client, path) | {"q1.stem": "Typed just now?"}
    moved = desk.client.post(path, {**form, "change": "up:1"})
    assert moved.status_code == 200
    assert kinds_of(moved.text) == ["numerical", "multiple_choice", "true_false"]
    first = BeautifulSoup(moved.text, "lxml").select_one("textarea[name='q0.stem']")
    assert first is not None
    assert first.text.strip() == "Typed just now?"
    gone = desk.client.post(path, {**form, "change": "remove:0"})
    assert kinds_of(gone.text) == ["numerical", "true_false"]
    more = desk.client.post(path, {**form, "change": "add", "new_kind": "ordering"})
    assert kinds_of(more.text)[3:] == ["ordering"]
    assert read_case(desk, draft) == CASE


@pytest.mark.parametrize("change", ["up:9", "down:x", "remove:", "remove:12", "dance:0", "", "add"])
def test_a_change_that_is_none_changes_nothing(desk: Desk, change: str) -> None:
    path = f"/desk/{desk.lay(CASE)}/edit"
    form = form_of(desk.client, path) | {"change": change, "new_kind": "case_study"}
    assert kinds_of(desk.client.post(path, form).text) == kinds_of(desk.client.get(path).text)


def test_a_seventh_question_is_not_offered(desk: Desk) -> None:
    form = {**NEW, **{f"q{n}.kind": "true_false" for n in range(6)}, "new_kind": "true_false"}
    page = desk.client.post(WRITE, {**form, "change": "add"}).text
    assert len(kinds_of(page)) == 6
    assert 'value="add"' not in page


def test_a_case_is_written_by_hand_and_checked(desk: Desk, queue: RecordingQueue) -> None:
    assert "Case with several questions" in desk.client.get("/desk/write").text
    assert kinds_of(desk.client.get(WRITE).text) == ["multiple_choice"] * 2
    row = write_case(desk)
    assert [part.points for part in read_case(desk, row.id).parts] == [2, 1]
    assert queue.rung[-1] == (JobName.CHECK_DRAFT, row.id)


def test_what_was_changed_is_told_by_question(desk: Desk) -> None:
    draft = desk.lay(CASE)
    form = form_of(desk.client, f"/desk/{draft}/edit") | {"q1.points": "5", "q0.stem": "Where?"}
    assert desk.client.post(f"/desk/{draft}/edit", form).status_code == 303
    page = desk.client.get(f"/desk/{draft}/changes").text
    assert "Question 2: Points" in page
    assert "Question 1: Exercise text" in page
    assert "The case" not in page


def test_a_case_is_asked_for_anew(desk: Desk) -> None:
    row = write_case(desk)
    assert "Write anew" in desk.client.get(f"/desk/{row.id}").text
    answer = desk.client.post(f"/desk/{row.id}/regenerate", {"note": "Shorter."})
    assert answer.status_code == 303
    with desk.database.read() as session:
        query = select(GenerationRequest).where(GenerationRequest.regenerates_id == row.id)
        (asked,) = session.scalars(query)
    assert [blueprint["kind"] for blueprint in asked.blueprints] == ["case_study"]
