"""Checks after an edit: at once, on the text as it is, and harmless when they run twice."""

from __future__ import annotations

from typing import Any

import pytest

from generators.exercise.content import Citation, Language, MultipleChoice, Option
from jobs.check_draft import check_draft
from jobs.parts import Parts
from lti_tool.models import Draft, DraftState
from lti_tool.services.drafts import DraftText, change_text, find_draft
from tests.jobs.drafting import TEXTS, Course, open_course
from tests.lti_tool.factories import make_blueprint, make_draft, make_request


@pytest.fixture
def course(parts: Parts) -> Course:
    return open_course(parts, *TEXTS)


def choice(stem: str = "What does a full backup copy?", **values: Any) -> MultipleChoice:
    options = (
        Option(text="All data of a system", correct=True),
        Option(text="Only the files of today"),
        Option(text="Only the log of the system"),
    )
    return MultipleChoice(**{"stem": stem, "language": Language.EN, "options": options, **values})


def edited(course: Course, content: MultipleChoice, drafter: str = "extractive") -> str:
    with course.parts.database.write() as session:
        request = make_request(session, course.context, make_blueprint(course.skill))
        draft = make_draft(session, request, choice("First words?"), drafter=drafter)
        change_text(session, draft, DraftText.of(content, None))
        return draft.id


def read(course: Course, draft_id: str) -> Draft:
    with course.parts.database.read() as session:
        return find_draft(session, course.context.id, draft_id)


def reasons(draft: Draft, outcome: str) -> list[str]:
    return [own["reason"] for own in draft.verdicts if own["outcome"] == outcome]


def test_draft_that_is_gone(course: Course) -> None:
    check_draft(course.parts, "nowhere")


def test_edit_that_gives_the_key_away_is_refused(course: Course) -> None:
    draft_id = edited(course, choice("A full backup copies all data of a system. What is copied?"))
    check_draft(course.parts, draft_id)
    draft = read(course, draft_id)
    assert (draft.state, draft.checked) == (DraftState.REFUSED, True)
    assert reasons(draft, "fail") == ["key_in_stem"]


def test_quote_that_is_not_in_its_passage(course: Course) -> None:
    with course.parts.database.read() as session:
        from lti_tool.services.passages import list_passages

        passage = list_passages(session, course.context.id)[0].id
    made_up = Citation(passage=passage, quote="A full backup copies nothing.")
    draft_id = edited(course, choice(citations=(made_up,)))
    check_draft(course.parts, draft_id)
    assert reasons(read(course, draft_id), "fail") == ["quote_not_found"]


def test_good_edit_returns_to_the_desk_even_without_a_citation(course: Course) -> None:
    draft_id = edited(course, choice(), drafter="transformer")
    check_draft(course.parts, draft_id)
    draft = read(course, draft_id)
    assert (draft.state, draft.checked) == (DraftState.IN_REVIEW, True)
    assert {"by_hand", "after_edit"} <= set(reasons(draft, "not_run"))


@pytest.mark.parametrize("drafter", ["instructor", "imported"])
def test_form_of_what_people_wrote_is_no_reason_to_refuse(course: Course, drafter: str) -> None:
    draft_id = edited(course, choice(explanation="It copies [the main term] and"), drafter)
    check_draft(course.parts, draft_id)
    draft = read(course, draft_id)
    assert draft.state is DraftState.IN_REVIEW
    assert {"placeholder", "cut_off"} <= set(reasons(draft, "flag"))


def test_checked_draft_keeps_its_verdicts(course: Course) -> None:
    draft_id = edited(course, choice())
    check_draft(course.parts, draft_id)
    before = read(course, draft_id).verdicts
    check_draft(course.parts, draft_id)
    assert read(course, draft_id).verdicts == before


def test_verdicts_of_a_text_that_was_edited_again_do_not_count(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobs import check_draft as module

    draft_id = edited(course, choice())
    real = module.run_checks

    def edit_meanwhile(*arguments: Any) -> Any:
        with course.parts.database.write() as session:
            draft = find_draft(session, course.context.id, draft_id, lock=True)
            change_text(session, draft, DraftText.of(choice("What else is copied?"), None))
        return real(*arguments)

    monkeypatch.setattr(module, "run_checks", edit_meanwhile)
    check_draft(course.parts, draft_id)
    assert read(course, draft_id).checked is False
