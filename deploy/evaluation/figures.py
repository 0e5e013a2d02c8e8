"""Figures of an evaluation: who is accepted, what was covered, how varied the set is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from generators.checks.run import SECOND_LOOK
from generators.exercise.content import Language
from generators.exercise.diversity import distinct, openings, self_bleu, spread
from generators.exercise.rules import OTHER_KIND, REFUSED_BEFORE
from generators.exercise.verdict import Outcome
from generators.models.embedding import Embedder

Row = Mapping[str, Any]


def measure_set(
    exercises: Sequence[Row], asked: Sequence[Row], embedder: Embedder | None = None
) -> dict[str, Any]:
    """`exercises` as `describe_step` gives them, `asked` the blueprints in order. Spread in
    meaning is None for a language that the embedder does not know.
    """
    accepted = [one for one in exercises if one["accepted"]]
    return {
        "acceptance": accept_rates(exercises),
        "coverage": cover(accepted, asked),
        "variety": {
            language: _vary(
                [one for one in accepted if one["language"] == language],
                embedder if embedder and Language(language) in embedder.languages else None,
            )
            for language in sorted({one["language"] for one in accepted})
        },
    }


def accept_rates(exercises: Iterable[Row]) -> list[dict[str, Any]]:
    """For each drafter, kind and language: accepted, refused, share accepted (0 to 1)."""
    counts: Counter[tuple[str, str, str, bool]] = Counter(
        (one["drafter"], one["kind"], one["language"], one["accepted"]) for one in exercises
    )
    rows = []
    for drafter, kind, language in sorted({key[:3] for key in counts}):
        accepted, refused = (counts[drafter, kind, language, own] for own in (True, False))
        rows.append(
            {
                "drafter": drafter,
                "kind": kind,
                "language": language,
                "accepted": accepted,
                "refused": refused,
                "share": accepted / (accepted + refused),
            }
        )
    return rows


def weigh_look(exercises: Iterable[Row]) -> dict[str, Any]:
    """What the second look said of the drafts that it was taken at: how many of them it refused
    (0 to 1, None of none), for which reasons, and why it did not run."""
    looks = [v for one in exercises for v in one["verdicts"] if v["check"] == SECOND_LOOK]
    looks = [look for look in looks if look["reason"] not in (REFUSED_BEFORE, OTHER_KIND)]
    refused = Counter(look["reason"] for look in looks if look["outcome"] == Outcome.FAIL)
    passed = sum(look["outcome"] == Outcome.PASS for look in looks)
    looked = passed + refused.total()
    return {
        "looked": looked,
        "refused": refused.total(),
        "share_refused": refused.total() / looked if looked else None,
        "reasons": dict(refused.most_common()),
        "not_run": dict(Counter(v["reason"] for v in looks if v["outcome"] == Outcome.NOT_RUN)),
        "seconds": round(sum(look["seconds"] for look in looks), 1),
    }


def cover(accepted: Sequence[Row], asked: Sequence[Row]) -> dict[str, Any]:
    """Of the skills, and of the pairs of skill and Bloom level, that were asked for: how many
    have an accepted exercise; and the accepted ones by level.
    """
    got = [one["blueprint"] for one in accepted]
    return {
        "skills_asked": len({b["skill"] for b in asked}),
        "skills_covered": len({b["skill"] for b in got}),
        "skill_levels_asked": len({(b["skill"], b["bloom"]) for b in asked}),
        "skill_levels_covered": len({(b["skill"], b["bloom"]) for b in got}),
        "by_level": dict(sorted(Counter(b["bloom"] for b in got).items())),
    }


def _vary(accepted: Sequence[Row], embedder: Embedder | None) -> dict[str, Any]:
    """Of the stems alone, and of stems with everything that is chosen from and right."""
    stems = [str(one["stem"]) for one in accepted]
    whole = [f"{one['stem']} {one['options']} {one['key']}" for one in accepted]
    first, times = next(iter(openings(stems).most_common(1)), ("", 0))
    return {
        "exercises": len(accepted),
        "self_bleu_stems": round(self_bleu(stems), 3),
        "self_bleu": round(self_bleu(whole), 3),
        "distinct_2": round(distinct(whole), 3),
        "spread": round(spread(whole), 3),
        "spread_in_meaning": _spread_in_meaning(whole, embedder) if embedder else None,
        "openings": len(openings(stems)),
        "most_common_opening": {"words": first, "share": round(times / max(1, len(stems)), 3)},
        "facts_asked_twice": _repeats(accepted),
    }


def _spread_in_meaning(texts: Sequence[str], embedder: Embedder) -> float:
    """One minus the mean cosine of each text with its nearest neighbour."""
    vectors = embedder.embed(texts)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    return round(1 - float(cosines.max(axis=1).mean()), 3) if len(texts) > 1 else 0.0


def _repeats(accepted: Sequence[Row]) -> int:
    """Exercises on a sentence that an earlier one has asked for, in another kind."""
    quotes = Counter(one["quote"] for one in accepted if one["quote"])
    return sum(times - 1 for times in quotes.values())
