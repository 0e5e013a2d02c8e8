"""Who knows what: the table, its filter in the address, who needs what."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    OutsideEvidence,
    Practice,
    Registration,
    Skill,
    Source,
    SourceState,
)
from lti_tool.services import class_view
from lti_tool.services.pseudonyms import pseudonym_of
from tests.lti_tool.factories import make_course, make_exercise, make_person, make_skill, store
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def skills(database: Database, teacher: VisitClient) -> list[Skill]:
    """Two; each learner has twelve grades in the first, none in the second."""
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        return [make_skill(session, context, name, position=n) for n, name in enumerate("AB")]


def add_learner(
    database: Database, teacher: VisitClient, name: str, skill: Skill, score: float
) -> str:
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        person = make_person(session, context, name=name, email=f"{name}@example.org")
        for number in range(12):
            row = OutsideEvidence(
                context_id=context.id, person_id=person.id, source="gradebook", score=score,
                external_id=str(number), skill_ids=[skill.id],
                seen_at=utcnow() - timedelta(days=1),
            )  # fmt: skip
            store(session, row)
        return person.id


def names(page: str) -> list[str]:
    return re.findall(r'aria-label="Choose ([^"]+)"', page)


def test_learner_sees_nothing_of_the_class(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get("/class").status_code == 403
    assert learner.get("/class/help").status_code == 403
    assert learner.post("/class/help", {"who": learner.person_id}).status_code == 403


def test_empty_course_and_empty_class(database: Database, teacher: VisitClient) -> None:
    assert "No skills yet" in teacher.get("/class").text
    with database.write() as session:
        make_skill(session, session.get_one(Context, teacher.context_id))
    assert "No learners yet" in teacher.get("/class").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=999999999", "page=²", "sort=nothing", "need=nothing", "look=x"]
)
def test_filter_that_cannot_be_read_does_not_narrow(
    database: Database, teacher: VisitClient, skills: list[Skill], query: str
) -> None:
    add_learner(database, teacher, "Ada", skills[0], 1.0)
    assert names(teacher.get(f"/class?{query}").text) == ["Ada"]


def test_cells_say_what_is_known_and_open_to_the_evidence(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    ada = add_learner(database, teacher, "Ada", skills[0], 1.0)
    page = teacher.get("/class").text
    assert "well known" in page
    assert "not enough evidence yet" in page
    assert f"/course/learners/{ada}#skill-{skills[0].id}" in page
    assert "none of 1 needs practice" in page
    colours = teacher.get("/class?look=colours").text
    assert "level-full" in colours
    assert 'class="range"' not in colours


def test_filter_and_sorting_hold_for_page_and_file(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    for name, score in (("Ada", 1.0), ("Ben", 0.0), ("Cem", 0.2)):
        add_learner(database, teacher, name, skills[0], score)
    by_skill = f"sort={skills[0].id}"
    assert names(teacher.get("/class").text) == ["Ada", "Ben", "Cem"]
    assert names(teacher.get("/class?down=yes").text) == ["Cem", "Ben", "Ada"]
    assert names(teacher.get(f"/class?{by_skill}").text) == ["Ben", "Cem", "Ada"]
    assert names(teacher.get("/class?words=DA").text) == ["Ada"]
    needing = f"need={skills[0].id}&{by_skill}&down=yes"
    page = teacher.get(f"/class?{needing}").text
    assert names(page) == ["Cem", "Ben"]
    found = re.search(r'action="([^"]+/course/export/csv[^"]+)"', page)
    assert found is not None
    asked = teacher.post(found[1].replace("&amp;", "&"))
    rows = list(csv.reader(io.StringIO(teacher.client.get(asked.location).text.lstrip("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ["Cem", "Ben"]
    assert "No learner fits" in teacher.get("/class?words=nobody").text


def test_nameless_learner_is_found_by_pseudonym(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    person = add_learner(database, teacher, "", skills[0], 0.5)
    add_learner(database, teacher, "Zzz", skills[0], 0.5)
    pseudonym = pseudonym_of(person)
    assert names(teacher.get(f"/class?words={pseudonym.lower()}").text) == [
        f"Participant {pseudonym}"
    ]


def test_long_class_comes_in_pages(
    database: Database, teacher: VisitClient, skills: list[Skill], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_view, "PAGE", 2)
    for name in ("Ada", "Ben", "Cem"):
        add_learner(database, teacher, name, skills[0], 0.0)
    first, last = teacher.get("/class").text, teacher.get("/class?page=9").text
    assert (names(first), names(last)) == (["Ada", "Ben"], ["Cem"])
    assert "3 of 3 need practice" in last


def test_who_needs_practice_in_a_skill_and_what_there_is(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    add_learner(database, teacher, "Ada", skills[0], 1.0)
    add_learner(database, teacher, "Ben", skills[0], 0.0)
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        make_exercise(session, context, skill=session.get_one(Skill, skills[0].id))
        session.get_one(Practice, teacher.practice_id).skill_ids = [skills[1].id]
        session.get_one(Registration, context.registration_id).product = "moodle"
    page = teacher.get(f"/class/help?skill={skills[0].id}").text
    assert "1 learner needs practice" in page
    assert "1 exercise is published." in page
    assert f"/requests/new?skill={skills[0].id}" in page
    assert f"/practices/new?skill={skills[0].id}" in page
    assert "mailto:?bcc=Ben@example.org" in page
    assert "https://moodle.example/message/index.php?id=" in page
    assert "Ada" not in page


def test_ticked_learners_are_told_of_in_all_their_skills(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    ada = add_learner(database, teacher, "Ada", skills[0], 0.0)
    ben = add_learner(database, teacher, "Ben", skills[1], 0.0)
    add_learner(database, teacher, "Cem", skills[1], 0.0)
    page = teacher.post("/class/help", {"who": [ada, ben]}).text
    assert "Cem" not in page
    assert f"/requests/new?skill={skills[0].id}&amp;skill={skills[1].id}" in page
    assert "Words that you may take" in page


def test_nobody_ticked_and_learners_of_elsewhere(database: Database, teacher: VisitClient) -> None:
    with database.write() as session:
        foreign = make_person(session, make_course(session), name="Foreign")
    assert "Nobody is chosen" in teacher.post("/class/help").text
    page = teacher.post("/class/help", {"who": [foreign.id, "x"]}).text
    assert "Nobody is chosen" in page
    assert "Foreign" not in page
    assert "Nobody needs practice in this now" in teacher.get("/class/help?skill=x").text


def test_wizard_and_practice_begin_with_what_was_asked_for(
    database: Database, teacher: VisitClient, skills: list[Skill]
) -> None:
    with database.write() as session:
        source = Source(
            context_id=teacher.context_id, filename="a.md", media_type="text/markdown", size=1,
            sha256="0" * 64, state=SourceState.READY,
        )  # fmt: skip
        store(session, source)
    query = f"skill={skills[0].id}&skill={skills[1].id}"
    practice = teacher.get(f"/practices/new?{query}").text
    assert len(re.findall(r'name="skill" value="\w+" checked', practice)) == 2
    query += "&skill=foreign&note=About+units&bloom=apply&bloom=guess"
    wizard = teacher.get(f"/requests/new?{query}").text
    assert re.findall(r'name="blooms"[^>]* value="(\w+)" checked', wizard) == ["apply"]
    assert len(re.findall(r'name="skills"[^>]* checked', wizard)) == 2
    assert "About units" in wizard
    assert 'value="10"' in wizard
