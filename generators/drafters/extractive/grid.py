"""A table of a source as headers and rows, and which of its columns can be asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.drafters.text.chinese import is_term
from generators.drafters.text.statements import is_clean
from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.exercise.units import read_unit

_NUMBER_CELL = re.compile(r"^-?\d[\d,.]*(?:\s?(?:%|[^\d\s]\S{0,9}))?$")
_UNIT_IN_HEADER = re.compile(r"^(?P<name>.+?)\s*[（(](?P<unit>[^（）()]{1,12})[)）]$")
_CODE = re.compile(
    r"[A-Z]{1,5}-?\d{2,}|[PTJ]\d(?:进程)?$"
)  # an inventory: nobody knows parts by their numbers
_SERIES = re.compile(
    r"^(?:q[1-4]|\d+|no\.?|实验|次数|序号|编号|年份|月份|year|quarter|month|week|time|step|#|"
    r"时间|时刻|value|次序|组别)$",
    re.I,
)
_FEWEST_LETTERS = 3
_YEARS = re.compile(r"^(?:c\. ?)?(?:1\d|20)\d\d\b(?:[ –—-]*(?:\d{2,4}|today|present|now))?$")
_NOT_A_NAME = re.compile(
    r"^(?:项目|方面|比较项目?|对比|特征|属性|维度|指标|范围|内容|类别|事项|要素)$|[?？=]|^(?:article|section|chapter|page|figure|who|what|when|where|why|how|is|are|if|with|starts?|needed|updated?|notify|inform|used|"
    r"does|do)\b|\b(?:with|within|for|if|it|to|by|of)$|是否|比较|与.+有关|怎么|什么",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows` are as long as `headers`; cells may be empty."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    passage: Passage

    @property
    def language(self) -> Language:
        return self.passage.language

    def column(self, index: int) -> tuple[str, ...]:
        return tuple(row[index] for row in self.rows)

    def line(self, row: int) -> str:
        """The row as it stands in the passage."""
        return self.passage.text.split("\n")[1:][row]


def read_grid(passage: Passage) -> Grid | None:
    """None where the passage is no table with a header, two columns and two whole rows."""
    lines = passage.text.split("\n")
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    width = len(cells[0])
    if passage.kind != "table" or width < 2 or len(cells) < 3:
        return None
    if any(len(row) != width for row in cells) or not all(cells[0]):
        return None
    if any(_NUMBER_CELL.match(header) for header in cells[0][1:]):
        return None
    return Grid(tuple(cells[0]), tuple(tuple(row) for row in cells[1:]), passage)


def header_unit(header: str) -> tuple[str, str]:
    """The name and the unit of a header like "密度（kg/m³）"."""
    match = _UNIT_IN_HEADER.match(header)
    return (match["name"], match["unit"]) if match else (header, "")


def is_number(cell: str) -> bool:
    return _NUMBER_CELL.match(cell) is not None


def is_numeric(grid: Grid, column: int) -> bool:
    return all(is_number(cell) for cell in grid.column(column))


def _dimension(grid: Grid, column: int) -> str:
    """What a numeric column measures."""
    unit = header_unit(grid.headers[column])[1]
    if not unit:
        unit = re.sub(r"^-?[\d,.]+\s?", "", grid.column(column)[0])
    return str(read_unit(unit).dimensions)


def holds_readings(grid: Grid) -> bool:
    """Numbers of one experiment or report, not facts: a numbered series, or numeric columns that
    measure different things.
    """
    if _SERIES.match(fold_text(grid.headers[0])) or is_numeric(grid, 0):
        return True
    if all(re.match(r"(?:Q[1-4]|(?:19|20)\d\d|第.次)", cell) for cell in grid.column(0)):
        return True
    dimensions = {_dimension(grid, i) for i in range(1, len(grid.headers)) if is_numeric(grid, i)}
    return len(dimensions) > 1


def _whole(cells: tuple[str, ...]) -> bool:
    return all(cell and is_clean(cell) and len(cell) <= 120 for cell in cells) and not any(
        re.match(r"(?:not|none|no|n/a|-|无|—)\b", cell, re.I) for cell in cells
    )


def _is_name_zh(key: str) -> bool:
    """A name is short; "通过二分裂方式进行细胞分裂" is told of something."""
    bare = re.sub(r"\s*[（(][^（）()]*[）)]", "", key)
    return len(bare) <= 8 or is_term(bare) or not re.search("[\u4e00-\u9fff]", bare)


def can_name_rows(grid: Grid) -> bool:
    """The first column holds a distinct name in each row."""
    keys = grid.column(0)
    return (
        _whole(keys)
        and len({fold_text(key) for key in keys}) == len(keys)
        and all(len(key) > 1 or not key.isascii() for key in keys)
        and not all(_CODE.match(key) for key in keys)
        and (grid.language is Language.EN or sum(map(_is_name_zh, keys)) >= 0.7 * len(keys))
    )


_COUNTED_ZH = re.compile(r"[一二三四五六七八九十两几\d]")
_LONGEST_NAME_ZH = 12


def asks_names(grid: Grid, column: int) -> bool:
    """Whether a Chinese column gives its rows, which are things of one kind, short names or values,
    none of which repeats its row's name. Cells that tell something are known by their words.
    """
    if _COUNTED_ZH.search(grid.headers[0]) or not is_term(grid.headers[0]):
        return False
    return all(_is_value_zh(row[column], row[0]) for row in grid.rows)


def _is_value_zh(cell: str, name: str) -> bool:
    if len(cell) > _LONGEST_NAME_ZH or any(name[i : i + 2] in cell for i in range(len(name) - 1)):
        return False
    if re.search(r"\d|^[A-Za-z《]", cell):
        return True
    parts = re.split("[、和与及，]", re.sub(r"[（(][^（）()]*[）)]", "", cell))
    return all(is_term(part.strip()) for part in parts)


# Headers of a form about the document, and headers that hold two things.
_NO_NAME_EN = re.compile(
    r"^(?:field|item|attribute|property|version|date|revision|id|notes?|details?|status|"
    r"comments?|value|owner|author|approver|approved by|changes?|name|effect)$|"
    r"\s[-–—]\s|/|\d|\bunder\b",
    re.I,
)
_ABOUT_DOCUMENT = re.compile(
    r"(?:^|> )(?:\d+[.\d]* )?(?:(?:document|version|revision|change|policy|approval)s? )"
    r"?(?:header|history|control|information|log|approvals?|metadata|sign-?offs?|revisions?)$"
    r"|\b(?:links?|resources|references|further reading|contacts?)$",
    re.I,
)


def is_about_document(grid: Grid) -> bool:
    """Owner, version and date of the document itself, or where else to look: nothing to learn."""
    return _ABOUT_DOCUMENT.search(grid.passage.heading) is not None


def is_name(header: str) -> bool:
    """Whether "What is the {header} of ...?" reads as a question."""
    if header.isascii() and _NO_NAME_EN.search(header.strip()):
        return False
    if header.isascii() and len(re.findall(r"[A-Za-z]", header)) < _FEWEST_LETTERS:
        return False
    return not _NOT_A_NAME.search(header) and len(header.split()) <= 7 and len(header) <= 50


def value_columns(grid: Grid) -> list[int]:
    """Columns with a telling entry in every row."""
    return [
        i
        for i in range(1, len(grid.headers))
        if _whole(grid.column(i))
        and not all(len(cell) <= 1 for cell in grid.column(i))
        and not all(_YEARS.match(cell) for cell in grid.column(i))
    ]


# What one asks for with "what is the ... of".
_ATTRIBUTE = re.compile(
    r"\b(?:unit|symbol|capital|name|colou?r|formula|author|currency|purpose|goal|function|meaning|"
    r"direction|date|place|abbreviation|density|speed|mass|temperature|period|limit|deadline|"
    r"cost|price|role|owner|use|cause|effect|size|weight|length|height|shape|location|charge)$",
    re.I,
)


def names_attribute(header: str) -> bool:
    """Whether an English header names something that a thing has one of: its unit, its purpose."""
    return _ATTRIBUTE.search(header) is not None
