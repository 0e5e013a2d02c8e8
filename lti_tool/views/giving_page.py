"""What the page of a worksheet tells of its giving."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.models import Giving, GivingState, Practice, Worksheet, WorksheetState
from lti_tool.queue import QueueName
from lti_tool.services.giving import (
    INTERRUPTED,
    NOTHING_FITS,
    OPEN,
    TAKING_INTERRUPTED,
    find_giving,
)
from lti_tool.services.giving_copies import count_copies, count_keepers
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.wiring import wiring

DROPPED = WorksheetState.DROPPED


@dataclass(frozen=True, slots=True)
class GivingPage:
    """`having` learners have what they were given, `begun` of them have begun it, `put_away` others
    put it away; `keepers` have it by an earlier giving. `away`: the queue is out of reach."""

    row: Giving
    practice: str
    having: int
    begun: int
    keepers: int
    put_away: int
    away: bool

    @property
    def open(self) -> bool:
        return self.row.state in OPEN

    @property
    def stopped(self) -> bool:
        return self.row.state is GivingState.STOPPED

    @property
    def half_taken(self) -> bool:
        """Stopped while it was taken back."""
        return self.stopped and self.row.reason == TAKING_INTERRUPTED

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
        return [*self._tell_stop(), *self._tell_found(), *self._tell_left()]

    def _tell_stop(self) -> list[str]:
        if not self.stopped:
            return []
        if self.half_taken:
            return [gettext("Taking it back was interrupted three times at the same place.")]
        if self.row.reason == INTERRUPTED:
            return [gettext("The giving was interrupted three times at the same place.")]
        return [gettext("The giving was stopped.")]

    def _tell_found(self) -> list[str]:
        lines = []
        if self.having or not self.keepers:
            lines.append(_count_found(self.having))
        if self.keepers:
            lines.append(_count_keepers(self.keepers))
        if self.put_away:
            lines.append(_count_put_away(self.put_away))
        return lines

    def _tell_left(self) -> list[str]:
        """A taking back counts anew, so what it counted says nothing of who found nothing."""
        left = 0 if self.half_taken else self.row.done - self.row.given
        if not left:
            return []
        return [
            ngettext(
                "For %(num)s learner no published exercise is left that fits.",
                "For %(num)s learners no published exercise is left that fits.",
                left,
            )
        ]

    def _tell_begun(self) -> list[str]:
        begun = self.begun + self.keepers
        if not begun:
            return []
        return [
            ngettext(
                "%(num)s learner had begun it and keeps it.",
                "%(num)s learners had begun it and keep it.",
                begun,
            )
        ]


def _count_found(having: int) -> str:
    return ngettext(
        "%(num)s learner finds the worksheet in the practice.",
        "%(num)s learners find the worksheet in the practice.",
        having,
    )


def _count_put_away(learners: int) -> str:
    return ngettext(
        "%(num)s learner put it away without beginning it; they can bring it back.",
        "%(num)s learners put it away without beginning it; they can bring it back.",
        learners,
    )


def _count_keepers(keepers: int) -> str:
    return ngettext(
        "%(num)s learner has it already, begun before it was taken back.",
        "%(num)s learners have it already, begun before it was taken back.",
        keepers,
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
        count_keepers(session, found),
        0 if found.reason == TAKING_INTERRUPTED else count_copies(session, found.id, DROPPED),
        wiring().queue.depth(QueueName.WORK) is None,
    )
