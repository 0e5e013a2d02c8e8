"""Carrying a stored answer over to a corrected exercise: pure.

A stored answer names authored ids, which are positions. A correction may move, reword, add or
remove entries, so each entry is found again by its text, else (it was reworded in place) by its
position. An answer that names what is gone, or that was never asked what is asked now, does not
fit any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Matching,
    MultipleChoice,
    MultipleResponse,
    OpenAnswer,
    Ordering,
)
from generators.exercise.folding import fold_text
from generators.exercise.ids import number_ids, option_ids

Places = dict[int, int]
LETTERS = option_ids(26)


def carry_answer(old: Content, new: Content, answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer in the ids of `new`; None where it does not fit there."""
    match old, new:
        case MultipleChoice(), MultipleChoice():
            texts = [[option.text for option in content.options] for content in (old, new)]
            return _carry_option(find_places(*texts), answer["option"])
        case MultipleResponse(), MultipleResponse():
            texts = [[option.text for option in content.options] for content in (old, new)]
            return _carry_options(find_places(*texts), answer["options"])
        case Matching(), Matching():
            return _carry_pairs(old, new, answer["pairs"])
        case Ordering(), Ordering():
            return _carry_order(find_places(old.steps, new.steps), len(new.steps), answer["order"])
        case OpenAnswer(), OpenAnswer():
            return _carry_points(old, new, answer)
        case CaseStudy(), CaseStudy():
            return _carry_parts(old, new, answer["parts"])
        case Cloze(), Cloze():
            return dict(answer) if len(old.gaps) == len(new.gaps) else None
        case _:
            return dict(answer) if old.kind is new.kind else None


def find_places(old: Sequence[str], new: Sequence[str]) -> Places:
    """Where each old entry stands in the new list; those that are gone are left out."""
    wanted = {fold_text(text, case_sensitive=True): place for place, text in enumerate(new)}
    folded = [fold_text(text, case_sensitive=True) for text in old]
    places = {place: wanted[text] for place, text in enumerate(folded) if text in wanted}
    taken = set(places.values())
    reworded = (n for n in range(min(len(old), len(new))) if n not in places and n not in taken)
    return places | {place: place for place in reworded}


def _carry_option(places: Places, option: str) -> dict[str, Any] | None:
    place = places.get(LETTERS.index(option))
    return None if place is None else {"option": LETTERS[place]}


def _carry_options(places: Places, options: Sequence[str]) -> dict[str, Any] | None:
    """None where one that was chosen is gone: its loss may be what makes the answer right."""
    carried = [places.get(LETTERS.index(option)) for option in options]
    if None in carried:
        return None
    return {"options": sorted(LETTERS[place] for place in carried if place is not None)}


def _carry_points(
    old: OpenAnswer, new: OpenAnswer, answer: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Points go with their criterion. None where a criterion is new or gone or earns another most:
    then a person must mark anew. What nobody has marked yet fits any rubric.
    """
    if answer.get("points") is None:
        return dict(answer)
    most = {fold_text(one.text, case_sensitive=True): one.points for one in old.rubric}
    texts = [fold_text(one.text, case_sensitive=True) for one in new.rubric]
    if len(texts) != len(most) or most != dict(
        zip(texts, (one.points for one in new.rubric), strict=True)
    ):
        return None
    earned = dict(zip(most, answer["points"], strict=True))
    return {**answer, "points": [earned[text] for text in texts]}


def _carry_parts(
    old: CaseStudy, new: CaseStudy, parts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """None where a question is new or gone, or its own answer does not fit any more."""
    stems = [[part.content.stem for part in content.parts] for content in (old, new)]
    places = find_places(*stems)
    if not len(old.parts) == len(new.parts) == len(places):
        return None
    carried = {}
    for number, part in enumerate(old.parts):
        given = parts[str(number + 1)]
        found = carry_answer(part.content, new.parts[places[number]].content, given)
        if found is None:
            return None
        carried[str(places[number] + 1)] = found
    return {"parts": dict(sorted(carried.items()))}


def _carry_order(places: Places, count: int, order: Sequence[str]) -> dict[str, Any] | None:
    carried = [places.get(int(step) - 1) for step in order]
    if None in carried or len(carried) != count:
        return None
    return {"order": [str(place + 1) for place in carried if place is not None]}


def _carry_pairs(old: Matching, new: Matching, pairs: Mapping[str, str]) -> dict[str, Any] | None:
    lefts = find_places([p.left for p in old.pairs], [p.left for p in new.pairs])
    rights = find_places(_rights(old), _rights(new))
    if len(lefts) != len(old.pairs) or len(old.pairs) != len(new.pairs):
        return None
    carried = {
        str(lefts[int(left) - 1] + 1): rights.get(int(right) - 1) for left, right in pairs.items()
    }
    if None in carried.values():
        return None
    ids = number_ids(len(_rights(new)))
    return {"pairs": {left: ids[right] for left, right in carried.items() if right is not None}}


def _rights(content: Matching) -> list[str]:
    return [*(pair.right for pair in content.pairs), *content.distractors]
