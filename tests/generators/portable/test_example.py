"""The example of docs/MODELS.md plans a sheet, and imports neither torch nor this package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from generators.portable.folder import write_portable
from generators.portable.planner import describe_planner
from tests.generators.portable.models import store_planner

DOCS = Path(__file__).parents[3] / "docs" / "MODELS.md"


def test_the_example_of_the_documentation_runs(tmp_path: Path) -> None:
    planner = store_planner(tmp_path / "own")
    write_portable(tmp_path / "planner-onnx", describe_planner(planner))
    code = DOCS.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert "import torch" not in code
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        words, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    slots = [line.split() for line in done.stdout.splitlines()]
    assert len(slots) == 4
    assert {slot[0] for slot in slots} <= set(planner.card.words.skills[:5])
    assert all(0 < float(slot[-1]) < 1 for slot in slots)
