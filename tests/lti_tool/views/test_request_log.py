"""Logs tell what went wrong and nothing about whom."""

from __future__ import annotations

import pytest
import structlog

from lti_tool.views.request_log import configure_logging


def test_traceback_keeps_the_variables_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    answer = "the learner's own words"
    try:
        raise RuntimeError(len(answer))
    except RuntimeError as error:
        structlog.get_logger("test").exception("broken", exc_info=error)
    printed = capsys.readouterr().out
    structlog.reset_defaults()
    assert "RuntimeError" in printed
    assert answer not in printed
