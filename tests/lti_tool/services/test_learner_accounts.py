"""A figure opened: its terms add up, and what the learner says of themselves moves nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.db import Database
from lti_tool.models import OutsideEvidence, ScorePolicy
from lti_tool.services.counted_answers import list_counted
from lti_tool.services.skill_accounts import SkillAccount, read_account, read_accounts
from lti_tool.services.standings import read_standing
from tests.lti_tool.factories import make_skill, store
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def answered(learning: Learning, **values: float | None) -> SkillAccount:
    """Right and wrong in two skills, and a grade of the platform, some days ago."""
    other = make_skill(learning.session, learning.context, "Force")
    for number in range(6):
        exercise = learning.publish(skill=other) if number % 3 == 0 else learning.publish()
        showing = learning.show(exercise)
        answer = WRONG if number == 1 else RIGHT
        learning.answer(showing, answer, NOW - timedelta(days=20, minutes=-number), **values)
    grade = OutsideEvidence(
        context_id=learning.context.id, person_id=learning.person.id, source="gradebook",
        external_id="7", title="Quiz 1", skill_ids=[learning.skill.id, other.id], score=0.5,
        seen_at=NOW - timedelta(days=9),
    )  # fmt: skip
    store(learning.session, grade)
    return read_account(learning.session, learning.skill, learning.person.id, NOW)


def test_without_evidence_the_figure_is_where_everybody_begins(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        (account,) = read_accounts(session, learning.context.id, learning.person.id, NOW)
        assert account.pieces == ()
        assert account.terms.start == pytest.approx(100 * account.mastery.mean)
        assert (account.terms.own, account.terms.others) == (0, 0)


def test_the_terms_add_up_to_the_figure(database: Database) -> None:
    with database.write() as session:
        account = answered(make_learning(session))
        terms = account.terms
        total = terms.start + terms.own + terms.others + terms.time
        assert total == pytest.approx(100 * account.mastery.mean, abs=1e-9)
        assert terms.own == pytest.approx(sum(piece.move for piece in account.pieces))
        assert terms.others != 0
        assert len(account.pieces) == 5
        assert sum(piece.strong for piece in account.pieces) == 3
        grade = next(piece for piece in account.pieces if piece.title == "Quiz 1")
        assert grade.evidence.weight == pytest.approx(0.4)  # divided among its two skills


def test_confidence_moves_no_figure_and_no_score(database: Database) -> None:
    found = []
    for confidence in (None, 0.3, 0.9):
        with database.write() as session:
            learning = make_learning(session)
            account = answered(
                learning, **({} if confidence is None else {"confidence": confidence})
            )
            standing = read_standing(session, learning.practice, learning.person.id, NOW)
            found.append((account.mastery.mean, account.mastery.low, standing.given))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("policy", list(ScorePolicy))
def test_what_counts_adds_up_to_the_score(database: Database, policy: ScorePolicy) -> None:
    with database.write() as session:
        learning = make_learning(session, policy=policy, goal=10)
        exercise = learning.publish()
        answered(learning)
        for _ in range(2):
            learning.answer(learning.show(exercise), RIGHT, NOW)
        rows = list_counted(session, learning.practice, learning.person.id)
        assert len(rows) == 8
        counted = sum(row.counts for row in rows)
        tally = read_standing(session, learning.practice, learning.person.id, NOW).tally
        expected = {
            ScorePolicy.POINTS: tally.right,
            ScorePolicy.COMPLETION: tally.answered,
            ScorePolicy.MASTERY: 0,
        }
        assert counted == expected[policy]
