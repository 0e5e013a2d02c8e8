"""What can go wrong while a network is fitted. Whoever fits one says what to do about it."""

from __future__ import annotations


class FittingError(RuntimeError):
    """Base of the errors of this package."""


class NoNumberError(FittingError):
    """Losses were no numbers before anything was learnt."""


class TensorFileError(FittingError):
    """A file of tensors is missing, cut short or none."""
