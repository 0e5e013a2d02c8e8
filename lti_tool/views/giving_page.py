"""What the page of a worksheet tells of its giving."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.models import Giving, GivingState, Practice, Worksheet, WorksheetState
from lti_tool.queue import QueueName
from lti_tool.services.giving import INTERRUPTED, NOTHING_FITS, OPEN, count_copies, find_giving
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.wiring import wiring


@dataclass(frozen=True, slots=True)
class GivingPage:
    """`having` learners have what they were given, `begun` of them have begun it; `away`: the queue
    is out of reach."""

    row: Giving
    practice: str
    having: int
    begun: int
    away: bool

    @property
    def open(self) -> bool:
        return self.row.state in OPEN

    @property
    def stopped(self) -> bool:
        return self.row.state is GivingState.STOPPED

    @property
    def taken(self) -> bool:
        return self.row.state is GivingState.TAKEN

    @property
    def label(self) -> str:
        if self.row.state is GivingState.TAKING:
            return gettext("Being taken back")
        return gettext("Being given to the learners")

    @property
    def lines(self) -> list[str]:
        """How it ended."""
        row = self.row
        if row.reason == NOTHING_FITS:
            return [gettext("Nobody was given anything: no published exercise is left for them.")]
        if row.state is GivingState.TAKEN:
            return [gettext("It was taken back."), *self._tell_begun()]
        lines = [_tell_found(self.having)]
        if row.reason == INTERRUPTED:
            lines.insert(0, gettext("The giving was interrupted three times at the same place."))
        if left := row.done - row.given:
            lines.append(
                ngettext(
                    "For %(num)s learner no published exercise is left that fits.",
                    "For %(num)s learners no published exercise is left that fits.",
                    left,
                )
            )
        return lines

    def _tell_begun(self) -> list[str]:
        if not self.begun:
            return []
        return [
            ngettext(
                "%(num)s learner had begun it and keeps it.",
                "%(num)s learners had begun it and keep it.",
                self.begun,
            )
        ]


def _tell_found(having: int) -> str:
    return ngettext(
        "%(num)s learner finds the worksheet in the practice.",
        "%(num)s learners find the worksheet in the practice.",
        having,
    )


def read_giving(session: Session, row: Worksheet) -> GivingPage | None:
    found = find_giving(session, row.id)
    if found is None:
        return None
    begun = count_copies(session, found.id, WorksheetState.WORKING, WorksheetState.DONE)
    return GivingPage(
        found,
        session.get_one(Practice, found.practice_id).title,
        begun + count_copies(session, found.id, WorksheetState.PLANNED),
        begun,
        wiring().queue.depth(QueueName.WORK) is None,
    )
