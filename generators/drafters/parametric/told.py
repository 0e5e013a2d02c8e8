"""All that sources tell in numbers besides formulas: rates and shares in prose, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generators.drafters.extractive.facts import Sentence
from generators.drafters.parametric.columns import find_columns
from generators.drafters.parametric.comparisons import find_comparisons
from generators.drafters.parametric.conversions import find_conversions
from generators.drafters.parametric.doses import find_doses
from generators.drafters.parametric.halving import find_halving
from generators.drafters.parametric.mixtures import find_mixtures
from generators.drafters.parametric.percents import find_percents
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.rates_en import find_rates_en
from generators.drafters.parametric.rates_zh import find_rates_zh
from generators.drafters.parametric.series import find_percentages
from generators.drafters.parametric.tables import find_in_tables
from generators.drafters.parametric.yields import find_yields
from generators.exercise.content import Language
from generators.exercise.passage import Passage

_IN_PROSE = (find_conversions, find_yields, find_halving, find_percents, find_doses, find_mixtures)
_IN_TABLES = (find_in_tables, find_columns, find_percentages, find_comparisons)


def find_in_prose(
    passages: Sequence[Passage], sentences: Iterable[Sentence], language: Language
) -> Iterator[Problem]:
    """`sentences` are those of the passages that stand alone. Tables of mixtures are among what is
    found.
    """
    for find in _IN_PROSE:
        yield from find(passages, language)
    yield from (find_rates_zh if language is Language.ZH else find_rates_en)(sentences)


def find_in_any_table(passages: Sequence[Passage], language: Language) -> Iterator[Problem]:
    for find in _IN_TABLES:
        yield from find(passages, language)
