from __future__ import annotations

import pytest
from sqlalchemy import select

from generators.exercise.content import Citation, Content, Kind
from generators.exercise.family import Slip
from lti_tool.db import Database
from lti_tool.models import Draft
from lti_tool.queue import JobName
from lti_tool.services import drafts
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.services.test_drafts import make_family
from tests.lti_tool.views.review_desk import CONTENTS, FAIL, QUOTE, Desk, form_of

ANSWER_FIELDS = {
    Kind.MULTIPLE_CHOICE: "option",
    Kind.TRUE_FALSE: "value",
    Kind.CLOZE: "gap-2",
    Kind.SHORT_ANSWER: "text",
    Kind.NUMERICAL: "number",
    Kind.MATCHING: "pair-",
    Kind.ORDERING: "place-",
    Kind.CASE_STUDY: "part-2-number",
}


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.kind)
def test_every_kind_is_shown_previewed_and_survives_its_form(desk: Desk, content: Content) -> None:
    cited = content.model_copy(
        update={
            "citations": (Citation(passage=desk.passage.id, quote=QUOTE),),
            "explanation": "Because.",
            "hints": ("Think.",),
        }
    )
    draft = desk.lay(cited)
    page = desk.client.get(f"/desk/{draft}").text
    assert f"<mark>{QUOTE}</mark>" in page
    assert "Before &lt;it&gt;" in page
    assert "motion.md" in page
    preview = desk.client.get(f"/desk/{draft}/preview?seed=3")
    assert preview.status_code == 200
    assert f'name="{ANSWER_FIELDS[content.kind]}' in preview.text
    saved = desk.client.post(f"/desk/{draft}/edit", form_of(desk.client, f"/desk/{draft}/edit"))
    assert saved.status_code == 303
    assert drafts.read_text(desk.row(draft)).content == cited


def test_family_survives_its_form_and_shows_fresh_numbers(desk: Desk) -> None:
    turned = Slip(formula="t / d", feedback="The other way round.")
    draft = desk.lay(family=make_family(hints=("Divide {d} by {t}.",), mistakes=(turned,)))
    assert "Fresh numbers" in desk.client.get(f"/desk/{draft}").text
    shown = {desk.client.get(f"/desk/{draft}/preview?seed={seed}").text for seed in (1, 2, 3)}
    assert len(shown) == 3
    before = desk.row(draft).family
    form = form_of(desk.client, f"/desk/{draft}/edit")
    assert desk.client.post(f"/desk/{draft}/edit", form).status_code == 303
    assert desk.row(draft).family == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stem": " "}, "Fill this in"),
        ({"options.correct": "7"}, "Mark exactly one option as right"),
        ({"options.1.text": "Mass over time"}, "Two options have the same text"),
        ({"options.1.text": "x" * 601}, "Shorten this to 600 characters"),
        ({"citations.0.quote": "Nobody says this."}, "No source of this course says this"),
        ({"skill": "nobody"}, "Choose a skill"),
        ({"bloom": "dream"}, "Choose a level"),
    ],
)
def test_bad_edit_is_named_beside_its_field_and_nothing_is_lost(
    desk: Desk, changes: dict[str, str], sentence: str
) -> None:
    draft = desk.lay()
    form = form_of(desk.client, f"/desk/{draft}/edit") | {"hints.0.text": "My hint"} | changes
    answer = desk.client.post(f"/desk/{draft}/edit", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My hint" in answer.text
    assert not desk.row(draft).edited


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"formula": "d / nothing"}, "No variants can be drawn"),
        ({"formula": "__import__('os')"}, "No variants can be drawn"),
        ({"stem": "How fast?"}, "No variants can be drawn"),
        ({"variables.0.step": "0"}, "Give more than 0"),
        ({"variables.0.low": "low"}, "Give a number"),
        ({"variables.0.name": "2d"}, "Use a letter first"),
        ({"decimals": "2.5"}, "Give a whole number"),
    ],
)
def test_bad_family_is_named(desk: Desk, changes: dict[str, str], sentence: str) -> None:
    draft = desk.lay(family=make_family())
    form = form_of(desk.client, f"/desk/{draft}/edit") | changes
    answer = desk.client.post(f"/desk/{draft}/edit", form)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_edit_waits_for_its_checks_before_it_may_be_published(
    desk: Desk, queue: RecordingQueue, database: Database
) -> None:
    draft = desk.lay(verdicts=[FAIL])
    form = form_of(desk.client, f"/desk/{draft}/edit") | {"stem": "What is velocity?"}
    desk.client.post(f"/desk/{draft}/edit", form)
    assert queue.rung == [(JobName.CHECK_DRAFT, draft)]
    page = desk.client.get(f"/desk/{draft}").text
    assert "Checking this text" in page
    assert "hx-get" in page
    assert desk.client.post(f"/desk/{draft}/accept").status_code == 409
    queue.reachable = False
    assert "once it is back" in desk.client.fragment(f"/desk/{draft}/checks").text
    with database.write() as session:
        text = drafts.read_text(session.get_one(Draft, draft))
        drafts.record_verdicts(session, draft, text, [])
    assert "hx-get" not in desk.client.fragment(f"/desk/{draft}/checks").text
    assert desk.client.post(f"/desk/{draft}/accept").status_code == 303
    assert len(desk.exercises()) == 1


