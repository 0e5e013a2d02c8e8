from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from generators.exercise.content import Language, ShortAnswer
from lti_tool.db import Database
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    Exercise,
    ExerciseReport,
    ExerciseState,
    Practice,
    Role,
)
from lti_tool.queue import JobName
from lti_tool.services import exercises
from tests.lti_tool.factories import (
    RecordingQueue,
    make_choice,
    make_course,
    make_exercise,
    make_person,
    make_resource_link,
)
from tests.lti_tool.services.test_exercises import make_attempt
from tests.lti_tool.views.classroom import field
from tests.lti_tool.views.review_desk import form_of
from tests.lti_tool.visits import visit_client


class Bank:
    """An instructor of a course with one published exercise, whose right option is "b"."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.context = make_course(session)
            self.exercise = make_exercise(session, self.context, make_choice(explanation="密度 是"))
            self.learner = make_person(session, self.context, name="Ada")
        self.client = visit_client(app, Role.INSTRUCTOR, self.context)
        self.path = f"/exercises/{self.exercise.id}"

    def answer(self, option: str) -> str:
        with self.database.write() as session:
            context = session.get_one(Context, self.context.id)
            row = make_attempt(
                session, context, session.get_one(Exercise, self.exercise.id), option
            )
            practice = session.get_one(Practice, row.practice_id)
            make_resource_link(session, context, practice)
            return row.id

    def attempt(self, attempt_id: str) -> Attempt:
        with self.database.read() as session:
            return session.get_one(Attempt, attempt_id)

    def row(self) -> Exercise:
        with self.database.read() as session:
            return session.get_one(Exercise, self.exercise.id)

    def report(self) -> str:
        with self.database.write() as session:
            exercises.report_exercise(session, self.exercise.id, 1, self.learner.id, "<i>b?</i>")
            return session.scalars(select(ExerciseReport.id)).one()


@pytest.fixture
def bank(app: Flask, database: Database) -> Bank:
    return Bank(app, database)


def test_learners_have_no_bank(app: Flask) -> None:
    learner = visit_client(app)
    for path in ("/exercises", "/exercises/x", "/exercises/x/edit"):
        assert learner.get(path).status_code == 403


def test_exercise_of_another_course_is_not_found(bank: Bank, database: Database) -> None:
    with database.write() as session:
        foreign = make_exercise(session, make_course(session)).id
    for path in ("", "/edit"):
        assert bank.client.get(f"/exercises/{foreign}{path}").status_code == 404
    for action in ("withdraw", "restore", "edit", "source", "reports/x"):
        assert bank.client.post(f"/exercises/{foreign}/{action}").status_code == 404


def test_report_of_another_exercise_is_not_settled(bank: Bank, database: Database) -> None:
    report = bank.report()
    with database.write() as session:
        other = make_exercise(session, session.get_one(Context, bank.context.id)).id
    assert bank.client.post(f"/exercises/{other}/reports/{report}").status_code == 404
    assert bank.client.get("/exercises?mark=reported").text.count("draft-stem") == 1


def test_empty_bank_leads_to_the_desk(app: Flask) -> None:
    assert (
        "No exercise is published yet" in visit_client(app, Role.INSTRUCTOR).get("/exercises").text
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("words=SPEED+what", True),
        ("words=ＳＰＥＥＤ", True),
        ("words=密度", True),
        ("words=密度是", True),
        ("words=volume", False),
        ("kind=multiple_choice", True),
        ("kind=cloze", False),
        ("state=withdrawn", False),
        ("state=nonsense", True),
        ("mark=stale", False),
        ("page=9", False),
        ("page=x", True),
    ],
)
def test_search(bank: Bank, query: str, found: bool) -> None:
    assert (bank.exercise.id in bank.client.get(f"/exercises?{query}").text) is found


def test_page_shows_provenance_key_and_figures(bank: Bank) -> None:
    bank.answer("b"), bank.answer("a")
    page = bank.client.get(bank.path).text
    assert "generated" in page
    assert "reviewed by Person" in page
    assert "2 answers · 50% right · 12 s on average" in " ".join(page.split())
    assert str(bank.exercise.draft_id) in page


def test_report_is_shown_and_settled(bank: Bank) -> None:
    report = bank.report()
    assert "&lt;i&gt;b?&lt;/i&gt;" in bank.client.get(bank.path).text
    assert "1 report" in bank.client.get("/exercises").text
    bank.client.post(f"{bank.path}/reports/{report}")
    assert "b?" not in bank.client.get(bank.path).text


def test_withdraw_and_restore(bank: Bank) -> None:
    bank.client.post(f"{bank.path}/withdraw")
    assert bank.row().state is ExerciseState.WITHDRAWN
    bank.client.post(f"{bank.path}/restore")
    assert bank.row().state is ExerciseState.PUBLISHED


def test_changed_source_is_shown_until_an_instructor_looked(bank: Bank, database: Database) -> None:
    with database.write() as session:
        session.get_one(Exercise, bank.exercise.id).stale_source = True
    assert "was replaced or deleted" in bank.client.get(bank.path).text
    bank.client.post(f"{bank.path}/source")
    assert not bank.row().stale_source


def test_bad_correction_is_named_and_nothing_is_stored(bank: Bank) -> None:
    form = form_of(bank.client, f"{bank.path}/edit") | {"stem": "", "explanation": "typed"}
    answer = bank.client.post(f"{bank.path}/edit", form)
    assert answer.status_code == 422
    assert "Fill this in" in answer.text
    assert "typed" in answer.text
    assert bank.row().version == 1


def test_correction_without_its_base_or_of_an_old_one_is_refused(bank: Bank) -> None:
    form = form_of(bank.client, f"{bank.path}/edit") | {"stem": "New?"}
    for base in ("", "x", "7"):
        assert bank.client.post(f"{bank.path}/edit", form | {"base": base}).status_code == 409
    assert bank.row().version == 1


def test_two_who_correct_one_exercise_lose_nothing(bank: Bank) -> None:
    mine = form_of(bank.client, f"{bank.path}/edit") | {"stem": "Mine?"}
    theirs = mine | {"stem": "Theirs?"}
    assert bank.client.post(f"{bank.path}/edit", theirs).status_code == 303
    answer = bank.client.post(f"{bank.path}/edit", mine)
    assert answer.status_code == 409
    assert "Somebody else saved version 2" in answer.text
    assert "Mine?" in answer.text
    assert bank.row().version == 2
    again = mine | {"base": field(answer.text, "base")}
    assert bank.client.post(f"{bank.path}/edit", again).status_code == 303
    assert bank.row().version == 3
    assert "Mine?" in bank.client.get(bank.path).text


def test_unchanged_form_makes_no_version(bank: Bank) -> None:
    bank.client.post(f"{bank.path}/edit", form_of(bank.client, f"{bank.path}/edit"))
    assert bank.row().version == 1


def test_new_wording_is_saved_at_once(bank: Bank) -> None:
    right = bank.answer("b")
    form = form_of(bank.client, f"{bank.path}/edit") | {"stem": "What does speed mean?"}
    assert bank.client.post(f"{bank.path}/edit", form).status_code == 303
    assert bank.row().version == 2
    assert bank.attempt(right).version == 1


def test_corrected_key_is_previewed_then_regrades_and_sends(
    bank: Bank, queue: RecordingQueue, database: Database
) -> None:
    right, wrong = bank.answer("b"), bank.answer("a")
    form = form_of(bank.client, f"{bank.path}/edit") | {"options.correct": "0"}
    preview = bank.client.post(f"{bank.path}/edit", form)
    assert preview.status_code == 200
    words = " ".join(preview.text.split())
    assert "2 answers change their grade (2 learners): 1 become right, 1 become wrong" in words
    assert "The score of 1 learner falls" in words
    assert bank.row().version == 1
    assert bank.attempt(right).correct

    again = bank.client.post(f"{bank.path}/edit", form | {"confirmed": "yes"})
    assert again.status_code == 303
    assert (bank.row().version, bank.attempt(right).correct) == (2, False)
    assert bank.attempt(wrong).correct
    assert queue.rung == [(JobName.SEND_SCORES, bank.context.registration_id)]
    with database.read() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    assert "correct_exercise" in actions


def test_answer_to_a_removed_option_is_counted(bank: Bank) -> None:
    kept = bank.answer("c")
    form = form_of(bank.client, f"{bank.path}/edit") | {"options.2.text": ""}
    preview = bank.client.post(f"{bank.path}/edit", form).text
    assert "does not fit the corrected exercise any more" in preview
    bank.client.post(f"{bank.path}/edit", form | {"confirmed": "yes"})
    assert (bank.row().version, bank.attempt(kept).version) == (2, 1)


def test_more_accepted_answers_make_answers_right(app: Flask, database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        content = ShortAnswer(stem="d/t?", language=Language.EN, accepted=("speed",))
        exercise = make_exercise(session, context, content)
        attempt = make_attempt(session, context, exercise, "a")
        attempt.answer, attempt.correct, attempt.fraction = {"text": "Velocity"}, False, 0.0
    client = visit_client(app, Role.INSTRUCTOR, context)
    path = f"/exercises/{exercise.id}/edit"
    form = form_of(client, path) | {"accepted": "speed\nvelocity"}
    assert "1 become right" in client.post(path, form).text


# How exercises do


def test_exercise_that_nobody_gets_right_is_marked(bank: Bank) -> None:
    for _ in range(10):
        bank.answer("a")
    page = bank.client.get(bank.path).text
    assert "Hardly anybody gets it right" in page
    assert "too few learners yet to say" in page
    assert "10 learners" in page
    assert "hardly anybody gets it right" in bank.client.get("/exercises?mark=odd").text


def test_exercise_without_answers_has_no_figures(bank: Bank) -> None:
    assert "Right at the first try" not in bank.client.get(bank.path).text
    assert "No exercise fits" in bank.client.get("/exercises?mark=odd").text


def test_lists_show_no_marks_of_emphasis(bank: Bank, database: Database) -> None:
    with database.write() as session:
        context = session.get_one(Context, bank.context.id)
        make_exercise(session, context, make_choice("A **fast** car_a and `x\\_y` {{1}}?"))
    assert "A fast car_a and x_y ＿＿＿?" in bank.client.get("/exercises").text
