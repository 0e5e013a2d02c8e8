"""What a flag of the item statistics means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from analytics.items import ItemFlag

# A short word for the list, a sentence for the exercise's own page.
FLAGS = {
    ItemFlag.TOO_HARD: (
        _l("hardly anybody gets it right"),
        _l(
            "Hardly anybody gets it right. Look whether the key is right and the question says "
            "what it wants; if both hold, the skill may need teaching first."
        ),
    ),
    ItemFlag.TOO_EASY: (
        _l("nearly everybody gets it right"),
        _l(
            "Nearly everybody gets it right. Look whether the question gives its answer away; as "
            "an easy beginning it may stay."
        ),
    ),
    ItemFlag.TELLS_LITTLE: (
        _l("those who know more do no better"),
        _l(
            "Learners who do better elsewhere do not do better here. Most often the key is wrong, "
            "two answers are right, or the question tests something else."
        ),
    ),
}
