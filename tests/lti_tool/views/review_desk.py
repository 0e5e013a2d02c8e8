"""An instructor's desk, with what may be laid on it."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    Matching,
    Mistake,
    Numerical,
    Ordering,
    Pair,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import Database
from lti_tool.models import Draft, Exercise, GenerationRequest, Passage, Role, Source, SourceState
from tests.generators.exercise.case_studies import CASE
from tests.lti_tool.factories import (
    make_blueprint,
    make_choice,
    make_course,
    make_draft,
    make_request,
    make_skill,
    store,
)
from tests.lti_tool.visits import VisitClient, visit_client

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
    Numerical(
        stem="100 m in 20 s?",
        language=EN,
        value=5,
        tolerance=0.1,
        unit="m/s",
        mistakes=(Mistake(value=0.2, feedback="The other way round."),),
    ),
    Matching(
        stem="Match.",
        language=EN,
        pairs=(Pair(left="speed", right="m/s"), Pair(left="mass", right="kg")),
        distractors=("N",),
    ),
    Ordering(stem="Order.", language=EN, steps=("Measure", "Divide", "Write")),
    CASE,
]


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
