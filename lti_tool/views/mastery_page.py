"""The mastery map: each skill of the course, opened to the evidence behind its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy.orm import Session

from analytics.types import Reason
from lti_tool.models import Disagreement, DisagreementState, Practice
from lti_tool.services.confidence import LevelTally, tally_confidence
from lti_tool.services.disagreements import OPEN, list_disagreements
from lti_tool.services.lessons import list_published
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.recommendations import list_due
from lti_tool.services.skill_accounts import SkillAccount, Terms, read_accounts
from lti_tool.views.evidence_rows import STRONGEST, EvidenceRow, make_rows, pick_strongest
from lti_tool.views.learn_words import CONFIDENCES, explain_reason
from lti_tool.views.skill_line import SkillLine, make_line

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class SkillMap:
    """`older`: the rows that are folded away; `due`: why it is due again, or nothing;
    `lesson`: the id of one to read, or nothing."""

    line: SkillLine
    terms: Terms
    strongest: tuple[EvidenceRow, ...]
    rows: tuple[EvidenceRow, ...]
    older: tuple[EvidenceRow, ...]
    due: str
    testable: bool
    disagreement: Disagreement | None
    lesson: str


@dataclass(frozen=True, slots=True)
class Said:
    """A disagreement of the past or present, with the name of its skill."""

    row: Disagreement
    skill: str


@dataclass(frozen=True, slots=True)
class MasteryPage:
    skills: tuple[SkillMap, ...]
    practice_id: str
    said: tuple[Said, ...]
    confidence: tuple[LevelTally, ...]


def read_mastery_page(session: Session, practice: Practice | None, now: datetime) -> MasteryPage:
    context_id, person_id = g.visit.context.id, g.visit.person.id
    own = {skill.id for skill in list_practice_skills(session, practice)} if practice else set()
    due = list_due(session, practice, person_id, now) if own and practice else {}
    said = list_disagreements(session, context_id, person_id)
    contested = {row.skill_id: row for row in said if row.state in OPEN}
    accounts = read_accounts(session, context_id, person_id, now)
    practice_id = practice.id if practice else ""
    lessons = list_published(session, context_id, [account.skill.id for account in accounts])
    names = {account.skill.id: account.skill.name for account in accounts}
    return MasteryPage(
        skills=tuple(
            _map_skill(
                account,
                practice_id,
                _tell_due(due.get(account.skill.id)),
                contested.get(account.skill.id),
                testable=account.skill.id in own,
                lesson=lessons.get(account.skill.id, ""),
            )
            for account in accounts
        ),
        practice_id=practice_id,
        said=tuple(
            Said(row, names[row.skill_id])
            for row in said
            if row.skill_id in names and row.state is not DisagreementState.WITHDRAWN
        ),
        confidence=tally_confidence(
            session, context_id, person_id, [share for share, _ in CONFIDENCES.values()]
        ),
    )


def _tell_due(facts: Mapping[str, float] | None) -> str:
    return explain_reason(Reason.REVIEW, facts) if facts else ""


def _map_skill(
    account: SkillAccount,
    practice_id: str,
    due: str,
    disagreement: Disagreement | None,
    *,
    testable: bool,
    lesson: str,
) -> SkillMap:
    rows = make_rows(account.pieces, practice_id)
    return SkillMap(
        line=make_line(account.skill, account.mastery),
        terms=account.terms,
        strongest=pick_strongest(rows) if len(rows) > STRONGEST else (),
        rows=rows[:MOST_ROWS],
        older=rows[MOST_ROWS:],
        due=due,
        testable=testable,
        disagreement=disagreement,
        lesson=lesson,
    )
