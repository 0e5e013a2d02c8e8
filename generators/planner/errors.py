"""What can go wrong when sheets are planned. Messages say what happened and what to do."""

from __future__ import annotations


class PlannerError(RuntimeError):
    """Base of the errors of this package."""


class PlannerInputError(PlannerError):
    """What was asked cannot be planned, or the data is too little to learn from."""


class SheetFileError(PlannerError):
    """A file of sheets cannot be read; names the file and the line."""


class PlannerFileError(PlannerError):
    """A stored planner is missing, damaged or of another version: serve the rule instead."""


class TrainingStoppedError(PlannerError):
    """Training met numbers that are none and found no earlier state to keep."""
