"""A JSON document as a file to be kept."""

from __future__ import annotations

import json
from typing import Any

from flask import Response


def json_file(found: dict[str, Any], filename: str) -> Response:
    """`filename` is of ASCII letters, digits, dots and hyphens."""
    text = json.dumps(found, indent=2, ensure_ascii=False)
    response = Response(text + "\n", mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
