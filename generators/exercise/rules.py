"""The checks of a draft by name, the reasons that each may give, and what a finding is.

Names and reasons are stable codes: rows store them and pages turn them into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.exercise.verdict import Outcome

# Rules of this package are functions of a content; those that need the course's passages or a
# model live in generators.checks.
REASONS: dict[str, tuple[str, ...]] = {
    "well_formed": ("unreadable", "wrong_kind", "placeholder", "raw_markup", "unfilled_place"),
    "language": ("other_language",),
    "quote_in_passage": ("nothing_cited", "passage_unknown", "quote_not_found", "by_hand"),
    "key_in_source": ("key_not_in_source",),
    "one_right_answer": ("wrong_option_in_quote",),
    "distinct_options": ("same_options",),
    "options_overlap": ("option_within_option",),
    "option_length": ("key_is_longest",),
    "all_or_none": ("all_of_the_above", "none_of_the_above"),
    "absolute_words": ("absolute_word",),
    "grammar_cue": ("article_gives_key_away",),
    "negative_stem": ("negative_unmarked",),
    "no_leak": ("key_in_stem", "key_in_hint", "order_words"),
    "self_contained": ("dangling_reference", "dangling_pronoun"),
    "reading_length": ("stem_too_long", "stem_too_short"),
    "numbers": ("family_broken", "key_differs", "tolerance_wide", "no_formula"),
    "duplicate": ("same_as_bank", "near_duplicate"),
    "variety": ("asked_enough",),
    "stem_copied": ("copied_from_source", "copied_from_example"),
    "personal_data": ("email", "phone", "identity_number", "card_number"),
    "unsafe_words": ("unsafe_word",),
    "injection": ("marks_in_draft", "marks_in_passage"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; no finding is a pass. `evidence` is in the words of the draft."""

    outcome: Outcome
    reason: str
    evidence: str = ""


def fail(reason: str, evidence: str = "") -> Finding:
    return Finding(Outcome.FAIL, reason, evidence)


def flag(reason: str, evidence: str = "") -> Finding:
    return Finding(Outcome.FLAG, reason, evidence)


def not_run(reason: str) -> Finding:
    return Finding(Outcome.NOT_RUN, reason)
