"""Worksheets are taken back from learners and given again: what broke off first."""

from __future__ import annotations

from collections import Counter

import pytest

from lti_tool.db import utcnow
from lti_tool.models import Giving, GivingState, WorksheetState
from lti_tool.services import giving
from lti_tool.services.own_worksheets import (
    TakenBackError,
    begin_own_worksheet,
    bring_back,
    find_put_away,
    stop_own_worksheet,
)
from lti_tool.services.worksheet_people import Target
from tests.lti_tool.views.worksheet_office import Office


def test_a_taking_back_that_broke_off_tells_who_still_has_it_and_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish()
    office.add_learners(3)
    worksheet = office.make(Target())
    office.give(worksheet)
    monkeypatch.setattr(giving, "AT_ONCE", 1)
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    row = office.find_giving(worksheet)
    assert office.step(row.id)
    with office.database.write() as session:
        broken = session.get_one(Giving, row.id)
        broken.tries, broken.lease_until = giving.MOST_TRIES, None
        assert not giving.begin_run(session, row.id, utcnow())
    page = office.page(worksheet)
    assert "Taking it back was interrupted three times at the same place. 3 learners find" in page
    assert "no published exercise is left" not in page  # one was taken back, four given
    assert "Go on giving" not in page
    assert "Go on taking it back" in page
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    assert "Being taken back" in office.page(worksheet)
    while office.step(row.id):
        pass
    assert "It was taken back." in office.page(worksheet)


def test_what_is_taken_back_leaves_those_who_began_and_may_be_given_again(office: Office) -> None:
    office.publish()
    office.add_learners(2)
    worksheet = office.make(Target())
    office.give(worksheet)
    with office.database.write() as session:
        begun = session.scalars(office.copies(worksheet)).first()
        assert begun
        begin_own_worksheet(session, begun, utcnow())
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    with office.database.read() as session:
        states = Counter(row.state for row in session.scalars(office.copies(worksheet)))
    assert states == {WorksheetState.WORKING: 1, WorksheetState.DROPPED: 2}
    assert "It was taken back. 1 learner had begun it and keeps it." in office.page(worksheet)
    assert office.read(worksheet).state is WorksheetState.PLANNED
    office.give(worksheet)
    with office.database.read() as session:
        rows = session.scalars(office.copies(worksheet)).all()
    alive = [row.person_id for row in rows if row.state is not WorksheetState.DROPPED]
    assert len(alive) == len(set(alive)) == 3


@pytest.mark.parametrize("begun", [3, 1])
def test_given_again_the_page_tells_who_has_it_already(office: Office, begun: int) -> None:
    office.publish()
    office.add_learners(2)
    worksheet = office.make(Target())
    office.give(worksheet)
    with office.database.write() as session:
        for row in session.scalars(office.copies(worksheet).limit(begun)).all():
            begin_own_worksheet(session, row, utcnow())
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    office.give(worksheet)
    page = office.page(worksheet)
    assert office.find_giving(worksheet).state is GivingState.GIVEN
    assert "Nobody was given anything" not in page
    assert "no published exercise is left" not in page
    has = "learners have" if begun == 3 else "learner has"
    assert f"{begun} {has} it already, begun before it was taken back." in page
    assert ("2 learners find the worksheet" in page) == (begun == 1)
    assert "0 learners" not in page
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    kept = "keeps it." if begun == 1 else "keep it."
    assert "It was taken back." in office.page(worksheet)
    assert kept in office.page(worksheet)


def test_a_sheet_that_was_taken_back_is_neither_begun_nor_brought_back(office: Office) -> None:
    office.publish()
    office.add_learners(1)
    worksheet = office.make(Target())
    office.give(worksheet)
    office.visit.post(f"/worksheets/{worksheet}/giving/take-back")
    with office.database.write() as session:
        copy = session.scalars(office.copies(worksheet)).first()
        assert copy
        assert copy.person_id
        assert copy.practice_id
        assert copy.state is WorksheetState.DROPPED
        assert find_put_away(session, copy.practice_id, copy.person_id) is None
        with pytest.raises(TakenBackError):
            bring_back(session, copy)


def test_who_put_it_away_is_told_and_who_has_it_when_it_is_dropped(office: Office) -> None:
    office.publish()
    office.add_learners(2)
    worksheet = office.make(Target())
    office.give(worksheet)
    with office.database.write() as session:
        copy = session.scalars(office.copies(worksheet)).first()
        assert copy
        stop_own_worksheet(session, copy, utcnow())
    page = office.page(worksheet)
    assert "2 learners find the worksheet" in page
    assert "1 learner put it away without beginning it" in page
    office.visit.post(f"/worksheets/{worksheet}/drop")
    assert "2 learners still have what was given" in office.page(worksheet)
