"""Chinese tables that compare: each row is a respect, each column one of the things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from generators.drafters.extractive.grid import Grid
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.chinese import is_term
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import weigh
from generators.drafters.text.statements import is_clean, is_worked_example
from generators.exercise.content import Citation, Criterion, Language, Matching, OpenAnswer, Pair
from generators.exercise.folding import fold_text

_RESPECTS = re.compile(
    r"^(?:比较|对比)?(?:特性|特征|特点|项目?|方面|属性|指标|维度|内容|类别|参数|性质|要素|角度|因素|标准|区别|差异|比较|对比|点)$|"
    r"^(?:比较|对比)(?:项目?|点|内容|维度)$|"
    r"^(?:aspect|feature|criteri(?:on|a)|factor|dimension|property|characteristic|attribute|parameter)s?$",
    re.I,
)
_EMPTY = re.compile(r"^(?:[-—–/无]|是|否|有|√|×|✓|✗|✔|❌|✅|N/?A)?$|^[高中低大小快慢多少强弱]$")
_FEWEST, _MOST = 3, 6
_LONGEST = 36


def is_comparison(grid: Grid) -> bool:
    """Whether the rows are respects: then nobody asks what "the switch of the broadcast" is."""
    return _RESPECTS.match(grid.headers[0].strip()) is not None


def _rows(grid: Grid, columns: tuple[int, ...]) -> list[int]:
    """The respects in which the things differ, told in every column."""
    return [
        number
        for number, row in enumerate(grid.rows)
        if 2 <= len(row[0]) <= 12
        and all(
            not _EMPTY.match(row[i]) and len(row[i]) <= _LONGEST and is_clean(row[i])
            for i in columns
        )
        and len({fold_text(row[i]) for i in columns}) == len(columns)
    ]


def _pairs(task: Task) -> Iterator[tuple[Grid, tuple[int, int], list[int]]]:
    """Tables with two of their things and the respects in which these two differ."""
    for grid in task.facts.grids:
        if (
            grid.language is not Language.ZH
            or not is_comparison(grid)
            or not task.covers(grid.passage)
        ):
            continue
        if is_worked_example(grid.passage.heading) or len(grid.headers) > 5:
            continue
        named = [i for i in range(1, len(grid.headers)) if is_thing(grid.headers[i])]
        for one, other in combinations(named, 2):
            rows = _rows(grid, (one, other))
            if len(rows) >= _FEWEST:
                yield grid, (one, other), rows[:_MOST]


def is_thing(name: str) -> bool:
    bare = re.sub(r"\s*[（(][^（）()]*[）)]$", "", name)
    return is_term(bare) or re.fullmatch(r"[A-Za-z][\w .+/-]{1,15}", bare) is not None


def propose_comparisons(task: Task) -> Iterator[Proposal]:
    """ "比较 A 与 B 的不同。", with a criterion for each respect."""
    if task.language is not Language.ZH:
        return
    for grid, (one, other), rows in _pairs(task):
        first, second = grid.headers[one], grid.headers[other]
        points = [
            f"{grid.rows[i][0]}：{first}——{grid.rows[i][one]}；{second}——{grid.rows[i][other]}"
            for i in rows
        ]
        respects = "、".join(escape(grid.rows[i][0]) for i in rows)
        content = OpenAnswer(
            stem=f"从{respects}等方面比较{escape(first)}和{escape(second)}的不同。",
            language=task.language,
            rubric=tuple(Criterion(text=point) for point in points),
            sample_answer="\n".join(f"- {escape(point)}" for point in points),
            hints=(
                place_hint(grid.passage, points, task.blueprint.skill_name),
                "逐个方面写，每个方面都要写出两者各是怎样的。",
            ),
            citations=_cite(grid, rows),
        )
        yield _propose(task, content, grid, f"{first}|{second}", "compare")


def propose_sides(task: Task) -> Iterator[Proposal]:
    """The respects of one thing matched with what holds for it; one entry is of the other thing."""
    if task.language is not Language.ZH:
        return
    for grid, (one, other), rows in _pairs(task):
        if weigh(0, grid.passage.id, one, other) < 0.5:
            one, other = other, one
        kept = _apart(grid, rows, one, other)
        if len(kept) < _FEWEST:
            continue
        thing = escape(grid.headers[one])
        pairs = tuple(Pair(left=grid.rows[i][0], right=grid.rows[i][one]) for i in kept)
        left_over = grid.rows[kept[0]][other]
        content = Matching(
            stem=f"关于{thing}，请把下列各个方面和对应的内容连起来。有一项是多余的。",
            language=task.language,
            pairs=pairs,
            distractors=(left_over,),
            explanation="\n".join(f"- **{escape(p.left)}**：{escape(p.right)}" for p in pairs),
            hints=(
                "先连你最有把握的一对，再用排除法。",
                f"多余的一项说的是{escape(grid.headers[other])}。",
            ),
            citations=_cite(grid, kept),
        )
        yield _propose(task, content, grid, f"{thing}|sides", "sides")


def _apart(grid: Grid, rows: list[int], one: int, other: int) -> list[int]:
    """Up to five rows whose entries differ, also from the one that is left over."""
    texts = [fold_text(grid.rows[rows[0]][other])]
    kept: list[int] = []
    for i in rows:
        text = fold_text(grid.rows[i][one])
        if len(kept) < 5 and not any(text in known or known in text for known in texts):
            kept.append(i)
            texts.append(text)
    return kept if kept and kept[0] == rows[0] else []


def _cite(grid: Grid, rows: list[int]) -> tuple[Citation, ...]:
    return tuple(Citation(passage=grid.passage.id, quote=grid.line(i)) for i in rows)


def _propose(
    task: Task, content: OpenAnswer | Matching, grid: Grid, target: str, form: str
) -> Proposal:
    rank = task.distance(grid.passage, " ".join(grid.headers))
    return Proposal(content, fold_text(f"{grid.passage.id} {target}"), form, rank)
