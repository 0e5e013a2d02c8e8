"""What the page of one disagreement shows: the figure before and after, and the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import Disagreement, DisagreementState, Practice, ScorePolicy, Skill
from lti_tool.services.disagreements import read_change
from lti_tool.services.skill_accounts import read_account
from lti_tool.services.skill_tests import Offer, offer_test
from lti_tool.services.windows import WindowState, read_window
from lti_tool.views.evidence_rows import EvidenceRow, make_rows
from lti_tool.views.learn_words import tell_change
from lti_tool.views.skill_line import SkillLine, make_line
from lti_tool.views.translate import gettext

MINUTES_EACH = 2
NO_OFFER = Offer(0, 0)


@dataclass(frozen=True, slots=True)
class DisagreementPage:
    """`why_not` says why no test can be had now; `offer` is what can."""

    row: Disagreement
    skill: str
    before: SkillLine
    after: SkillLine
    change: str
    answers: tuple[EvidenceRow, ...]
    offer: Offer
    minutes: int
    why_not: str
    running: bool
    tested: bool
    falls: bool
    practice_id: str


def read_disagreement_page(
    session: Session, practice: Practice | None, row: Disagreement, now: datetime
) -> DisagreementPage:
    skill = session.get_one(Skill, row.skill_id)
    change = read_change(session, row, now)
    offer, why_not = _find_offer(session, practice, row, now)
    pieces = read_account(session, skill, row.person_id, now).pieces
    practice_id = practice.id if practice else ""
    tested = row.state is DisagreementState.TESTED
    return DisagreementPage(
        row=row,
        skill=skill.name,
        before=make_line(skill, change.before),
        after=make_line(skill, change.after),
        change=tell_change(change) if tested else "",
        answers=make_rows(
            (one for one in pieces if one.answer and one.answer.showing_id in row.showing_ids),
            practice_id,
        ),
        offer=offer,
        minutes=MINUTES_EACH * offer.length,
        why_not=why_not,
        running=row.state is DisagreementState.TESTING,
        tested=tested,
        falls=practice is not None and practice.policy is ScorePolicy.MASTERY,
        practice_id=practice_id,
    )


def _find_offer(
    session: Session, practice: Practice | None, row: Disagreement, now: datetime
) -> tuple[Offer, str]:
    if practice is None:
        return NO_OFFER, gettext("Open this page from a practice of the course to be tested.")
    if read_window(session, practice, row.person_id).state(now) is not WindowState.OPEN:
        return NO_OFFER, gettext("This practice is not open, so no test can be taken now.")
    offer = offer_test(session, practice, row.person_id, row.skill_id)
    if offer.length:
        return offer, ""
    return offer, gettext(
        "There is no exercise of this skill in this practice that could test you. Your instructor "
        "sees that you disagree and that exercises are wanted."
    )
