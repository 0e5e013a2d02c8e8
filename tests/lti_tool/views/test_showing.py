from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Citation, Kind
from lti_tool.models import (
    Attempt,
    Context,
    ExerciseReport,
    Membership,
    Passage,
    Person,
    Registration,
    Role,
    Showing,
    Skill,
    Source,
    SourceState,
)
from lti_tool.services.exercises import withdraw_exercise
from tests.lti_tool.contents import ALL, CHOICE, FAMILY
from tests.lti_tool.factories import make_course, make_person, store
from tests.lti_tool.views.classroom import (
    RIGHT,
    WRONG,
    Classroom,
    instructor,
    path_of,
    second_learner,
)
from tests.lti_tool.visits import visit_client


def strip_tokens(page: str) -> str:
    return re.sub(r'(name="(?:visit_)?token" value|data-token|data-writer)="[^"]*"', "", page)


def test_a_generated_exercise_says_so_for_people_and_machines(room: Classroom) -> None:
    room.publish()
    page = BeautifulSoup(room.visit.get(room.start()).text, "lxml")
    assert "AI-generated, reviewed by" in page.get_text()
    meta = page.select_one('meta[name="AIGC"]')
    assert meta is not None
    assert json.loads(str(meta["content"]))["Label"] == "1"


def test_someone_elses_showing_is_not_there(room: Classroom) -> None:
    room.publish()
    showing, mate = room.start(), second_learner(room)
    path = showing.rpartition("/")[2]
    for answer in (
        mate.get(f"/learn/{path}"),
        mate.post(f"/learn/{path}/answer", {**RIGHT, "token": "t", "version": "1"}),
        mate.post(f"/learn/{path}/next"),
        mate.post(f"/learn/{path}/hint"),
        mate.post(f"/learn/{path}/solution"),
        mate.post(f"/learn/{path}/report"),
        mate.get(f"/learn/{path}/passages/x"),
        instructor(room).get(f"/learn/{path}"),
    ):
        assert answer.status_code == 404
    assert room.rows(Attempt) == []


def test_showing_stays_in_its_course_even_for_its_own_learner(room: Classroom) -> None:
    room.publish()
    path = room.start().rpartition("/")[2]
    with room.database.write() as session:
        learner = session.get_one(Person, room.visit.person_id)
        registration = session.get_one(Registration, learner.registration_id)
        next_door = make_course(session, registration)
        elsewhere = make_course(session)
        twin = make_person(session, elsewhere, subject=learner.subject)
    for context, person in ((next_door, learner), (elsewhere, twin)):
        with room.database.write() as session:
            join(session, context, person)
        visit = visit_client(room.app, context=context, person=person)
        form = {**RIGHT, "token": "t", "version": "1"}
        assert visit.get(f"/learn/{path}").status_code == 404
        assert visit.post(f"/learn/{path}/answer", form).status_code == 404
        assert visit.post(f"/learn/{path}/report", {"note": "x"}).status_code == 404
    assert room.rows(Attempt) == room.rows(ExerciseReport) == []


def join(session: Session, context: Context, person: Person) -> None:
    """As a learner, where they are not one yet."""
    own = (Membership.context_id == context.id, Membership.person_id == person.id)
    if session.scalar(select(Membership.id).where(*own)) is None:
        store(session, Membership(context_id=context.id, person_id=person.id, role=Role.LEARNER))


