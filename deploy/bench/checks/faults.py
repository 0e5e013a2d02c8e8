"""The faults of the seeded set: which checks are there to find each, and what rules can decide."""

from __future__ import annotations

SOUND = ""
CHECKS_OF: dict[str, frozenset[str]] = {
    fault: frozenset(checks.split())
    for fault, checks in {
        "wrong_key": "key_found_again key_in_source one_right_answer explanation_agrees",
        "wrong_key_meaning": "key_found_again key_in_source one_right_answer explanation_agrees"
        " resolved_by_model",
        "two_right": "one_right_answer key_found_again",
        "two_right_meaning": "one_right_answer key_found_again resolved_by_model",
        "leak_stem": "no_leak",
        "leak_hint": "no_leak",
        "order_words": "no_leak",
        "longest_key": "option_length",
        "copied_question": "stem_copied",
        "off_source": "premise",
        "wrong_language": "language",
        "bad_number": "numbers key_found_again",
        "unsafe": "unsafe_words",
        "injected": "injection",
        "equal_options": "distinct_options",
        "options_overlap": "options_overlap",
        "personal_data": "personal_data",
        "beside_passage": "self_contained",
        "absolute_words": "absolute_words",
        "all_none": "all_or_none",
        "negative": "negative_stem",
        "grammar_cue": "grammar_cue number_cue",
        "clang": "clang",
        "convergence": "converging_options",
        "unlike_options": "parallel_options",
        "quote_changed": "quote_in_passage",
        "hard_to_read": "reading_level reading_length",
        "placeholder": "well_formed",
        "markup": "well_formed leftovers",
        "endless": "whole_text",
        "prompt_echo": "example_echo",
        "duplicate": "duplicate",
        "near_duplicate": "duplicate same_meaning",
        "explanation_differs": "explanation_agrees",
    }.items()
}
# Another wording of the key or of a wrong option: a matter of meaning, for a model or a person.
BY_MEANING = frozenset({"wrong_key_meaning", "two_right_meaning"})
