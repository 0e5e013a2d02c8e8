"""What a check says of a draft."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    FLAG = "flag"
    NOT_RUN = "not_run"


class Verdict(BaseModel):
    """`check` and `reason` are stable codes ("quote_in_passage", "quote_not_found") which pages
    turn into sentences; `evidence` is what was seen, in the words of the draft. A FAIL keeps a
    draft from the instructor's desk; a FLAG shows it there with a warning; NOT_RUN says why.
    """

    model_config = ConfigDict(frozen=True)

    check: str
    outcome: Outcome
    reason: str = ""
    evidence: str = ""
    seconds: float = 0.0