def test_hint_and_solution_wait_for_the_first_try(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    assert room.visit.post(f"{showing}/hint").status_code == 409
    assert room.visit.post(f"{showing}/solution").status_code == 409


def test_page_before_the_answer_gives_no_key_away(room: Classroom) -> None:
    room.publish()
    page = room.visit.get(room.start()).text
    assert "24 km/h" in page
    for secret in ("is 24 km in one", "How far would she get", "over time:", "true"):
        assert secret not in page.partition("<article")[2].partition("</article>")[0]


def test_reload_shows_the_same_and_start_again_too(room: Classroom) -> None:
    room.publish(None, family=FAMILY)
    room.publish(ALL[Kind.ORDERING])
    showing = room.start()
    first, second = (strip_tokens(room.visit.get(path).text) for path in (showing, room.start()))
    assert first == second
    assert len(room.rows(Showing)) == 1
    assert "Go on where you were" in room.visit.get("/learn").text


def test_finished_exercise_is_not_what_one_goes_on_with(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    room.post_answer(showing, RIGHT)
    page = room.visit.get("/learn").text
    assert "Go on where you were" not in page
    assert room.start() != showing


def test_wrong_then_hint_then_right(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    room.post_answer(showing, WRONG)
    page = room.visit.get(showing).text
    assert "Not yet" in page
    assert "That multiplies by the time" in page
    assert "is 24 km in one" not in page
    assert "1 try left" in page
    room.visit.post(f"{showing}/hint")
    page = room.visit.get(showing).text
    assert "How far would she get" in page
    assert "Divide the distance" not in page
    room.post_answer(showing, RIGHT)
    page = room.visit.get(showing).text
    assert "is 24 km in one" in page
    assert "<math" in page
    assert [row.hints_used for row in room.rows(Attempt)] == [0, 1]


def test_solution_on_demand_ends_the_tries(room: Classroom) -> None:
    room.set(tries=0)
    room.publish(ALL[Kind.NUMERICAL])
    showing = room.start()
    room.post_answer(showing, {"number": "60 kg"})
    page = room.visit.get(showing).text
    assert "does not measure" in page
    assert "60 km/h" not in page
    room.visit.post(f"{showing}/solution")
    page = room.visit.get(showing).text
    assert "60 km/h" in page
    assert 'id="answer"' not in page


def test_next_twice_leads_to_the_same_exercise(room: Classroom) -> None:
    for kind in (Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE):
        room.publish(ALL[kind])
    showing = room.start()
    first, second = (path_of(room.visit.post(f"{showing}/next")) for _ in range(2))
    assert first == second != showing
    assert len(room.rows(Showing)) == 2


def test_report_before_and_after_an_answer(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    answer = room.visit.post(f"{showing}/report", {"note": "Two are right"})
    assert answer.status_code == 303
    (report,) = room.rows(ExerciseReport)
    assert (report.note, report.person_id) == ("Two are right", room.visit.person_id)
    assert "Thank you" in room.visit.get(showing).text
    assert "Two are right</textarea>" in room.visit.get(showing).text
    room.visit.post(f"{showing}/report", {"note": " "})
    assert [row.note for row in room.rows(ExerciseReport)] == ["Two are right"]


def test_what_is_withdrawn_while_open_leads_on(room: Classroom) -> None:
    exercise = room.publish()
    showing = room.start()
    with room.database.write() as session:
        context_id = session.get_one(Skill, room.skill_id).context_id
        withdraw_exercise(session, context_id, exercise, room.visit.person_id)
    page = room.visit.get(showing).text
    assert "takes no answer any more" in page
    assert "Next exercise" in page
    assert "Check my answer" not in page


def test_source_opens_after_a_try_and_marks_its_quote_at_the_end(room: Classroom) -> None:
    with room.database.write() as session:
        context_id = session.get_one(Skill, room.skill_id).context_id
        source = Source(
            context_id=context_id, filename="motion.pdf", media_type="application/pdf", size=1,
            sha256="0" * 64, state=SourceState.READY,
        )  # fmt: skip
        store(session, source)
        text = "Look: speed is distance\nover <i>time</i>. <b>Always.</b>"
        passages = [
            Passage(context_id=context_id, source_id=source.id, ordinal=n, page=3, heading="Speed",
                    language="en", text=text)
            for n in (1, 5)
        ]  # fmt: skip
        store(session, *passages)
    quote = Citation(passage=passages[0].id, quote="speed is distance over <i>time</i>.")
    room.publish(CHOICE.model_copy(update={"citations": (quote,)}))
    showing = room.start()
    path = f"{showing}/passages/{passages[0].id}"
    assert room.visit.get(path).status_code == 404
    room.post_answer(showing, WRONG)
    assert "motion.pdf" in room.visit.get(showing).text
    page = room.visit.get(path).text
    assert "<mark>" not in page
    assert "&lt;b&gt;Always." in page
    room.post_answer(showing, RIGHT)
    page = room.visit.get(path).text
    assert "<mark>speed is distance</mark>" in page
    assert "<mark>over &lt;i&gt;time&lt;/i&gt;.</mark>" in page
    assert room.visit.get(f"{showing}/passages/{passages[1].id}").status_code == 404


def test_stem_with_html_is_shown_as_text(room: Classroom) -> None:
    room.publish(CHOICE.model_copy(update={"stem": "<script>alert(1)</script> How fast?"}))
    page = room.visit.get(room.start()).text
    assert "<script>alert" not in page


def test_confidence_is_not_asked_of_who_turned_it_off(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    for wanted in ({}, {"ask": "perhaps"}):
        assert room.visit.post("/mastery/confidence", wanted).status_code == 422
    for wanted, asked in (("no", False), ("no", False), ("yes", True)):
        answer = room.visit.post("/mastery/confidence", {"ask": wanted})
        assert path_of(answer).endswith("/mastery")
        assert ('name="confidence"' in room.visit.get(showing).text) is asked
        (again,) = {"yes", "no"} - {wanted}
        assert f'name="ask" value="{again}"' in room.visit.get("/mastery").text
