from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parents[2] / "fixtures" / "moodle"


def recorded(name: str) -> Any:
    """An answer of a real Moodle."""
    return json.loads((RECORDED / f"{name}.json").read_text())
