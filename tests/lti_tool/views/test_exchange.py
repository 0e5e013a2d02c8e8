"""Exercises into files and out of them, through the pages."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from generators.exercise.content import Language, MultipleChoice, Option, TrueFalse
from generators.exercise.formats.features import Feature
from generators.exercise.formats.registry import FORMATS, FormatName
from lti_tool.db import Database, utcnow
from lti_tool.models import (
    AuditEntry,
    Context,
    Draft,
    DraftState,
    Exercise,
    ExerciseVersion,
    Role,
    Skill,
)
from lti_tool.queue import JobName
from lti_tool.services import drafts, exercises
from lti_tool.views import exchange_words
from tests.generators.exercise.formats.samples import family, portable_family
from tests.lti_tool.contents import RESPONSE
from tests.lti_tool.factories import (
    RecordingQueue,
    make_choice,
    make_course,
    make_exercise,
    make_skill,
)
from tests.lti_tool.views.course_sources import post_files
from tests.lti_tool.visits import VisitClient, visit_client

GIFT = b"// [tag:skill: Density]\n::One::Is it? {T}\n\nOrder {> a b}\n\nWhat is it? {=this ~that}\n"


class Course:
    """An instructor's course with the skills Speed and Density and one exercise about Speed."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.context = make_course(session, title="Physics / 1")
            self.speed = make_skill(session, self.context, "Speed")
            self.density = make_skill(session, self.context, "Density")
            content = make_choice(explanation="Because.", hints=("Think.",))
            self.exercise = make_exercise(session, self.context, content, skill=self.speed)
        self.client: VisitClient = visit_client(app, Role.INSTRUCTOR, self.context)

    def take(self, *files: tuple[bytes, str], skill: str = "") -> TestResponse:
        form = {"skill": skill or self.speed.id}
        return post_files(self.client, *files, path="/exercises/import", form=form)

    def download(self, name: str, **fields: str) -> TestResponse:
        answer = self.client.post(f"/exercises/export/{name}", fields)
        assert answer.status_code == 303
        return self.client.client.get(answer.location)

    def imported(self) -> list[Draft]:
        with self.database.read() as session:
            query = select(Draft).where(Draft.drafter == drafts.IMPORTED)
            return list(session.scalars(query.order_by(Draft.run_key)))


@pytest.fixture
def course(app: Flask, database: Database) -> Course:
    return Course(app, database)


def test_learners_neither_export_nor_import(app: Flask) -> None:
    learner = visit_client(app)
    for path in ("/exercises/export", "/exercises/import", "/exercises/sheet"):
        assert learner.get(path).status_code == 403
    assert learner.post("/exercises/export/gift", {}).status_code == 403
    assert post_files(learner, (GIFT, "a.txt"), path="/exercises/import").status_code == 403


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xml", "holds no exercise"),
        (b"<quiz", "a.xml", "no well-formed XML"),
        (b"<html/>", "a.xml", "begins with &lt;html&gt;"),
        (b"PK", "a.xlsx", "no Excel workbook"),
        (b"a,b\n1,2\n", "a.csv", "missing: kind, stem"),
        (b"{}", "a.json", "not one that was exported here"),
        (b"x", "<b>.docx", "&lt;b&gt;.docx"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_stores_nothing(
    course: Course, data: bytes, name: str, sentence: str
) -> None:
    answer = course.take((GIFT, "good.gift"), (data, name))
    assert answer.status_code == 400
    assert sentence in answer.text
    assert course.imported() == []


def test_no_file_and_a_skill_of_another_course(course: Course) -> None:
    assert "Choose a file" in course.take().text
    with course.database.write() as session:
        foreign = make_skill(session, make_course(session)).id
    assert course.take((GIFT, "a.txt"), skill=foreign).status_code == 404
    assert course.imported() == []


def test_without_a_skill_the_page_leads_to_the_skills(app: Flask) -> None:
    page = visit_client(app, Role.INSTRUCTOR).get("/exercises/import").text
    assert "No skill yet" in page


@pytest.mark.parametrize("name", ["pdf", "registry"])
def test_an_unknown_format_is_not_found(course: Course, name: str) -> None:
    assert course.client.post(f"/exercises/export/{name}", {}).status_code == 404


def test_a_format_that_holds_nothing_says_so(course: Course) -> None:
    page = course.client.get("/exercises/export?kind=cloze").text
    assert "No exercise fits" in page
    assert course.download("gift", kind="cloze").status_code == 404


def test_what_comes_in_waits_on_the_desk_for_its_checks(
    course: Course, queue: RecordingQueue
) -> None:
    answer = course.take((GIFT, "a.txt"))
    assert "2 exercises came to the review desk" in answer.text
    assert "Questions of this type (ordering)" in answer.text
    one, two = course.imported()
    assert (one.skill_id, two.skill_id) == (course.density.id, course.speed.id)
    assert not one.checked
    assert one.state is DraftState.IN_REVIEW
    assert {(JobName.CHECK_DRAFT, one.id), (JobName.CHECK_DRAFT, two.id)} <= set(queue.rung)
    assert "exchange.take" in _actions(course.database)


def _actions(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(AuditEntry.action)))


def test_what_the_course_has_does_not_come_twice(course: Course) -> None:
    first = course.download("moodle_xml").data
    answer = course.take((first, "a.xml"), (GIFT, "a.txt"), (GIFT, "b.txt"))
    assert "3 are in this course already" in answer.text
    assert len(course.imported()) == 2


