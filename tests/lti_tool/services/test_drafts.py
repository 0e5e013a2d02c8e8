from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from generators.exercise.content import Language
from generators.exercise.family import Family, Variable
from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import Database, utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import Context, Draft, DraftState, GenerationRequest
from lti_tool.services import drafts, exercises
from lti_tool.services.drafts import DraftText
from tests.lti_tool.factories import (
    make_choice,
    make_course,
    make_draft,
    make_person,
    make_request,
    make_skill,
)

FAIL = Verdict(check="quote_in_passage", outcome=Outcome.FAIL, reason="quote_not_found")
FLAG = Verdict(check="language", outcome=Outcome.FLAG, reason="mixed")
PASS = Verdict(check="schema", outcome=Outcome.PASS)


def make_family(**values: object) -> Family:
    fields = {
        "stem": "A car drives {d} km in {t} h. How fast is it?",
        "language": Language.EN,
        "formula": "d / t",
        "variables": (
            Variable(name="d", low=20, high=200, step=20),
            Variable(name="t", low=2, high=4, step=1),
        ),
        "unit": "km/h",
        **values,
    }
    return Family.model_validate(fields)


def course_with_request(session: Session) -> tuple[Context, GenerationRequest]:
    context = make_course(session)
    return context, make_request(session, context)


def test_second_run_of_a_job_stores_nothing_twice(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        make_draft(session, request, run_key="once")
        row = make_draft(session, request, run_key="other")
        again = drafts.store_draft(
            session,
            request,
            run_key="once",
            blueprint=drafts.read_blueprint(row),
            drafter="extractive",
            revision="1",
            seed=7,
            content=make_choice(),
            family=None,
            raw="",
            verdicts=(),
        )
        assert again is None
        assert session.scalar(select(func.count()).select_from(Draft)) == 2
        assert (request.drafted, request.accepted) == (2, 2)


def test_failed_check_refuses_and_does_not_count_as_accepted(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        assert make_draft(session, request, verdicts=[PASS, FAIL]).state is DraftState.REFUSED
        assert make_draft(session, request, verdicts=[PASS, FLAG]).state is DraftState.IN_REVIEW
        assert (request.drafted, request.accepted) == (2, 1)


def test_junk_is_kept_and_refused(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        broken = make_family(formula="d / nothing")
        draft = make_draft(session, request, family=broken, raw="{oops")
        assert (draft.state, draft.content, draft.raw) == (DraftState.REFUSED, None, "{oops")


def test_family_shows_a_variant_of_itself(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        text = drafts.read_text(make_draft(session, request, family=make_family()))
        assert text.family == make_family()
        assert text.content
        assert "{d}" not in text.content.stem


def test_draft_of_another_course_is_not_found(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        draft = make_draft(session, request)
        with pytest.raises(NotFoundError):
            drafts.find_draft(session, make_course(session).id, draft.id)


def test_draft_is_decided_on_once(database: Database) -> None:
    with database.write() as session:
        context, request = course_with_request(session)
        draft, person = make_draft(session, request), make_person(session, context)
        drafts.reject_draft(session, context.id, draft.id, person.id, "off_topic")
        with pytest.raises(drafts.DraftDecidedError):
            drafts.reject_draft(session, context.id, draft.id, person.id, "off_topic")
        with pytest.raises(drafts.DraftDecidedError):
            drafts.accept_draft(session, context.id, draft.id, person.id)
        with pytest.raises(drafts.DraftDecidedError):
            drafts.change_text(session, draft, DraftText(make_choice("New?"), None))


def test_refused_draft_is_never_accepted_as_it_is(database: Database) -> None:
    with database.write() as session:
        context, request = course_with_request(session)
        draft, person = make_draft(session, request, verdicts=[FAIL]), make_person(session, context)
        with pytest.raises(drafts.DraftRefusedError):
            drafts.accept_draft(session, context.id, draft.id, person.id)


def test_edit_makes_a_refused_draft_a_candidate_that_waits_for_its_checks(
    database: Database,
) -> None:
    with database.write() as session:
        context, request = course_with_request(session)
        draft, person = make_draft(session, request, verdicts=[FAIL]), make_person(session, context)
        text = DraftText(make_choice("What is velocity?"), None)
        drafts.change_text(session, draft, text)
        assert drafts.drafts_to_ring(session) == [draft.id]
        with pytest.raises(drafts.DraftUncheckedError):
            drafts.accept_draft(session, context.id, draft.id, person.id)
        assert drafts.record_verdicts(session, draft.id, text, [PASS])
        assert drafts.drafts_to_ring(session) == []
        assert drafts.accept_draft(session, context.id, draft.id, person.id).edited


def test_verdicts_of_an_older_text_are_dropped(database: Database) -> None:
    with database.write() as session:
        _, request = course_with_request(session)
        draft = make_draft(session, request)
        old, new = DraftText(make_choice("Old?"), None), DraftText(make_choice("New?"), None)
        drafts.change_text(session, draft, old)
        drafts.change_text(session, draft, new)
        assert not drafts.record_verdicts(session, draft.id, old, [PASS])
        assert not draft.checked
        assert drafts.record_verdicts(session, draft.id, new, [FAIL])
        assert draft.state is DraftState.REFUSED


def test_return_puts_a_draft_where_its_verdicts_say(database: Database) -> None:
    with database.write() as session:
        context, request = course_with_request(session)
        person = make_person(session, context)
        for verdict, state in [(PASS, DraftState.IN_REVIEW), (FAIL, DraftState.REFUSED)]:
            draft = make_draft(session, request, verdicts=[verdict])
            drafts.reject_draft(session, context.id, draft.id, person.id, "off_topic")
            drafts.return_to_review(draft)
            assert (draft.state, draft.decided_by, draft.reason) == (state, None, "")


def test_bank_holds_what_is_published_or_in_review(database: Database) -> None:
    with database.write() as session:
        context, request = course_with_request(session)
        person, other = make_person(session, context), make_skill(session, context, "Mass")
        published = make_draft(session, request, make_choice("Published?"))
        exercises.publish_draft(session, context.id, published.id, person.id, utcnow())
        waiting = make_draft(session, request, make_choice("Waiting?"))
        make_draft(session, request, make_choice("Refused?"), verdicts=[FAIL])
        strange = make_course(session)
        make_draft(session, make_request(session, strange), make_choice("Elsewhere?"))

        def stems(**values: object) -> list[str]:
            found = drafts.list_bank_contents(session, context.id, **values)  # type: ignore[arg-type]
            return [content.stem for content in found]

        assert stems() == ["Published?", "Waiting?"]
        assert stems(without=waiting.id) == ["Published?"]
        assert stems(skill_id=other.id) == []
