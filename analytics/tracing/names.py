"""What the refit weighs of an answer before it is given, in the order of a row of features."""

from __future__ import annotations

NAMES = (
    "belief", "spread", "easy", "skill_easy", "item_easy", "item_count", "skill_count",
    "general", "general_variance", "own", "own_least", "own_variance",
    "answers", "skill_answers", "skill_least", "skill_right", "skill_wrong",
    "fast", "medium", "slow", "skill_fast", "skill_slow", "skill_worst", "skill_last",
    "skill_streak", "last", "second", "third", "streak", "five", "lag", "skill_lag", "skill_gap",
    "item_times", "item_last", "item_lag", "run", "distinct", "share_right", "easy_before",
    "surprise_total", "skill_total", "skills_known", "same_before", "last_same",
)  # fmt: skip
BELIEF, ANSWERS = NAMES.index("belief"), NAMES.index("answers")
