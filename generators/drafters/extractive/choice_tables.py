"""Multiple choice on tables: the entry of a row, and the row of an entry."""

from __future__ import annotations

import re
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
    is_number,
    names_attribute,
    value_columns,
)
from generators.drafters.extractive.misconception import correcting_columns
from generators.drafters.extractive.options import OPTIONS, are_distinct, arrange, right_feedback
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import lead_of
from generators.drafters.extractive.wording import cite, place_hint, section_name, tells_place
from generators.drafters.text.chinese import is_term
from generators.drafters.text.english import is_plural, lower_first
from generators.drafters.text.leaks import holds
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import shuffled, weigh
from generators.drafters.text.statements import is_worked_example
from generators.exercise.content import Language, MultipleChoice, Option
from generators.exercise.folding import fold_text

# Rows that are wide: what stands beside them belongs to them, but is not "theirs".
_WIDE_ZH = re.compile(r"朝代|国家|国别|时期|时代|年代|民族|地区|世纪")
_OF_WIDE_ZH = re.compile(
    r"(?:首都|都城|国都|面积|人口|位置|地域|地形|气候|货币|语言|国号|建立者|开国皇帝|创始人|"
    r"创立者|特点|制度)$"
)
_NO_KIND_ZH = re.compile(r"名称$|项目|内容|类型$|种类$|序号|方面")
_TICK = re.compile(
    r"^(?:[-—–/]|是|否|有|无|有时|可选|支持|不支持|[√×✓✗✔❌✅⭐]+|[高中低大小快慢多少强弱好差]|较[高低大小快慢多少强弱好差]|常见)$"
)
_MOST_ROWS = 2
_EXAMPLE = re.compile(r"^(?:typical )?examples?$|^例子$|^举例$|^实例$", re.I)


def propose_table_choices(task: Task) -> Iterator[Proposal]:
    for grid in task.facts.grids:
        if not task.covers(grid.passage) or not _is_askable(grid):
            continue
        for column in value_columns(grid):
            if grid.language is Language.ZH and not asks_names(grid, column):
                continue
            if _asks_well(grid.headers[column], grid.language):
                entry, name = _rows(grid, column)
                for row in entry:
                    yield from _entry_of_row(task, grid, row, column)
                for row in name:
                    yield from _row_of_entry(task, grid, row, column)


def _asks_well(header: str, language: Language) -> bool:
    """In English an example or an attribute alone: "which action goes with ..." reads oddly."""
    if not is_name(header) or is_definition_header(header):
        return False
    name = header_unit(header)[0]
    return language is Language.ZH or bool(_EXAMPLE.match(name)) or names_attribute(name)


def _rows(grid: Grid, column: int) -> tuple[list[int], list[int]]:
    """Which rows are asked for their entry, and which by it: few of a column, whatever the seed, so
    that a set does not go through a table row by row.
    """
    rows = list(range(len(grid.rows)))
    if grid.language is Language.ZH:
        key = grid.passage.id
        picked = sorted(rows, key=lambda row: weigh(0, key, column, row))[:_MOST_ROWS]
        return ([], []) if _is_ticked(grid, column) else (picked, picked)
    mixed = shuffled(column, rows)
    return mixed[:_MOST_ROWS], mixed[-1:]


def _is_ticked(grid: Grid, column: int) -> bool:
    """Whether a Chinese column says yes, no or how much: such a cell is no name to choose."""
    return any(_TICK.match(cell) for cell in grid.column(column))


def _is_askable(grid: Grid) -> bool:
    return (
        can_name_rows(grid)
        and is_name(grid.headers[0])
        and not holds_readings(grid)
        and correcting_columns(grid) is None
        and not is_comparison(grid)
        and not is_worked_example(grid.passage.heading)
    )


def _value(grid: Grid, row: int, column: int) -> str:
    cell, unit = grid.rows[row][column], header_unit(grid.headers[column])[1]
    return f"{cell} {unit}" if unit and cell[-1:].isdigit() else cell


