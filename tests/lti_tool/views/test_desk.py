from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from generators.exercise.content import (
    Citation,
    Cloze,
    Content,
    Gap,
    Kind,
    Language,
    Matching,
    Numerical,
    Ordering,
    Pair,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import Database
from lti_tool.models import (
    Context,
    Draft,
    DraftState,
    Exercise,
    ExerciseState,
    GenerationRequest,
    Passage,
    Role,
    Source,
    SourceState,
)
from lti_tool.queue import JobName
from lti_tool.services import drafts
from tests.lti_tool.factories import (
    RecordingQueue,
    VisitClient,
    make_blueprint,
    make_choice,
    make_course,
    make_draft,
    make_request,
    make_skill,
    store,
    visit_client,
)
from tests.lti_tool.services.test_drafts import make_family

FAIL = Verdict(
    check="quote_in_passage", outcome=Outcome.FAIL, reason="no_such_code", evidence="<b>seen</b>"
)
FLAG = Verdict(check="language", outcome=Outcome.FLAG, reason="some_flag")
QUOTE = "Speed is distance over time."
EN = Language.EN
CONTENTS: list[Content] = [
    make_choice(),
    TrueFalse(stem="Speed is a rate.", language=EN, truth=True, feedback_false="It is."),
    Cloze(
        stem="Speed is {{1}} over {{2}}.",
        language=EN,
        gaps=(Gap(accepted=("distance",), choices=("distance", "mass")), Gap(accepted=("time",))),
    ),
    ShortAnswer(stem="What is distance over time?", language=EN, accepted=("speed", "velocity")),
    Numerical(stem="100 m in 20 s?", language=EN, value=5, tolerance=0.1, unit="m/s"),
    Matching(
        stem="Match.",
        language=EN,
        pairs=(Pair(left="speed", right="m/s"), Pair(left="mass", right="kg")),
        distractors=("N",),
    ),
    Ordering(stem="Order.", language=EN, steps=("Measure", "Divide", "Write")),
]

ANSWER_FIELDS = {
    Kind.MULTIPLE_CHOICE: "option",
    Kind.TRUE_FALSE: "value",
    Kind.CLOZE: "gap-2",
    Kind.SHORT_ANSWER: "text",
    Kind.NUMERICAL: "number",
    Kind.MATCHING: "pair-",
    Kind.ORDERING: "place-",
}


class Desk:
    """An instructor at the desk of one course, with drafts to lay on it."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.context = make_course(session)
            self.skill = make_skill(session, self.context)
            self.request = make_request(session, self.context, make_blueprint(self.skill))
            source = Source(
                context_id=self.context.id,
                filename="motion.md",
                media_type="text/markdown",
                size=1,
                sha256="0",
                state=SourceState.READY,
            )
            store(session, source)
            self.passage = Passage(
                context_id=self.context.id,
                source_id=source.id,
                ordinal=1,
                page=4,
                heading="Motion > Speed",
                language="en",
                text=f"Before <it>.\n{QUOTE} After it.",
            )
            store(session, self.passage)
        self.client = visit_client(app, Role.INSTRUCTOR, self.context)

    def lay(self, content: Content | None = None, **values: object) -> str:
        with self.database.write() as session:
            request = session.get_one(GenerationRequest, self.request.id)
            return make_draft(session, request, content, **values).id  # type: ignore[arg-type]

    def row(self, draft_id: str) -> Draft:
        with self.database.read() as session:
            return session.get_one(Draft, draft_id)

    def exercises(self) -> list[Exercise]:
        with self.database.read() as session:
            return list(session.scalars(select(Exercise)))


@pytest.fixture
def desk(app: Flask, database: Database) -> Desk:
    return Desk(app, database)


def form_of(client: VisitClient, path: str) -> dict[str, object]:
    """The fields of the page's edit form, as a browser would post them."""
    page = BeautifulSoup(client.get(path).text, "html.parser")
    form = page.select_one("form.desk-exercise")
    assert form is not None
    fields: dict[str, object] = {}
    for field in form.select("input[name]"):
        chosen = field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")
        if chosen and field["name"] != "visit_token":
            fields[str(field["name"])] = field.get("value", "")
    for area in form.select("textarea[name]"):
        fields[str(area["name"])] = area.text.removeprefix("\n")
    for select_ in form.select("select[name]"):
        option = select_.select_one("option[selected]") or select_.select_one("option")
        fields[str(select_["name"])] = option["value"] if option else ""
    return fields


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
    draft = desk.lay(family=make_family(hints=("Divide {d} by {t}.",)))
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


def test_second_decision_is_told_that_it_came_too_late(desk: Desk) -> None:
    draft = desk.lay()
    assert desk.client.post(f"/desk/{draft}/accept").status_code == 303
    assert desk.client.post(f"/desk/{draft}/accept").status_code == 409
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
