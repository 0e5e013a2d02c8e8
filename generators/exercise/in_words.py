"""An exercise in plain words: what a learner chooses from, and what is right."""

from __future__ import annotations

from typing import Any

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)


def ask_and_key(content: Content) -> tuple[list[Any], Any]:
    """What a learner chooses from, and what is right, in words instead of ids."""
    match content:
        case MultipleChoice(options=options):
            return [o.text for o in options], next(o.text for o in options if o.correct)
        case MultipleResponse(options=options):
            return [o.text for o in options], [o.text for o in content.right]
        case TrueFalse(truth=truth):
            return ["true", "false"], "true" if truth else "false"
        case Cloze(gaps=gaps):
            return [list(gap.choices) for gap in gaps], [list(gap.accepted) for gap in gaps]
        case ShortAnswer(accepted=accepted):
            return [], list(accepted)
        case Numerical():
            return [], f"{content.value:.10g} {content.unit}".strip()
        case Matching(pairs=pairs):
            rights = [*(pair.right for pair in pairs), *content.distractors]
            return rights, {pair.left: pair.right for pair in pairs}
        case OpenAnswer(rubric=rubric):
            return [], {criterion.text: criterion.points for criterion in rubric}
        case Ordering(steps=steps):
            return sorted(steps), list(steps)
        case CaseStudy(parts=parts):
            asked = [ask_and_key(part.content) for part in parts]
            return [shown for shown, _ in asked], [key for _, key in asked]
