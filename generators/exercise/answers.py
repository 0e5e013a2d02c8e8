"""The JSON shapes of a learner's answer, one per kind, and the errors of reading them.

multiple_choice {"option": "b"} - true_false {"value": true} - cloze {"gaps": {"1": "text"}}
short_answer {"text": "..."} - numerical {"number": "3.5"} (as typed: decimal comma, unit and
thousands separators are read by `grading`) - matching {"pairs": {"1": "3"}} (left id to right id)
ordering {"order": ["2", "1", "3"]}
"""

from __future__ import annotations


class AnswerShapeError(ValueError):
    """The answer is not of the shape that its exercise's kind takes; nothing was graded."""
