"""What a part of the seeded set holds, without a check being run: for whoever writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from deploy.bench.checks.cases import Part, Seeded
from deploy.bench.checks.faults import CHECKS_OF


def count_part(part: Part) -> Mapping[str, Any]:
    return {
        "passages": len(part.passages),
        "sound": _by_language(part.sound),
        "faulty": _by_language(part.faulty),
        "kinds": dict(Counter(str(own.content.kind) for own in part.sound)),
        "faults": {fault: sum(own.fault == fault for own in part.faulty) for fault in CHECKS_OF},
        "quotes_not_in_passage": [
            own.id
            for own in (*part.sound, *part.faulty)
            if own.fault != "quote_changed" and not _is_quoted(own)
        ],
    }


def _by_language(cases: tuple[Seeded, ...]) -> dict[str, int]:
    return dict(Counter(str(own.passage.language) for own in cases))


def _is_quoted(own: Seeded) -> bool:
    return all(citation.quote in own.passage.text for citation in own.content.citations)


def describe_counts(counts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = []
    for name, own in counts.items():
        lines += [
            f"{name} part: {own['passages']} passages, {_listed(own['sound'])} sound"
            f" ({_listed(own['kinds'])}), {_listed(own['faulty'])} faulty",
            f"  {_listed(own['faults'])}",
        ]
        lines += [f"  quote not in its passage: {one}" for one in own["quotes_not_in_passage"]]
    return lines


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
