"""Numerical exercises as families: formulas, rates and tables of the sources with fresh numbers."""

from generators.drafters.parametric.drafter import ParametricDrafter

__all__ = ["ParametricDrafter"]
