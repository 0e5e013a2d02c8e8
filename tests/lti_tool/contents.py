"""One exercise of each kind, written by hand, as a course about motion would have it."""

from __future__ import annotations

from generators.exercise.content import (
    Cloze,
    Content,
    Criterion,
    Gap,
    Kind,
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
from generators.exercise.family import Family, Variable
from generators.exercise.lesson import Cited, Lesson, Section, Term
from tests.generators.exercise.case_studies import CASE

EN = Language.EN

CHOICE = MultipleChoice(
    stem="A cyclist covers **12 km** in half an hour at a steady pace. What is her speed?",
    language=EN,
    options=(
        Option(text="6 km/h", feedback="That multiplies by the time. Speed *divides* by it."),
        Option(text="24 km/h", correct=True, feedback="12 km in half an hour is 24 km in one."),
        Option(text="12 km/h", feedback="That would be right if the ride took a whole hour."),
    ),
    explanation="Speed is distance over time: $v = \\frac{12}{0.5} = 24$ km/h.",
    hints=("How far would she get in a whole hour?", "Divide the distance by the time in hours."),
)
RESPONSE = MultipleResponse(
    stem="Which of these quantities have a direction?",
    language=EN,
    options=(
        Option(text="velocity", correct=True, feedback="It says where to as well as how fast."),
        Option(text="speed", feedback="It only says how fast."),
        Option(text="acceleration", correct=True),
        Option(text="mass"),
    ),
    explanation="Velocity and acceleration are vectors.",
)
TRUTH = TrueFalse(
    stem="A body at constant speed on a circular track has no acceleration.",
    language=EN,
    truth=False,
    feedback_true="Its direction changes all the time, and that is acceleration too.",
    feedback_false="Its velocity changes direction at every instant.",
)
CLOZE = Cloze(
    stem="Speed is {{1}} divided by time. Its unit in the SI is {{2}}.",
    language=EN,
    gaps=(
        Gap(accepted=("distance", "the distance")),
        Gap(accepted=("m/s",), choices=("m/s", "m·s", "m/s²")),
    ),
    explanation="Distance over time, metres over seconds.",
)
SHORT = ShortAnswer(
    stem="What do we call speed together with its direction?", language=EN, accepted=("velocity",)
)
NUMBER = Numerical(
    stem="A car drives 90 km in 1.5 hours. What is its average speed?",
    language=EN,
    value=60,
    tolerance=0.1,
    unit="km/h",
    solution="$90 \\div 1.5 = 60$ km/h",
)
MATCHING = Matching(
    stem="Match each quantity with its unit.",
    language=EN,
    pairs=(
        Pair(left="Speed", right="metre per second"),
        Pair(left="Distance", right="metre"),
        Pair(left="Time", right="second"),
    ),
    distractors=("kilogram",),
)
ORDERING = Ordering(
    stem="Put the steps of measuring a walking speed in order.",
    language=EN,
    steps=("Mark a stretch of ten metres", "Start the watch at the first mark",
           "Stop the watch at the second mark", "Divide the distance by the time"),
)  # fmt: skip
OPEN = OpenAnswer(
    stem="Explain why a body on a circular track accelerates although its speed is constant.",
    language=EN,
    rubric=(
        Criterion(text="Says that velocity has a direction", points=2),
        Criterion(text="Says that a change of direction is a change of velocity", points=3),
    ),
    sample_answer="Velocity has a **direction**. On a circle it changes at every instant.",
    explanation="Acceleration is the change of velocity, direction included.",
)
LESSON = Lesson(
    title="Average speed",
    language=EN,
    objectives=("Explain what “speed” means.",),
    terms=(Term(term="speed", text="Speed is distance over time.", passage="p1"),),
    sections=(
        Section(
            heading="Measuring",
            sentences=(
                Cited(text="A stopwatch measures <b>time</b>.", passage="p1"),
                Cited(text="A tape measures distance.", passage="p1"),
            ),
        ),
    ),
    prompts=("Compare speed and velocity.",),
    questions=(CHOICE,),
)
EACH = (CHOICE, RESPONSE, TRUTH, CLOZE, SHORT, NUMBER, MATCHING, ORDERING, OPEN, CASE)
ALL: dict[Kind, Content] = {content.kind: content for content in EACH}
FAMILY = Family(
    stem="A train runs {s} km in {t} h. What is its average speed?",
    language=EN,
    formula="s / t",
    variables=(
        Variable(name="s", low=100, high=400, step=20),
        Variable(name="t", low=1, high=4, step=1),
    ),
    unit="km/h",
    decimals=1,
    solution="{s} : {t} = {answer} km/h",
)
CHOICE_ZH = MultipleChoice(
    stem="一辆自行车匀速行驶，**半小时**前进 12 千米。它的速度是多少？",
    language=Language.ZH,
    options=(
        Option(text="6 km/h", feedback="这是用路程乘时间。速度应当用路程*除以*时间。"),
        Option(text="24 km/h", correct=True, feedback="半小时 12 千米，一小时就是 24 千米。"),
        Option(text="12 km/h", feedback="如果骑了整整一小时，这才是对的。"),
    ),
    explanation="速度等于路程除以时间。",
    hints=("想一想：一小时能走多远？",),
)
