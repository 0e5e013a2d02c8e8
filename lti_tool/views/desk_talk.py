"""Drafts that wait for a colleague who has left the course: whose they are, and taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.models import Person
from lti_tool.services import draft_talk
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("desk_talk", __name__)


@dataclass(frozen=True, slots=True)
class Assignees:
    """`names` by id, of colleagues and of those who left; `waiting` drafts are to be reviewed by
    the latter, of whom `told` is the sentence."""

    names: Mapping[str, str]
    waiting: int
    told: str


def read_assignees(session: Session, context_id: str) -> Assignees:
    here = draft_talk.list_colleagues(session, context_id)
    left = draft_talk.count_left(session, context_id)
    names = {person.id: name_person(person) for person in here} | {
        person.id: gettext("%(name)s, who left the course", name=name_person(person))
        for person in left
    }
    waiting = sum(left.values())
    return Assignees(names, waiting, _tell_left(left, waiting))


def _tell_left(left: Mapping[Person, int], waiting: int) -> str:
    return ngettext(
        "%(num)s draft waits for %(names)s, no longer in the course.",
        "%(num)s drafts wait for %(names)s, no longer in the course.",
        waiting,
        names=", ".join(name_person(person) for person, count in left.items() if count),
    )


@blueprint.post("/desk/take-over")
@instructors_only
def take_over() -> ResponseReturnValue:
    """Pressed twice, the second press finds nothing left."""
    with wiring().database.write() as session:
        taken = draft_talk.take_over(session, g.visit.context.id, g.visit.person.id)
        if taken:
            add_notice(
                session,
                ngettext(
                    "%(num)s draft is assigned to you now.",
                    "%(num)s drafts are assigned to you now.",
                    taken,
                ),
            )
    return redirect(url_for("desk.index", mine="1"), 303)
