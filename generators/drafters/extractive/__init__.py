"""Exercises cut out of the sources by rule: what they say is right, because a source says it."""

from generators.drafters.extractive.drafter import ExtractiveDrafter

__all__ = ["ExtractiveDrafter"]
