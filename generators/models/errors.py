"""What can go wrong with models. Messages say what happened and what to do."""

from __future__ import annotations


class ModelError(RuntimeError):
    """Base of the errors of this package."""


class CatalogueError(ModelError):
    """The catalogue cannot be read, or a name stands twice in it."""


class UnknownModelError(ModelError):
    """No model of that name is in the catalogue, and it is no folder either."""


class NotInstalledError(ModelError):
    """The model is known but not on this machine."""


class InstallError(ModelError):
    """Fetching or converting the model failed; nothing of it was kept."""


class DamagedModelError(ModelError):
    """A file of the model is missing or differs from what was installed."""
