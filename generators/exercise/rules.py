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
    "whole_text": ("endless_text", "cut_off"),
    "leftovers": ("format_marks",),
    "language": ("other_language",),
    "quote_in_passage": ("nothing_cited", "passage_unknown", "quote_not_found", "by_hand"),
    "key_in_source": ("not_by_model", "key_not_in_source"),
    "key_found_again": (
        "nothing_to_read",
        "source_undecided",
        "source_says_another",
        "source_says_so",
        "source_denies_it",
        "source_order_differs",
        "key_not_found",
    ),
    "explanation_agrees": ("source_undecided", "explanation_names_another"),
    "premise": ("not_by_model", "nothing_to_read", "premise_not_in_source"),
    "one_right_answer": ("not_by_model", "wrong_option_in_quote"),
    "distinct_options": ("same_options",),
    "options_overlap": ("option_within_option",),
    "option_length": ("key_is_longest", "key_is_shortest"),
    "parallel_options": ("option_stands_out",),
    "converging_options": ("key_converges",),
    "all_or_none": ("all_of_the_above", "none_of_the_above"),
    "absolute_words": ("absolute_word",),
    "grammar_cue": ("article_gives_key_away",),
    "number_cue": ("number_gives_key_away",),
    "clang": ("word_of_stem_in_key",),
    "negative_stem": ("negative_unmarked", "negative_twice"),
    "no_leak": ("key_in_stem", "key_in_hint", "order_words"),
    "questions_apart": ("key_in_other_question", "key_in_situation"),
    "self_contained": ("dangling_reference", "dangling_pronoun"),
    "reading_length": ("stem_too_long", "stem_too_short"),
    "reading_level": ("hard_to_read",),
    "numbers": ("family_broken", "key_differs", "sum_wrong", "tolerance_wide", "no_formula"),
    "duplicate": ("same_as_bank", "near_duplicate"),
    "variety": ("by_hand", "asked_enough"),
    "same_meaning": ("same_meaning",),
    "stem_copied": ("not_by_model", "copied_from_source"),
    "example_echo": ("not_by_model", "copied_from_example"),
    "personal_data": (
        "email",
        "phone",
        "identity_number",
        "card_number",
        "document_number",
        "bank_account",
        "chat_account",
        "address",
    ),
    "unsafe_words": ("unsafe_word",),
    "injection": ("marks_in_draft", "marks_in_passage"),
    "too_near": (
        "no_bank_model",
        "other_embedder",
        "bank_by_words",
        "bank_unreadable",
        "after_edit",
        "language_unknown",
        "too_near",
    ),
    "off_course": (
        "no_bank_model",
        "other_embedder",
        "bank_by_words",
        "bank_unreadable",
        "after_edit",
        "language_unknown",
        "off_course",
    ),
    "resolved_by_model": (
        "no_options",
        "not_by_model",
        "no_capable_model",
        "after_edit",
        "engine_cannot_score",
        "language_unknown",
        "nothing_to_read",
        "model_failed",
        "solved_otherwise",
        "guessable",
    ),
    "second_look": (
        "no_capable_model",
        "after_edit",
        "budget_spent",
        "language_unknown",
        "nothing_to_read",
        "model_failed",
        "look_unreadable",
        "look_endless",
        "look_other_language",
        "look_dependent",
        "look_other_key",
        "look_several_right",
        "look_key_doubtful",
        "look_not_worth_asking",
        "look_unnatural",
        "look_hint_tells",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; no finding is a pass. `evidence` is in the words of the draft."""

    outcome: Outcome
    reason: str
    evidence: str = ""


# A check that does not concern the kind of an exercise, and a costly one where a cheaper check has
# refused the draft already, are not run.
OTHER_KIND, REFUSED_BEFORE = "other_kind", "refused_before"


def fail(reason: str, evidence: str = "") -> Finding:
    return Finding(Outcome.FAIL, reason, evidence)


def flag(reason: str, evidence: str = "") -> Finding:
    return Finding(Outcome.FLAG, reason, evidence)


def not_run(reason: str, evidence: str = "") -> Finding:
    return Finding(Outcome.NOT_RUN, reason, evidence)
