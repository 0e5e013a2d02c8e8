"""A case with one question of each kind that tests need: graded by rule, and marked by a person."""

from __future__ import annotations

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Criterion,
    Language,
    MultipleChoice,
    Numerical,
    OpenAnswer,
    Option,
    Ordering,
    TrueFalse,
)

EN = Language.EN
CASE = CaseStudy(
    stem=(
        "Mia rides to school. Her watch noted:\n\n| time | distance |\n| --- | --- |\n"
        "| 10 min | 3 km |\n| 20 min | 4 km |"
    ),
    language=EN,
    explanation="She slows down: the second stretch is a hill.",
    hints=("Look at one line of the table after the other.",),
    parts=(
        CasePart(
            content=MultipleChoice(
                stem="On which stretch is she faster?",
                language=EN,
                options=(
                    Option(text="the first", correct=True),
                    Option(text="the second", feedback="There she covers 1 km, not 4.",
                           misconception="Reads a sum as a part"),
                    Option(text="alike on both"),
                ),
                explanation="3 km are more than 1 km in the same time.",
                hints=("How far does she get on each?", "The distance counts from home."),
            ),
        ),
        CasePart(
            content=Numerical(
                stem="How fast does she ride until the watch shows 10 minutes?",
                language=EN,
                value=18,
                tolerance=0.1,
                unit="km/h",
                solution="$3 \\cdot 6 = 18$",
            ),
            points=2,
        ),
        CasePart(
            content=TrueFalse(
                stem="Within 20 minutes she covers 7 km.", language=EN, truth=False
            ),
        ),
    ),
)  # fmt: skip
OPEN_CASE = CaseStudy(
    stem="A ball rolls down a ramp and on along a table, where it comes to rest.",
    language=EN,
    parts=(
        CasePart(
            content=Ordering(
                stem="Put what happens to its energy in order.",
                language=EN,
                steps=("It has height", "It gains speed", "It warms the table"),
            ),
            points=2,
        ),
        CasePart(
            content=OpenAnswer(
                stem="Explain why it comes to rest.",
                language=EN,
                rubric=(
                    Criterion(text="Names friction", points=2),
                    Criterion(text="Says where the energy goes", points=3),
                ),
                sample_answer="Friction turns its energy into heat.",
            ),
            points=3,
        ),
    ),
)
FULL_CASE = CaseStudy(
    stem="某公司的固定成本是每月一万元。",
    language=Language.ZH,
    parts=tuple(
        CasePart(
            content=OpenAnswer(
                stem=f"第{number}问:请说明理由。",
                language=Language.ZH,
                rubric=(Criterion(text="说明了理由", points=3),),
                sample_answer="固定成本不随产量变化。",
            ),
        )
        for number in range(1, 7)
    ),
)
