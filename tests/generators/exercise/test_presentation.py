import json

import pytest

from generators.exercise.answers import AnswerShapeError
from generators.exercise.content import Content, read_content
from generators.exercise.grading import grade_answer
from generators.exercise.presentation import grade_shown, present, shown_by_authored


def content(kind: str, **fields: object) -> Content:
    return read_content({"kind": kind, "stem": "Which?", "language": "en", **fields})


SECRET = {"explanation": "SECRET", "hints": ["SECRET"]}
CHOICE = content(
    "multiple_choice",
    options=[
        {"text": "one", "correct": True, "feedback": "SECRET"},
        {"text": "two", "misconception": "SECRET"},
        {"text": "three"},
        {"text": "four"},
    ],
    **SECRET,
)
CONTENTS = [
    CHOICE,
    content("true_false", truth=True, feedback_true="SECRET", **SECRET),
    content("short_answer", accepted=["SECRET"], **SECRET),
    content("numerical", value=98765, unit="m", solution="SECRET", **SECRET),
    content(
        "cloze",
        stem="A {{1}}",
        gaps=[{"accepted": ["b"], "choices": ["b", "c", "d", "e"]}],
    ),
    content(
        "matching",
        pairs=[{"left": f"l{n}", "right": f"r{n}"} for n in range(4)],
        distractors=["r9"],
        **SECRET,
    ),
    content("ordering", steps=["s1", "s2", "s3"], **SECRET),
]


@pytest.mark.parametrize("exercise", CONTENTS, ids=lambda c: str(c.kind))
def test_the_page_gets_nothing_of_the_key(exercise: Content) -> None:
    shown = present(exercise, 3).model_dump_json()
    for word in ("SECRET", "correct", "truth", "accepted", "98765", "misconception"):
        assert word not in shown
    assert json.loads(shown)["stem"] == exercise.stem


@pytest.mark.parametrize("exercise", CONTENTS, ids=lambda c: str(c.kind))
def test_a_seed_always_shows_the_same(exercise: Content) -> None:
    assert present(exercise, 5) == present(exercise, 5)


def test_seeds_differ_and_ids_stay() -> None:
    orders = [[e.id for e in present(CHOICE, seed).options] for seed in range(30)]
    assert len({tuple(order) for order in orders}) > 5
    assert len({frozenset(order) for order in orders}) == 1
    places = {order.index(shown_by_authored(CHOICE, "option")["a"]) for order in orders}
    assert places == {0, 1, 2, 3}


def test_ids_do_not_follow_the_authored_order() -> None:
    matching = CONTENTS[5]
    shown = present(matching, 1)
    authored = {str(n) for n in range(1, 9)}
    assert not authored & {entry.id for entry in [*shown.lefts, *shown.rights]}
    assert len(shown.rights) == 5


def test_steps_are_never_shown_in_the_right_order() -> None:
    for seed in range(200):
        shown = [entry.text for entry in present(CONTENTS[6], seed).steps]
        assert sorted(shown) == ["s1", "s2", "s3"]
        assert shown != ["s1", "s2", "s3"]


def test_what_was_shown_can_be_answered() -> None:
    matching, ordering = CONTENTS[5], CONTENTS[6]
    lefts = {e.text: e.id for e in present(matching, 8).lefts}
    rights = {e.text: e.id for e in present(matching, 8).rights}
    pairs = {lefts[f"l{n}"]: rights[f"r{n}"] for n in range(4)}
    grade = grade_shown(matching, {"pairs": pairs})
    assert grade.correct
    assert grade.given == {"pairs": {str(n): str(n) for n in range(1, 5)}}
    steps = sorted(present(ordering, 8).steps, key=lambda entry: entry.text)
    assert grade_shown(ordering, {"order": [entry.id for entry in steps]}).correct
    right = shown_by_authored(CHOICE, "option")["a"]
    assert grade_shown(CHOICE, {"option": right}).given == {"option": "a"}


@pytest.mark.parametrize(
    ("exercise", "data"),
    [
        (CHOICE, {"option": "a"}),
        (CONTENTS[5], {"pairs": {"1": "1"}}),
        (CONTENTS[6], {"order": ["1", "2", "3"]}),
        (CONTENTS[6], {"order": [["1"], "2", "3"]}),
        (CHOICE, {"option": {"a": 1}}),
        (CHOICE, None),
    ],
)
def test_a_hand_made_post_with_authored_ids_is_refused(exercise: Content, data: object) -> None:
    with pytest.raises(AnswerShapeError):
        grade_shown(exercise, data)


def test_stored_answers_keep_authored_ids() -> None:
    assert grade_answer(CONTENTS[6], {"order": ["1", "2", "3"]}).correct
