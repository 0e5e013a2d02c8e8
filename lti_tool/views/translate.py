"""Flask-Babel's functions with their types, for views that return sentences."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **fields: object) -> str:
    return str(flask_babel.gettext(text, **fields))


def ngettext(one: str, many: str, num: int, **fields: object) -> str:
    """`num` is a field of the sentence too."""
    return str(flask_babel.ngettext(one, many, num, **fields))