def test_an_import_is_undone_but_for_what_was_published(course: Course) -> None:
    course.take((GIFT, "a.txt"))
    one, two = course.imported()
    with course.database.write() as session:
        session.get_one(Draft, one.id).checked = True
        exercises.publish_draft(session, course.context.id, one.id, _person(course), utcnow())
    batch = (one.run_key or "").split(":")[1]
    assert course.client.post(f"/exercises/import/{batch}/undo", {}).status_code == 303
    states = [draft.state for draft in course.imported()]
    assert states == [DraftState.PUBLISHED, DraftState.REJECTED]
    assert course.client.post(f"/exercises/import/{batch}/undo", {}).status_code == 409
    page = course.client.get(f"/desk/{two.id}").text
    assert "import that it came with was undone" in page


def _person(course: Course) -> str:
    with course.database.read() as session:
        person = session.get_one(Exercise, course.exercise.id).published_by
    assert person
    return person


def test_every_format_is_offered_with_what_it_loses(course: Course) -> None:
    page = " ".join(course.client.get("/exercises/export").text.split())
    for name in FormatName:
        assert course.client.url("exchange.ask", name=name) in page
        answer = course.download(name)
        assert answer.status_code == 200
        assert FORMATS[name].suffix in answer.headers["Content-Disposition"]
    assert "hints (1)" in page


def test_label_reviewer_and_provenance_travel_and_come_back(
    course: Course, app: Flask, database: Database
) -> None:
    xml, beside = course.download("moodle_xml").data, course.download("sidecar").data
    assert b"AI-generated, reviewed by Person" in xml
    other = Course(app, database)
    with database.write() as session:
        row = session.get_one(Exercise, other.exercise.id)
        version = session.scalars(
            select(ExerciseVersion).where(ExerciseVersion.exercise_id == row.id)
        ).one()
        version.content = make_choice("Another?").model_dump(mode="json")
        row.state = row.state.WITHDRAWN
    other.take((xml, "a.xml"), (beside, "a.json"))
    draft = next(d for d in other.imported() if d.context_id == other.context.id)
    assert draft.content == make_choice(explanation="Because.", hints=("Think.",)).model_dump(
        mode="json"
    )
    with database.write() as session:
        session.get_one(Draft, draft.id).checked = True
        made = exercises.publish_draft(
            session, other.context.id, draft.id, _person(other), utcnow()
        )
        provenance = exercises.find_version(session, made.id, 1).provenance
    assert provenance["AIGC"]["ProduceID"] == course.exercise.draft_id
    assert provenance["imported"] is True


def test_what_people_wrote_is_not_labelled(course: Course) -> None:
    course.take((GIFT, "a.txt"))
    draft = course.imported()[0]
    with course.database.write() as session:
        session.get_one(Draft, draft.id).checked = True
        made = exercises.publish_draft(
            session, course.context.id, draft.id, _person(course), utcnow()
        )
        assert "AIGC" not in exercises.find_version(session, made.id, 1).provenance


def test_a_family_goes_out_calculated_and_comes_back(course: Course) -> None:
    with course.database.write() as session:
        context = session.get_one(Context, course.context.id)
        skill = session.get_one(Skill, course.speed.id)
        content = portable_family().content
        made = make_exercise(session, context, content, family(), skill)
        made.state = made.state.WITHDRAWN
    data = course.download("moodle_xml", state="withdrawn").data
    assert b'type="calculatedsimple"' in data
    with course.database.write() as session:
        session.get_one(Exercise, made.id).state = made.state.WITHDRAWN
    course.take((data, "a.xml"))
    (draft,) = course.imported()
    assert draft.family
    assert draft.family["variables"][0]["step"] == 20


def test_the_sheet_shows_each_exercise_and_then_the_key(course: Course) -> None:
    with course.database.write() as session:
        context = session.get_one(Context, course.context.id)
        truth = TrueFalse(stem="固定成本不变。", language=Language.ZH, truth=False)
        make_exercise(session, context, truth)
    page = course.client.get("/exercises/sheet?state=published").text
    body, _, key = page.partition("sheet-key")
    assert body.count("Distance over time") == 1
    assert "固定成本" in body
    assert "AI生成" in body  # what learners are handed says so too
    assert "Distance over time" in key
    assert "AI生成" in key
    assert isinstance(make_choice(), MultipleChoice)
    letters = body[: body.index("Distance over time")].count("<li>", body.index("sheet-options"))
    assert f"<strong>{'ABC'[letters - 1]}</strong>" in key


def test_the_key_of_a_sheet_is_no_one_letter(course: Course) -> None:
    """As teachers write them: the right option first."""
    options = (Option(text="right", correct=True), Option(text="wrong"), Option(text="false"))
    choice = MultipleChoice(stem="Which?", language=Language.EN, options=options)
    with course.database.write() as session:
        context = session.get_one(Context, course.context.id)
        for number in range(12):
            make_exercise(session, context, choice.model_copy(update={"stem": f"Which {number}?"}))
    key = course.client.get("/exercises/sheet?state=published").text.partition("sheet-key")[2]
    assert len([letter for letter in "ABC" if f"<strong>{letter}</strong> right" in key]) > 1


def test_all_that_a_format_may_lose_has_words() -> None:
    assert set(exchange_words.FEATURES) == set(Feature)


def test_each_right_option_of_several_is_on_a_line_of_the_key(course: Course) -> None:
    with course.database.write() as session:
        make_exercise(session, session.get_one(Context, course.context.id), RESPONSE)
    page = BeautifulSoup(course.client.get("/exercises/sheet?state=published").text, "lxml")
    body, key = page.select_one("ol.sheet"), page.select_one(".sheet-key")
    assert body
    assert key
    assert "Choose all that are right" in body.get_text()
    right = {own.text for own in RESPONSE.options if own.correct}
    assert right <= {line.get_text().partition(" ")[2] for line in key.select("li > div")}