def _others(task: Task, grid: Grid, row: int, column: int) -> list[int]:
    """Rows with another entry in the column, each entry once."""
    own = fold_text(grid.rows[row][column])
    found: dict[str, int] = {}
    near = sorted(
        range(len(grid.rows)),
        key=lambda i: (abs(i - row) > 3, task.weigh(grid.passage.id, row, column, i)),
    )
    for i in near:
        value = fold_text(grid.rows[i][column])
        if value != own and value not in own and own not in value:
            found.setdefault(value, i)
    return list(found.values())[: OPTIONS - 1]


def _entry_of_row(task: Task, grid: Grid, row: int, column: int) -> Iterator[Proposal]:
    others = _others(task, grid, row, column)
    name = grid.rows[row][0]
    if fold_text(name) in fold_text(grid.rows[row][column]):
        return
    if grid.language is Language.ZH and not _has_of_its_own(grid, name, column):
        return
    if grid.language is Language.ZH:
        name = _full_name(grid, name)
    stem = _placed(grid, _ask_entry(grid, name, column))
    options = [_value(grid, i, column) for i in (row, *others)]
    feedback = [_tell(grid, i, column) for i in others]
    yield from _build(task, grid, row, column, stem, options, feedback, "entry")


_NAMED_ALONE = re.compile("(?:物质|材料|量|概念|对象|现象|物体|元素|金属|国家|城市|人物|物种)$")


def _full_name(grid: Grid, name: str) -> str:
    """ "分层" in the column "结构" is "分层结构", but "酒精" in the column "物质" is "酒精"."""
    if _NAMED_ALONE.search(grid.headers[0]):
        return name
    kind = re.sub("(?:类型|种类|名称|类别)$", "", grid.headers[0])
    return name if len(name) > 2 or name[-1] == kind[-1:] or not is_term(kind) else name + kind


def _has_of_its_own(grid: Grid, name: str, column: int) -> bool:
    """Whether "X的Y是什么" is Chinese: a dynasty has its capital, but nobody asks for
    "隋的作品", and a name of one character is read as something else.
    """
    wide = _WIDE_ZH.search(grid.headers[0]) is not None
    return len(name) > 1 and (not wide or _OF_WIDE_ZH.search(grid.headers[column]) is not None)


def _row_of_entry(task: Task, grid: Grid, row: int, column: int) -> Iterator[Proposal]:
    value = grid.rows[row][column]
    same = [
        i for i, other in enumerate(grid.column(column)) if fold_text(other) == fold_text(value)
    ]
    others = _others(task, grid, row, column)
    if grid.language is Language.ZH and _is_bundle(grid, value, column):
        return
    if len(same) > 1 or fold_text(grid.rows[row][0]) in fold_text(value):
        return
    if grid.language is Language.EN and is_plural(header_unit(grid.headers[column])[0]):
        return  # "which priority has the alerts ..."
    stem = _placed(grid, _ask_row(grid, _value(grid, row, column), column))
    options = [grid.rows[i][0] for i in (row, *others)]
    feedback = [_tell(grid, i, column) for i in others]
    yield from _build(task, grid, row, column, stem, options, feedback, "row")


def _is_bundle(grid: Grid, value: str, column: int) -> bool:
    """Several facts in one cell, or the dates of something wide, name no row."""
    timed = _WIDE_ZH.search(grid.headers[0]) and re.search("时间|日期", grid.headers[column])
    return timed is not None or "；" in value or ";" in value or len(value) > 40


def _placed(grid: Grid, question: str) -> str:
    """With the name of the section before it in English: a table's words are short."""
    section = section_name(grid.passage) if grid.language is Language.EN else ""
    if not section or not tells_place(section) or holds(question, section, grid.language):
        return question
    return f"{escape(section)}: {lower_first(question)}"


