"""What is exported is what is taken in: it is read back by the same code."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.errors import NotFoundError
from lti_tool.services.evidence_export import export_evidence
from lti_tool.statements.caliper import open_envelope
from lti_tool.statements.xapi import Homes, read_statements
from tests.lti_tool.factories import PLATFORM
from tests.lti_tool.services.test_skill_changes import make_history

TOOL = "http://localhost"


@pytest.mark.parametrize("subjects", [False, True])
def test_both_standards_read_back(database: Database, subjects: bool) -> None:
    with database.write() as session:
        with pytest.raises(NotFoundError):
            export_evidence(session, "x", TOOL, subjects=subjects)
        learning, _ = make_history(session, 1)
        writer, found = export_evidence(session, learning.context.id, TOOL, subjects=subjects)
    now, homes = utcnow(), Homes(issuer=PLATFORM, tool=TOOL)
    assert found
    statements: list[Any] = [writer.statement(piece) for piece in found]
    told = read_statements(statements, homes, now)
    opened = open_envelope(
        writer.envelope([writer.event(one) for one in found], now), PLATFORM, now
    )
    for piece, one, two in zip(found, told, opened.received, strict=True):
        assert one.share == piece.score
        assert two.share == pytest.approx(piece.score)
        assert one.happened_at == two.happened_at == piece.time
        assert one.actor == two.actor
        assert one.actor is not None
        assert (one.actor.subject == writer.names[piece.learner]) is subjects
        assert (one.actor.pseudonym == piece.learner) is not subjects
        assert one.course == two.course == learning.context.lti_id
