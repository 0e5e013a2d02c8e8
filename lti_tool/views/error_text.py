"""An error's sentence in the reader's language, for pages that show it among other things."""

from __future__ import annotations

from lti_tool.errors import ToolError
from lti_tool.views.translate import gettext


def tell_error(error: ToolError) -> str:
    message = gettext(error.message)
    return message % error.fields if error.fields else message
