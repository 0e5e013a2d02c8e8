"""Who may need a conversation: signs in when learners worked and what was due, with what was done
about them. Advice to instructors; a learner never sees it, and nothing is decided by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analytics.risk import RiskModel
from analytics.signs import Reason, Sign, drop_optional, find_reasons, is_quiet
from lti_tool.errors import ToolError
from lti_tool.models import Contact, Context, Person
from lti_tool.services.class_people import list_learners
from lti_tool.services.contacts import read_contacts
from lti_tool.services.site_settings import keep_setting, read_setting
from lti_tool.services.trails import count_days, read_trails

SWITCH = "talks"


class TalksOffError(ToolError):
    code = "talks_off"
    status = 403
    message = (
        "The administration of this installation has switched this page off, so no signs are "
        "looked for."
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """A learner with signs; `contact` is what was last done about them, its time run out."""

    person: Person
    reasons: tuple[Reason, ...]
    contact: Contact | None

    @property
    def several(self) -> bool:
        """Signs that were seen; the fitted record only weighs what others tell already."""
        return sum(reason.sign is not Sign.RECORD for reason in self.reasons) > 1


@dataclass(frozen=True, slots=True)
class Talks:
    """`open` by name; `resting` were contacted or dismissed until a day still to come. `due` is
    how many pieces of work had a date that has passed. `quiet`: hardly anybody works now."""

    open: tuple[Talk, ...]
    resting: tuple[Talk, ...]
    learners: int
    due: int
    quiet: bool


def are_on(session: Session) -> bool:
    return read_setting(session, SWITCH) is None


def switch(session: Session, *, on: bool) -> None:
    keep_setting(session, SWITCH, None if on else {"off": True})


def read_talks(
    session: Session, context_id: str, now: datetime, model: RiskModel, group: str = ""
) -> Talks:
    """Raises `TalksOffError`, and `NotFoundError` for a group that the course does not have.

    Whether the course is quiet, and what was optional, the whole class tells.
    """
    if not are_on(session):
        raise TalksOffError
    context = session.get_one(Context, context_id)
    everybody = list_learners(session, context_id)
    people = list_learners(session, context_id, group) if group else everybody
    day = count_days(context.created_at, now)
    trails = drop_optional(read_trails(session, context, [one.id for one in everybody]), day)
    contacts = read_contacts(session, context_id, trails)
    quiet = is_quiet(list(trails.values()), now)
    talks = [
        Talk(
            person,
            tuple(find_reasons(trails[person.id], now, day, model, quiet=quiet)),
            contacts.get(person.id),
        )
        for person in people
    ]
    resting = [talk for talk in talks if talk.contact and talk.contact.until > now]
    waiting = [talk for talk in talks if talk.reasons and talk not in resting]
    works = next(iter(trails.values())).works if trails else ()
    due = sum(work.due <= day for work in works)
    return Talks(tuple(waiting), tuple(resting), len(people), due, quiet)
