"""Matching: terms with their meanings, or the rows of a table with one of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.comparison_zh import is_comparison
from generators.drafters.extractive.definition import (
    Definition,
    Form,
    is_definition_header,
    meanings_differ,
)
from generators.drafters.extractive.definitions_zh import ENTRY
from generators.drafters.extractive.genus_en import genus_of
from generators.drafters.extractive.grid import (
    Grid,
    can_name_rows,
    header_unit,
    holds_readings,
    is_name,
    is_numeric,
    names_attribute,
    value_columns,
)
from generators.drafters.extractive.meanings_en import has_determiner
from generators.drafters.extractive.misconception import correcting_columns
from generators.drafters.extractive.short_answer import is_askable, is_nameable
from generators.drafters.extractive.siblings import (
    distinct_siblings,
    is_alike,
    is_of_one_list,
    names_kind,
    tells_term,
)
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import topic_name
from generators.drafters.extractive.wording import section_name, tells_place
from generators.drafters.text.english import is_plural, upper_first
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import shuffled, weigh
from generators.drafters.text.statements import is_worked_example
from generators.exercise.content import Citation, Language, Matching, Pair
from generators.exercise.folding import fold_text

_FEWEST, _MOST = 3, 5
_FEWEST_PROSE = _FEWEST_NUMBERS = 4  # three numbers are mostly the readings of an experiment
_ANYTHING = re.compile(r"(?:any|every|all)", re.I)  # it holds the other terms' meanings too
_LONGEST = {Language.EN: 22, Language.ZH: 45}
_MOST_ENTRY = 7  # words of an English table's entry


def propose_matchings(task: Task) -> Iterator[Proposal]:
    yield from _of_definitions(task)
    for grid in task.facts.grids:
        if task.covers(grid.passage) and _is_matchable(grid):
            for column in value_columns(grid):
                yield from _of_grid(task, grid, column)


def _fits(task: Task, definition: Definition) -> bool:
    language = task.language
    size = len(definition.meaning.split()) if language is Language.EN else len(definition.meaning)
    if language is Language.EN and (
        re.search(r"[:.(]", definition.meaning)
        or not is_nameable(task, definition)
        or tells_term(definition)
        or (definition.passage.kind == "text" and _ANYTHING.match(definition.meaning))
    ):
        return False
    return size <= _LONGEST[language] and is_askable(task, definition)


def _go_together(one: Definition, other: Definition) -> bool:
    """In English entries of one source and one grammar, lest number or shape pair them."""
    if not is_of_one_list(one, other):
        return False
    if one.language is Language.ZH:
        return True
    return (
        one.passage.source == other.passage.source
        # Beside entries of a glossary a sentence is known by its shape.
        and (one.passage.kind == "text") == (other.passage.kind == "text")
        and is_alike(one, other)
        and names_kind(one) == names_kind(other)
        and is_plural(one.term) == is_plural(other.term)
        and is_plural(genus_of(one.meaning)) == is_plural(genus_of(other.meaning))
        and has_determiner(one.meaning) == has_determiner(other.meaning)
    )


def _sets(task: Task, form: Form) -> Iterator[list[Definition]]:
    """Disjoint sets of terms of the skill that are not kinds of each other."""
    left = [
        d
        for d in task.facts.definitions_in(task.language)
        if d.form is form and task.covers(d.passage) and _fits(task, d)
    ]
    left.sort(
        key=lambda d: (
            # In English the same sets for each seed: new mixtures of the same pairs are no news.
            (0, weigh(0, d.key))
            if task.language is Language.EN
            else (round(task.distance(d.passage, d.term) * 2), task.weigh("match", d.key))
        )
    )
    while len(left) >= _FEWEST:
        own: list[Definition] = []
        for definition in left:
            if len(own) < _MOST - 1 and all(
                not task.facts.are_kin(definition, other)
                and meanings_differ(definition.meaning, other.meaning)
                and _go_together(definition, other)
                for other in own
            ):
                own.append(definition)
        if len(own) >= _fewest(own):
            yield own
        elif task.language is Language.ZH:
            return
        else:
            own = own[:1]  # stands alone; the others may go together
        left = [d for d in left if d not in own]


def _fewest(own: list[Definition]) -> int:
    """More of running English text, unless all are called one thing ("the step that ...")."""
    of_prose = own[0].language is Language.EN and own[0].passage.kind == "text"
    return _FEWEST_PROSE if of_prose and len({genus_of(d.meaning) for d in own}) > 1 else _FEWEST


def _of_definitions(task: Task) -> Iterator[Proposal]:
    for form in Form:
        for own in _sets(task, form):
            rank = sum(task.distance(d.passage, d.term) for d in own) / len(own)
            yield Proposal(_match_terms(task, own), "|".join(d.key for d in own), form, rank)


def _distractor(task: Task, own: list[Definition]) -> tuple[str, ...]:
    for other in distinct_siblings(task, own[0], 12, by_meaning=True):
        if (
            other not in own
            and _fits(task, other)
            and _go_together(own[0], other)
            and not any(
                task.facts.are_kin(other, one) or not meanings_differ(other.meaning, one.meaning)
                for one in own
            )
        ):
            return (upper_first(other.meaning),)
    return ()


def _match_terms(task: Task, own: list[Definition]) -> Matching:
    pairs = tuple(Pair(left=upper_first(d.term), right=upper_first(d.meaning)) for d in own)
    chinese = task.language is Language.ZH
    sentences = dict.fromkeys((d.passage.id, d.sentence) for d in own)
    if chinese:
        stem = _ask_terms_zh(own[0]) + "有一个含义是多余的。"
    else:
        stem = "Match each term with what it means. One meaning is left over."
    if not (extra := _distractor(task, own)):
        stem = f"{stem.split('。')[0]}。" if chinese else f"{stem.split('. ')[0]}."
    return Matching(
        stem=stem,
        language=task.language,
        pairs=pairs,
        distractors=extra,
        explanation=_explain(task, pairs),
        hints=_hints(task, pairs),
        citations=tuple(Citation(passage=p, quote=q) for p, q in sentences),
    )


def _ask_terms_zh(first: Definition) -> str:
    if first.verb == ENTRY:
        return f"关于“{escape(topic_name(first.passage))}”，请把下列各项和对应的说明连起来。"
    return "请把下列概念和它们的含义连起来。"


def _explain(task: Task, pairs: tuple[Pair, ...]) -> str:
    colon = "：" if task.language is Language.ZH else ": "
    return "\n".join(f"- **{escape(pair.left)}**{colon}{escape(pair.right)}" for pair in pairs)


def _hints(task: Task, pairs: tuple[Pair, ...]) -> tuple[str, str]:
    if task.language is Language.ZH:
        return (
            "先连你最有把握的一对，再用排除法。",
            f"比较“{escape(pairs[0].left)}”和“{escape(pairs[1].left)}”：它们的区别在哪里？",
        )
    return (
        "Begin with the pair that you are surest of, then rule out.",
        f"Compare “{escape(pairs[0].left)}” and “{escape(pairs[1].left)}”: what tells them apart?",
    )


def _is_matchable(grid: Grid) -> bool:
    return (
        can_name_rows(grid)
        and is_name(grid.headers[0])
        and not holds_readings(grid)
        and not is_comparison(grid)
        and not is_worked_example(grid.passage.heading)
        and len(grid.rows) >= _FEWEST
    )


def _pairs_in_english(grid: Grid, column: int) -> bool:
    """Only an attribute that each row has in a few words; a status, an action or a remark is no
    knowledge of the row.
    """
    if correcting_columns(grid):
        return True
    header = header_unit(grid.headers[column])[0]
    short = all(len(cell.split()) <= _MOST_ENTRY for cell in grid.column(column))
    return short and names_attribute(header) and len(grid.rows) > _FEWEST


def _distinct(values: list[str]) -> bool:
    folded = [fold_text(value) for value in values]
    return not any(
        one in other for i, one in enumerate(folded) for j, other in enumerate(folded) if i != j
    )


def _of_grid(task: Task, grid: Grid, column: int) -> Iterator[Proposal]:
    header = grid.headers[column]
    if not (is_name(header) or is_definition_header(header)):
        return
    if grid.language is Language.EN and not _pairs_in_english(grid, column):
        return
    if grid.language is Language.ZH and any(len(cell) <= 2 for cell in grid.column(column)):
        return
    if is_numeric(grid, column) and len(grid.rows) < _FEWEST_NUMBERS:
        return
    rows: list[int] = []
    for number in shuffled(0, range(len(grid.rows))):  # a table is matched once
        values = [grid.rows[i][column] for i in (*rows, number)]
        if len(rows) < _MOST and _distinct(values) and not _tells(grid.rows[number], column):
            rows.append(number)
    if len(rows) < _FEWEST:
        return
    content = _match_rows(task, grid, column, sorted(rows))
    rank = task.distance(grid.passage, grid.headers[0] + " " + header)
    yield Proposal(content, fold_text(f"{grid.passage.id} {header}"), "table", rank)


def _tells(row: tuple[str, ...], column: int) -> bool:
    """The entry repeats the name of its row."""
    name = fold_text(row[0])
    return len(name) > 2 and name in fold_text(row[column])


def _match_rows(task: Task, grid: Grid, column: int, rows: list[int]) -> Matching:
    kept = rows[:-1] if len(rows) > _FEWEST else rows
    unit = header_unit(grid.headers[column])[1]

    def value(row: int) -> str:
        cell = grid.rows[row][column]
        return f"{cell} {unit}" if unit and cell[-1:].isdigit() else cell

    pairs = tuple(Pair(left=grid.rows[i][0], right=value(i)) for i in kept)
    extra = tuple(value(i) for i in rows if i not in kept)
    return Matching(
        stem=_stem_rows(task, grid, column, bool(extra)),
        language=task.language,
        pairs=pairs,
        distractors=extra,
        explanation=_explain(task, pairs),
        hints=_hints(task, pairs),
        citations=tuple(Citation(passage=grid.passage.id, quote=grid.line(i)) for i in kept),
    )


def _stem_rows(task: Task, grid: Grid, column: int, extra: bool) -> str:
    if correcting_columns(grid):
        return _stem_corrections(task, extra)
    name = escape(grid.headers[0])
    header = escape(header_unit(grid.headers[column])[0])
    section = escape(section_name(grid.passage))
    if task.language is Language.ZH:
        about = f"（{section}）" if section else ""
        left_over = "有一项是多余的。" if extra else ""
        return f"请把每种{name}和它的{header}连起来{about}。{left_over}"
    what = header
    if not what.startswith(("what ", "who ")):
        what = f"its {what}"
    left_over = " One entry is left over." if extra else ""
    about = f"{section}: match" if tells_place(section) else "Match"
    return f"{about} each {name} with {what}.{left_over}"


def _stem_corrections(task: Task, extra: bool) -> str:
    if task.language is Language.ZH:
        return "请把每个错误的说法和纠正它的说法连起来。" + ("有一项是多余的。" if extra else "")
    left_over = " One entry is left over." if extra else ""
    return f"Match each wrong statement with what corrects it.{left_over}"