def test_second_of_two_edits_is_refused_until_it_saw_the_first(desk: Desk) -> None:
    path = f"/desk/{desk.lay()}/edit"
    mine, theirs = (form_of(desk.client, path) for _ in range(2))
    assert desk.client.post(path, mine | {"stem": "What is velocity?"}).status_code == 303
    for base in (str(theirs["base"]), "", "forged"):
        late = theirs | {"stem": "What is pace?", "base": base}
        answer = desk.client.post(path, late)
        assert answer.status_code == 409
        assert "Somebody else saved this draft" in answer.text
        assert "What is pace?" in answer.text
        assert "velocity" in desk.client.get(path).text
    base = str(form_of(desk.client, path)["base"])
    assert f'name="base" value="{base}"' in answer.text
    assert desk.client.post(path, late | {"base": base}).status_code == 303
    assert "What is pace?" in desk.client.get(path).text


def test_exercise_by_hand_is_checked_like_any_other(desk: Desk, queue: RecordingQueue) -> None:
    assert desk.client.get("/desk/write/essay").status_code == 404
    assert "Ordering" in desk.client.get("/desk/write").text
    path = "/desk/write/true_false"
    form = form_of(desk.client, path) | {"skill": desk.skill.id, "stem": "Speed is a rate."}
    assert "Fill this in" in desk.client.post(path, form).text
    answer = desk.client.post(path, form | {"truth": "true", "citations.0.quote": QUOTE})
    assert answer.status_code == 303
    with desk.database.read() as session:
        draft = session.scalars(select(Draft)).one()
    assert (draft.drafter, draft.checked) == ("instructor", False)
    text = drafts.read_text(draft).content
    assert text
    assert text.citations == (Citation(passage=desk.passage.id, quote=QUOTE),)
    assert queue.rung == [(JobName.CHECK_DRAFT, draft.id)]


def test_family_by_hand(desk: Desk) -> None:
    path = "/desk/write/family"
    form = form_of(desk.client, path) | {
        "skill": desk.skill.id,
        "stem": "{d} km in 2 h: how fast?",
        "formula": "d / 2",
        "unit": "km/h",
        "variables.0.name": "d",
        "variables.0.low": "10",
        "variables.0.high": "100",
        "variables.0.step": "10",
    }
    assert desk.client.post(path, form).status_code == 303
    with desk.database.read() as session:
        assert session.scalars(select(Draft)).one().family is not None
