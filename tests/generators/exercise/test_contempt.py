"""Scorn and threats, and the prose of a course that shares their words."""

from __future__ import annotations

import pytest

from generators.exercise.contempt import find_contempt


@pytest.mark.parametrize(
    "text",
    [
        "Men who fail are criminals.",
        "People like that should be shot.",
        "They must all be hanged!",
        "He ought to be whipped like a dog",
        "I will hang you for this.",
        "How to poison your husband",
        "How to kill people without a trace",
        "They deserve to die slowly.",
        "Women cannot drive.",
    ],
)
def test_scorn_and_threats(text: str) -> None:
    assert find_contempt(text)


@pytest.mark.parametrize(
    "text",
    [
        "Women cannot vote until 1928.",
        "It says how to poison rats.",
        "Boiling shows how to kill bacteria.",
        "The meat should be hung slowly.",
        "We will burn all the wood, and we want to kill all germs.",
        "The picture should be hung.",
        "It must be shot with a fast shutter.",
        "The eggs must be beaten for ten minutes.",
        "By this act they are criminals if they sell it.",
    ],
)
def test_prose_of_a_course(text: str) -> None:
    assert find_contempt(text) is None


def test_words_of_the_cited_passage_are_its_subject() -> None:
    told = "Pamphlets said that foreigners are parasites."
    assert find_contempt(told, ["In 1905 pamphlets claimed: “Foreigners are parasites!”"]) is None
    assert find_contempt(f"{told} You are stupid.", [told])
