"""What can go wrong, in words for the person whom it stops.

Each error has a stable `code` (logs, metrics, tests), an HTTP `status` and a lazy message that
says what happened and what to do; `views.errors` is the one place that renders them. Messages
are English here and translated by the catalogue when they are rendered.
"""

from __future__ import annotations


class ToolError(Exception):
    """`message` may hold %(name)s fields, filled from `fields` after translation."""

    code = "error"
    status = 400
    message = "Something went wrong. Please try again; tell your instructor if it stays."

    def __init__(self, message: str | None = None, **fields: object) -> None:
        self.fields = fields
        if message is not None:
            self.message = message
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The English sentence with its fields filled in."""
        return self.message % self.fields if self.fields else self.message


class NotFoundError(ToolError):
    code = "not_found"
    status = 404
    message = "This does not exist in this course, or it was removed. Go back and reload the page."


class ForbiddenError(ToolError):
    code = "forbidden"
    status = 403
    message = "Your role in this course does not allow this. Ask the course's instructor."


class SessionEndedError(ToolError):
    code = "session_ended"
    status = 401
    message = "Your visit has ended. Open the activity again from your course page to go on."


class ConflictError(ToolError):
    code = "conflict"
    status = 409
    message = "Somebody changed this in the meantime. Reload the page and look again."


class InvalidInputError(ToolError):
    code = "invalid_input"
    status = 422


class TooLargeError(ToolError):
    code = "too_large"
    status = 413
