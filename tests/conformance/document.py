"""docs/CONFORMANCE.md, written from the cases themselves: python -m tests.conformance.document"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "CONFORMANCE.md"
LISTING = "CONFORMANCE_LISTING"  # the file that a collecting run writes its cases to
HEAD = """# LTI conformance

Every case of the LTI Advantage Conformance Certification Guide by its official name, and those of
our own list, in which bare libraries let a launch through or answer with a crash. Each goes through
the whole tool over HTTP, with a platform of ours that can sign anything; so these are our tests,
not a certificate of 1EdTech.

    .venv/bin/pytest tests/conformance

"Refused" means: no 500; the person reads a sentence and a reference number, and an administrator
finds the failed check with the expected and the received value under that number (Administration,
Refused launches); nothing is stored of the person, and no log names them. The word after "refused"
is the check.

This page is written by `python -m tests.conformance.document`, and a test compares it with the
cases that pytest collects.
"""


@dataclass(frozen=True)
class Case:
    file: str
    test: str
    name: str
    expected: str


def describe(item: pytest.Item) -> Case:
    """Raises `AssertionError` for a test that is no case of the table."""
    marks = list(item.iter_markers("case"))
    name = item.name.partition("[")[2].removesuffix("]")
    assert len(marks) == 1, f"{item.nodeid} has no case(): what is expected in it?"
    assert name, f"{item.nodeid} has no name"
    return Case(Path(item.fspath).name, item.name, name, marks[0].args[0])


def collect_cases() -> list[Case]:
    """By a collecting run of its own, so that it does not matter what this one was asked to run."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "cases.json"
        subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-q", str(Path(__file__).parent)],
            cwd=ROOT,
            env={**os.environ, LISTING: str(listing)},
            check=True,
            capture_output=True,
            timeout=240,
        )
        return [Case(**entry) for entry in json.loads(listing.read_text())]


def render(cases: list[Case]) -> str:
    parts = [HEAD]
    for file, group in groupby(cases, lambda case: case.file):
        parts += [f"## {title_of(file)}", "", f"`tests/conformance/{file}`", ""]
        parts += ["| Case | Expected | Test |", "|---|---|---|"]
        parts += [f"| {one.name} | {one.expected} | `{one.test}` |" for one in group]
        parts.append("")
    parts.append(f"{len(cases)} cases.")
    return "\n".join(parts) + "\n"


def title_of(file: str) -> str:
    """The first line of what the file says of itself."""
    text = (Path(__file__).parent / file).read_text()
    return text.split('"""')[1].splitlines()[0].rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(render(collect_cases()))
