"""Matching the rows of a table with one of its columns."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.comparison_zh import is_comparison
from generators.drafters.extractive.definition import is_definition_header
from generators.drafters.extractive.grid import (
    Grid,
    asks_names,
    can_name_rows,
    header_unit,
    holds_readings,
    is_name,
    is_numeric,
    names_attribute,
    value_columns,
)
from generators.drafters.extractive.misconception import correcting_columns
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import section_name, tells_place
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import shuffled
from generators.drafters.text.statements import is_worked_example
from generators.exercise.content import Citation, Language, Matching, Pair
from generators.exercise.folding import fold_text

_FEWEST, _MOST = 3, 5
_FEWEST_NUMBERS = 4  # three numbers are mostly the readings of an experiment
_MOST_ENTRY = 7  # words of an English table's entry


def propose_table_matchings(task: Task) -> Iterator[Proposal]:
    for grid in task.facts.grids:
        if task.covers(grid.passage) and _is_matchable(grid):
            for column in value_columns(grid):
                yield from _of_grid(task, grid, column)


def explain_pairs(task: Task, pairs: tuple[Pair, ...]) -> str:
    colon = "：" if task.language is Language.ZH else ": "
    return "\n".join(f"- **{escape(pair.left)}**{colon}{escape(pair.right)}" for pair in pairs)


def hint_pairs(task: Task, pairs: tuple[Pair, ...]) -> tuple[str, str]:
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
    if grid.language is Language.ZH and not asks_names(grid, column):
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
        explanation=explain_pairs(task, pairs),
        hints=hint_pairs(task, pairs),
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
        name = "各项" if name.endswith(("名称", "类型", "种类")) else name
        return f"请把下列{name}与对应的{header}连起来{about}。{left_over}"
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