def _ask_entry(grid: Grid, name: str, column: int) -> str:
    header, row = escape(header_unit(grid.headers[column])[0]), escape(name)
    number = any(char.isdigit() for char in grid.rows[0][column])
    if grid.language is Language.ZH:
        if _EXAMPLE.match(header):
            return f"下列哪一项是“{row}”的例子？"
        if "的" in header:
            return f"关于“{row}”，它的{header}是什么？".replace("它的", "")
        if re.search("者$|人$|作家$|皇帝$|领袖$|人物$", header):
            return f"{row}的{header}是谁？"
        if re.search("(?:响应|反应|等待|周转|持续|运行|处理|访问|存取)时间|周期|寿命|时长", header):
            return f"{row}的{header}是多少？"
        what = "什么时候" if re.search("时间|日期|年代", header) else "多少" if number else "什么"
        return f"{row}的{header}是{what}？"
    if _EXAMPLE.match(header):
        return f"Which of these is an example of “{row}”?"
    plural = is_plural(header)
    if not number and not names_attribute(header):
        return f"Which {header} {'go' if plural else 'goes'} with “{row}”?"
    verb = "are" if plural else "is"
    return f"What {verb} the {header} {_of(header)} “{row}”?"


def _ask_row(grid: Grid, value: str, column: int) -> str:
    header, cell = escape(header_unit(grid.headers[column])[0]), escape(value)
    name = escape(grid.headers[0])
    if grid.language is Language.ZH:
        if _EXAMPLE.match(header):
            return f"“{cell}”属于哪一种{name}？"
        named = cell if cell.startswith("《") else f"“{cell}”"
        which = "哪一项" if _NO_KIND_ZH.match(name) else f"哪一个{name}"
        return f"下列{which}的{header}是{named}？"
    if _EXAMPLE.match(header):
        return f"“{cell}” is an example of which {name}?"
    return f"Which {name} has the {header} “{cell}”?"


def _tell(grid: Grid, row: int, column: int) -> str:
    """ "“7 years” is the retention period for “Personnel file”." """
    header = escape(header_unit(grid.headers[column])[0])
    name, value = escape(grid.rows[row][0]), escape(_value(grid, row, column))
    if grid.language is Language.ZH:
        return f"“{name}”的{header}是“{value}”。"
    if _EXAMPLE.match(header):
        return f"“{value}” is an example of “{name}”."
    return f"“{value}” is the {header} {_of(header)} “{name}”."


def _of(header: str) -> str:
    """ "The function of ...", but "the article of the law for ..."."""
    return "for" if re.search(r"\b(?:of|for|at|in)\b", header) else "of"


def _build(
    task: Task,
    grid: Grid,
    row: int,
    column: int,
    stem: str,
    texts: list[str],
    feedback: list[str],
    form: str,
) -> Iterator[Proposal]:
    if len(texts) < OPTIONS or not are_distinct(texts):
        return
    if sum(is_number(text) for text in texts) not in (0, len(texts)):
        return
    right = Option(text=texts[0], correct=True, feedback=right_feedback(task.language))
    wrong = [Option(text=t, feedback=f) for t, f in zip(texts[1:], feedback, strict=True)]
    section = section_name(grid.passage)
    told = _tell(grid, row, column)
    chinese = task.language is Language.ZH
    where = (
        (f"教材“{escape(section)}”的表格：" if chinese else f"The table in “{escape(section)}”: ")
        if section
        else ""
    )
    content = MultipleChoice(
        stem=lead_of(grid.passage, stem) + stem,
        language=task.language,
        options=arrange(task, stem, [right, *wrong]),
        explanation=where + told,
        hints=(
            place_hint(grid.passage, [texts[0]], task.blueprint.skill_name),
            feedback[0],
        ),
        citations=cite(grid.passage, grid.line(row)),
    )
    target = fold_text(f"{grid.passage.id} {row} {column}")
    rank = task.distance(grid.passage, stem) + 0.05
    yield Proposal(content, target, form, rank)
