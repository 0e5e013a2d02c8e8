"""Answer a deep linking request, once; or settle what an activity opens that was added without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.lti.deep_linking import (
    Answer,
    DeepLinkingSettings,
    Parties,
    describe_item,
    sign_answer,
)
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, Deployment, LaunchSession, Registration, ResourceLink
from lti_tool.services.keys import signing_key
from lti_tool.services.practices import find_practice, open_resource_link


class AnsweredError(ConflictError):
    code = "deep_linking_answered"
    message = (
        "This choice went to the course page already. To choose again, open the tool once more "
        "from the course page."
    )


class NothingToChooseError(NotFoundError):
    code = "nothing_to_choose"
    message = "This visit has no activity to choose a practice for. Add one on the course page."


class LinksNotTakenError(ConflictError):
    code = "links_not_taken"
    message = "This place of the course page takes no activities. Add an external tool instead."


class OnlyOneError(ConflictError):
    code = "only_one"
    message = "The course page takes one activity at a time here. Go back and choose one practice."


@dataclass(frozen=True, slots=True)
class Reply:
    """What the browser posts to the platform: `jwt` as the field JWT, to `url`."""

    url: str
    jwt: str


def read_request(row: LaunchSession) -> DeepLinkingSettings | None:
    """What the platform asked for; None in a visit that did not begin by deep linking."""
    settings = row.settings.get("deep_linking")
    return DeepLinkingSettings(**settings) if settings else None


def answer_with_practices(
    session: Session,
    vault: Vault,
    visit_id: str,
    practice_ids: Sequence[str],
    launch_url: str,
    now: datetime,
) -> Reply:
    """One activity for each, in this order.

    Raises `AnsweredError`, `LinksNotTakenError`, `OnlyOneError`, `NotFoundError`.
    """
    row = session.get_one(LaunchSession, visit_id)
    asked = read_request(row)
    if asked and not asked.accepts_links:
        raise LinksNotTakenError
    if asked and len(practice_ids) > 1 and not asked.accepts_many:
        raise OnlyOneError
    practices = [find_practice(session, row.context_id, one) for one in practice_ids]
    items = [describe_item(one.title, launch_url, one.id) for one in practices]
    return _answer(session, vault, row, Answer(items), now)


def answer_with_nothing(
    session: Session, vault: Vault, visit_id: str, error: str, now: datetime
) -> Reply:
    """Cancel; `error` is what the platform may show. Raises `AnsweredError`."""
    row = session.get_one(LaunchSession, visit_id)
    return _answer(session, vault, row, Answer(error=error), now)


def open_chosen(session: Session, visit_id: str, practice_id: str) -> None:
    """Let the visit's own activity open this practice, from now on and for everybody.

    Raises `NotFoundError`.
    """
    row = session.get_one(LaunchSession, visit_id)
    link = session.get(ResourceLink, row.resource_link_id) if row.resource_link_id else None
    if link is None:
        raise NothingToChooseError
    open_resource_link(session, link, practice_id)
    row.settings = {key: value for key, value in row.settings.items() if key != "choose"}


def _answer(
    session: Session, vault: Vault, row: LaunchSession, answer: Answer, now: datetime
) -> Reply:
    asked = read_request(row)
    if asked is None:
        raise NothingToChooseError
    if row.settings.get("answered"):
        raise AnsweredError
    row.settings = {**row.settings, "answered": True}
    registration_id = session.get_one(Context, row.context_id).registration_id
    registration = session.get_one(Registration, registration_id)
    deployment = session.get_one(Deployment, row.deployment_id)
    parties = Parties(registration.client_id, registration.issuer, deployment.lti_id)
    pair = signing_key(session, vault, registration_id)
    return Reply(asked.return_url, sign_answer(pair, parties, asked, answer, now))
