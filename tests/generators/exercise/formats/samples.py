"""Exercises of every kind, drawn by hypothesis, and a family."""

from __future__ import annotations

from hypothesis import strategies as st

from generators.exercise.content import (
    Bloom,
    Cloze,
    Content,
    Criterion,
    Gap,
    Language,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.draw import draw_variant
from generators.exercise.family import Family, Variable
from generators.exercise.formats.portable import Portable

MARKS = "ab 你好,。\\~=#{}:%&<>\"'/|*_.;-1"
WORDS = [
    "price",
    "cost",
    "x < y",
    "100 %",
    "a=b",
    "C#",
    "~5",
    "价格",
    "\\n",
    "{a}",
    "50:50",
    "R&D",
    "-> b",
    "2*3",
    "=1+1",
    "a_b",
    "[x]",
    "$",
]


def _clean(text: str) -> str:
    return " ".join(text.split())


def lines() -> st.SearchStrategy[str]:
    """One line of text with all that any format treats as a mark."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
    marks = st.text(MARKS, min_size=1, max_size=12).map(_clean).filter(bool)
    return st.one_of(words, marks)


def stems() -> st.SearchStrategy[str]:
    """Paragraphs that Markdown reads as nothing but text."""
    word = st.sampled_from(
        [
            "The",
            "price",
            "of",
            "energy",
            "价格",
            "is",
            "R&D,",
            "x < y",
            "C#",
            "50:50",
            "~5",
            "{a}",
            "100 %",
            "a=b",
        ]
    )
    sentence = st.lists(word, min_size=2, max_size=8).map(" ".join)
    return st.lists(sentence, min_size=1, max_size=3).map("\n\n".join)


def numbers() -> st.SearchStrategy[float]:
    return st.decimals(-10000, 10000, places=3, allow_nan=False).map(float)


def _common(draw: st.DrawFn) -> dict[str, object]:
    return {
        "stem": draw(stems()),
        "language": draw(st.sampled_from(Language)),
        "explanation": draw(st.one_of(st.just(""), stems())),
        "hints": tuple(draw(st.lists(stems(), max_size=2))),
    }


def _unique(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(lines(), min_size=least, max_size=most, unique_by=str.casefold)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    common = _common(draw)
    kind = draw(st.integers(0, 8))
    if kind == 0:
        texts = draw(_unique(2, 6))
        right = draw(st.integers(0, len(texts) - 1))
        options = tuple(
            Option(text=text, correct=n == right, feedback=draw(st.one_of(st.just(""), stems())))
            for n, text in enumerate(texts)
        )
        return MultipleChoice(**common, options=options)
    if kind == 8:
        points = st.integers(1, 20)
        rubric = [Criterion(text=text, points=draw(points)) for text in draw(_unique(1, 5))]
        return OpenAnswer(
            **common, rubric=tuple(rubric), sample_answer=draw(st.one_of(st.just(""), stems()))
        )
    if kind == 7:
        return MultipleResponse(**common, options=draw(several_options()))
    if kind == 1:
        feedback = {
            name: draw(st.one_of(st.just(""), stems()))
            for name in ("feedback_true", "feedback_false")
        }
        return TrueFalse(**common, truth=draw(st.booleans()), **feedback)
    if kind == 2:
        return draw(clozes(common))
    if kind == 3:
        accepted = tuple(draw(_unique(1, 4)))
        return ShortAnswer(**common, accepted=accepted, case_sensitive=draw(st.booleans()))
    if kind == 4:
        return Numerical(
            **common,
            value=draw(numbers()),
            tolerance=abs(draw(numbers())),
            unit=draw(st.sampled_from(["", "m/s", "元", "%"])),
            solution=draw(st.one_of(st.just(""), stems())),
        )
    texts = draw(_unique(4, 8))
    if kind == 5:
        half = len(texts) // 2
        pairs = tuple(
            Pair(left=a, right=b) for a, b in zip(texts[:half], texts[half:], strict=False)
        )
        return Matching(**common, pairs=pairs, distractors=tuple(texts[2 * half :]))
    return Ordering(**common, steps=tuple(texts))


@st.composite
def several_options(draw: st.DrawFn) -> tuple[Option, ...]:
    texts = draw(_unique(2, 8))
    right = draw(st.integers(1, len(texts) - 1))
    options = [Option(text=text, correct=n < right) for n, text in enumerate(texts)]
    return tuple(draw(st.permutations(options)))


@st.composite
def clozes(draw: st.DrawFn, common: dict[str, object]) -> Cloze:
    gaps = []
    for _ in range(draw(st.integers(1, 3))):
        texts = draw(_unique(2, 4))
        if draw(st.booleans()):
            gaps.append(Gap(accepted=(texts[0],), choices=tuple(sorted(texts))))
        else:
            gaps.append(Gap(accepted=tuple(texts), case_sensitive=draw(st.booleans())))
    stem = " and ".join(f"the {{{{{n}}}}} of it" for n in range(1, len(gaps) + 1))
    return Cloze(**{**common, "stem": f"{common['stem']} {stem}"}, gaps=tuple(gaps))


@st.composite
def portables(draw: st.DrawFn) -> Portable:
    return Portable(
        content=draw(contents()),
        id=draw(st.sampled_from(["a1", "b-2"])),
        skill=draw(st.sampled_from(["Costs", "成本/价格", "R&D: 1"])),
        bloom=draw(st.sampled_from(Bloom)),
        generated=draw(st.booleans()),
        reviewer=draw(st.sampled_from(["", "Dr. Ada King", "王老师"])),
    )


def family() -> Family:
    return Family(
        stem="A car drives {d} km in {t} h. How fast is it?",
        language=Language.EN,
        formula="d / t * ceiling(1) + sqrt(t) ** 2 - t",
        variables=(
            Variable(name="d", low=100, high=300, step=20, unit="km"),
            Variable(name="t", low=1, high=4, step=0.5, unit="h"),
        ),
        unit="km/h",
        decimals=1,
        tolerance=0.01,
        solution="{d} / {t} = {answer}",
        explanation="Speed is distance by time.",
        hints=("Divide.",),
    )


def portable_family() -> Portable:
    own = family()
    return Portable(content=draw_variant(own, 0), family=own, id="f1", skill="Speed")
