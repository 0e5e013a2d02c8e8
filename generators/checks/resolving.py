"""The key is sought again in the cited passages, by rule, for each kind of exercise.

Where the source's words do not decide, the verdict is "not run", never a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from generators.checks.case import Case
from generators.checks.comparing import (
    clause_about,
    clauses_at_commas,
    holds,
    pieces_of,
    share_of,
    units_of,
)
from generators.checks.statements import UNDECIDED, weigh_statement
from generators.exercise.content import (
    Cloze,
    Kind,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.rules_stem import is_negative
from generators.exercise.texts import GAP, is_weighty
from generators.exercise.verdict import Outcome

_STATED = 0.8  # share of an option's words that the quote has: it says the option
_UNSTATED = 0.34
_PARTLY, _HARDLY = 0.6, 0.2  # or most of it, and of the key next to nothing
_STATEMENT = 5  # units from which an option says something by itself
_CONTEXT = 5  # units beside a gap that must be met again
_LONGEST_FILLING = 12
_ABOUT = 0.5  # share of the question that the quote it is about has


def check_key_found_again(case: Case) -> Finding | None:
    if not case.cited:
        return not_run("nothing_to_read")
    solve = _SOLVERS.get(case.content.kind)
    return solve(case, case.content) if solve else not_run(UNDECIDED)


def _solve_choice(case: Case, content: MultipleChoice) -> Finding | None:
    """The quote says the key; or it says an option that is marked as wrong, and the key not."""
    if is_negative(content.stem):
        return not_run(UNDECIDED)
    key = next(option.text for option in content.options if option.correct)
    for text in (clause_about(content.stem, case.quotes), case.quotes):
        if holds(text, key):
            return None
        for option in content.wrong:
            if is_weighty(option.text) and _is_rather(text, option.text, key):
                return fail("source_says_another", option.text)
    return None if share_of(key, case.quotes) >= _STATED else not_run(UNDECIDED)


def _is_rather(text: str, option: str, key: str) -> bool:
    """Whether the text says the option, and the key not."""
    said, unsaid = share_of(option, text), share_of(key, text)
    if holds(text, option) or said >= _STATED:
        return unsaid <= _UNSTATED
    return said >= _PARTLY and unsaid <= _HARDLY


def _solve_truth(case: Case, content: TrueFalse) -> Finding | None:
    return weigh_statement(case, content.stem, content.truth)


def _solve_response(case: Case, content: MultipleResponse) -> Finding | None:
    """Each option that is a statement is weighed by itself."""
    found = [
        weigh_statement(case, option.text, option.correct)
        for option in content.options
        if len(units_of(option.text)) >= _STATEMENT
    ]
    wrong = next((one for one in found if one and one.outcome is Outcome.FAIL), None)
    if wrong or (found and None in found):
        return wrong
    return not_run(UNDECIDED)


def _solve_cloze(case: Case, content: Cloze) -> Finding | None:
    """What stands in the source between the words beside the gap."""
    undecided = False
    for number, gap in enumerate(content.gaps, start=1):
        before, after = content.stem.split(f"{{{{{number}}}}}")
        # Another gap is no context.
        left = units_of(GAP.sub("|", before).rpartition("|")[2])[-_CONTEXT:]
        right = units_of(GAP.sub("|", after).partition("|")[0])[:_CONTEXT]
        fillings = _fillings(case, left, right)
        if not fillings:
            undecided = True
        elif not any(_meets(answer, filling) for answer in gap.accepted for filling in fillings):
            return fail("source_says_another", fillings[0])
    return not_run(UNDECIDED) if undecided else None


def _meets(answer: str, filling: str) -> bool:
    own = "".join(units_of(answer))
    return own in filling.replace(" ", "") or filling.replace(" ", "") in own


def _fillings(case: Case, before: list[str], after: list[str]) -> list[str]:
    """The words between `before` and `after` wherever a sentence holds both; one side may be
    empty at the beginning or the end of a sentence."""
    if len(before) + len(after) < 3:
        return []
    found = []
    for sentence in case.cited_sentences:
        units = units_of(sentence)
        starts = _places(units, before) if before else [0]
        for start in (place + len(before) for place in starts):
            ends = _places(units, after, start) if after else [len(units)]
            found += [
                " ".join(units[start:end]) for end in ends if 0 < end - start <= _LONGEST_FILLING
            ]
    return found


def _places(units: list[str], part: list[str], first: int = 0) -> list[int]:
    last = len(units) - len(part)
    return [i for i in range(first, last + 1) if units[i : i + len(part)] == part]


def _solve_short_answer(case: Case, content: ShortAnswer) -> Finding | None:
    """What stands in another sentence than the one quoted, while the question is about the one
    quoted, answers another question."""
    if any(holds(case.quotes, answer) for answer in content.accepted):
        return None
    lines = [s for s in case.cited_sentences if any(holds(s, own) for own in content.accepted)]
    if not lines:
        return fail("key_not_found", content.accepted[0])
    asked = share_of(content.stem, case.quotes)
    if asked >= _ABOUT and asked > 2 * max(share_of(content.stem, line) for line in lines):
        return fail("key_not_found", content.accepted[0])
    return not_run(UNDECIDED)


def _solve_ordering(case: Case, content: Ordering) -> Finding | None:
    units = units_of("\n".join(passage.text for passage in case.cited))
    places = [_places(units, units_of(step)) for step in content.steps]
    if not all(places):
        return not_run(UNDECIDED)
    first = [own[0] for own in places]
    return None if first == sorted(first) else fail("source_order_differs", content.steps[0])


def _solve_matching(case: Case, content: Matching) -> Finding | None:
    rights = [*(pair.right for pair in content.pairs), *content.distractors]
    undecided = False
    for pair in content.pairs:
        # "Phishing" is not what a line on "Spear phishing" is about.
        longer = [p.left for p in content.pairs if p is not pair and holds(p.left, pair.left)]
        lines = [s for s in case.cited_sentences if holds(s, pair.left)]
        lines = [line for line in lines if not any(holds(line, left) for left in longer)]
        clauses = [c for line in lines for c in clauses_at_commas(line) if holds(c, pair.left)]
        if any(_says(clause, pair.right) for clause in clauses):
            continue
        other = _said_of(clauses, rights) or ""
        if not other and any(_says(line, pair.right) for line in lines):
            continue
        other = other or _said_of(lines, rights)
        if other:
            return fail("source_says_another", f"{pair.left} = {other}")
        undecided = True
    return not_run(UNDECIDED) if undecided else None


def _said_of(lines: Iterable[str], texts: Sequence[str]) -> str:
    return next((text for line in lines for text in texts if _says(line, text)), "")


def _says(line: str, text: str) -> bool:
    return holds(line, text) or (len(pieces_of(text)) > 2 and share_of(text, line) >= _STATED)


_SOLVERS: dict[Kind, Callable[[Case, Any], Finding | None]] = {
    Kind.MULTIPLE_CHOICE: _solve_choice,
    Kind.MULTIPLE_RESPONSE: _solve_response,
    Kind.TRUE_FALSE: _solve_truth,
    Kind.CLOZE: _solve_cloze,
    Kind.SHORT_ANSWER: _solve_short_answer,
    Kind.ORDERING: _solve_ordering,
    Kind.MATCHING: _solve_matching,
}


def check_explanation(case: Case) -> Finding | None:
    """An explanation that names an option marked as wrong, and not the key."""
    content = case.content
    if not isinstance(content, MultipleChoice) or not content.explanation:
        return None
    if is_negative(content.stem):
        return not_run(UNDECIDED)
    key = next(option.text for option in content.options if option.correct)
    if share_of(key, content.explanation) > _UNSTATED:
        return None
    for option in content.options:
        weighty = is_weighty(option.text) and fold_text(option.text)
        if not option.correct and weighty and holds(content.explanation, option.text):
            return fail("explanation_names_another", option.text)
    return None
