"""A parametric family: one reviewed exercise whose numbers are drawn anew for each learner.

The key is computed from `formula` by sympy's parser restricted to the declared names, never by
`eval`; `draw.draw_variant` does it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from generators.exercise.content import Citation, Language


class Variable(BaseModel):
    """A number drawn from low, low + step, ..., high (inclusive)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,20}$")
    low: float
    high: float
    step: float = Field(gt=0)
    unit: str = ""


class Slip(BaseModel):
    """A typical mistake: what it computes instead of the key, and what is said to who makes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    formula: str = Field(min_length=1)
    feedback: str = Field(min_length=1)


class Family(BaseModel):
    """Stem, solution and hints are Markdown with `{name}` for each variable; `{answer}` may
    stand in the solution. `decimals` rounds the key; `tolerance` is relative to the key's size.
    Numbers are drawn so that no mistake comes near the key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stem: str
    language: Language
    formula: str
    variables: tuple[Variable, ...] = Field(min_length=1, max_length=6)
    unit: str = ""
    decimals: int = Field(default=2, ge=0, le=6)
    tolerance: float = Field(default=0.005, ge=0, le=0.2)
    solution: str = ""
    explanation: str = ""
    hints: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    mistakes: tuple[Slip, ...] = Field(default=(), max_length=6)
