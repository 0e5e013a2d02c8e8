"""A course on a fake platform, and what its jobs work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from jobs.parts import Parts
from jobs.send_scores import send_due_scores
from lti_tool.db import utcnow
from lti_tool.models import Context, LineItem, Practice, Score
from lti_tool.services.keys import ensure_key, signing_key
from tests.fake_platform import FakePlatform
from tests.lti_tool.factories import (
    make_course,
    make_person,
    make_practice,
    make_registration,
    make_score,
    store,
)

EXACT_TIME = utcnow().replace(microsecond=0) - timedelta(minutes=5)


@dataclass
class Site:
    """A course on a fake platform, and what the sender of its scores works with."""

    parts: Parts
    platform: FakePlatform
    context: Context
    practice: Practice
    line_item: LineItem

    def add(self, subject: str = "6", **values: Any) -> str:
        with self.parts.database.write() as session:
            person = make_person(session, self.context, subject=subject)
            wanted = {"line_item_id": self.line_item.id, "ts": EXACT_TIME, **values}
            return make_score(session, self.context, self.practice, person, **wanted).id

    def send(self) -> int:
        return send_due_scores(self.parts, self.context.registration_id)

    def score(self, score_id: str) -> Score:
        with self.parts.database.read() as session:
            return session.get_one(Score, score_id)

    def make_due(self) -> None:
        """As if the wait of every row were over, dead senders' leases included."""
        with self.parts.database.write() as session:
            past = utcnow() - timedelta(seconds=1)
            session.execute(update(Score).values(next_at=past, lease_until=None, lease_owner=None))


def open_site(parts: Parts, platform: FakePlatform) -> Site:
    with parts.database.write() as session:
        registration = make_registration(session, issuer=platform.origin)
        ensure_key(session, parts.vault, registration.id)
        platform.public_pem = signing_key(session, parts.vault, registration.id).public_pem
        context = make_course(
            session,
            registration,
            memberships_url=platform.memberships_url,
            lineitems_url=platform.line_items_url,
        )
        practice = make_practice(session, context)
        line_item = LineItem(context_id=context.id, url=platform.item_url)
        store(session, line_item)
    return Site(parts, platform, context, practice, line_item)
