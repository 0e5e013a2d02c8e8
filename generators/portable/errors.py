"""Why a model was not written for other frameworks. Nothing is left behind then."""

from __future__ import annotations


class PortableError(RuntimeError):
    """A sentence that says what happened and what to do."""
