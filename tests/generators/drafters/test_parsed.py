"""Questions on English sentences by their grammar."""

from __future__ import annotations

import pytest

from generators.drafters.parsed.questions import Question, ask_all
from generators.drafters.parsed.statement import find_statements
from generators.exercise.passage import Passage

CONCEPTS = frozenset({"enzyme", "cell"})
SMALL = frozenset({"enzymes", "lone", "phenocopies", "deforestation", "routine", "cities", "an"})


def _ask(text: str, heading: str = "Enzymes") -> list[Question]:
    passage = Passage(id="1", text=text, heading=heading)
    statements = find_statements(passage, CONCEPTS)
    return [question for statement in statements for question in ask_all(statement, SMALL)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Because it is hot.",
        "Keep the lid closed because steam burns the skin quickly.",
        "It loses its shape because the heat breaks its bonds.",
        "This lowers the rate because fewer molecules collide with each other.",
        "The change raised the price because fewer people wanted to sell.",
        "However, enzymes lose their shape because the heat breaks their bonds.",
        "Mr. John Smith resigned because the board of the company refused his plan.",
        "Several factors lead to the loss of water in a dry summer.",
        "Do enzymes lose their shape because the heat breaks their bonds?",
        "Enzymes lose their shape because the heat breaks “weak” bonds.",
        "Plants close their pores because water is scarce and because light is absent.",
        "The Roman Republic fell partly because the army grew too strong for the senate.",
        "The rate of a reaction depends on temperature, on concentration, and on the catalyst.",
        "The symptoms of a cold are fever, cough, sore throat, etc.",
        "The tendency of a body to keep its motion is known as inertia in physics.",
        "Grandmother tries to bake bread in the old oven.",
    ],
)
def test_what_leans_or_orders_is_not_asked(text: str) -> None:
    assert not _ask(text)


def test_a_section_of_exercises_is_not_asked() -> None:
    text = "Enzymes lose their shape because the heat breaks weak bonds."
    assert _ask(text)
    assert not _ask(text, "Enzymes > Review questions")


@pytest.mark.parametrize(
    ("text", "stem", "answers"),
    [
        (
            "Enzymes lose their shape because the heat breaks weak bonds.",
            "Why do enzymes lose their shape?",
            ("Because the heat breaks weak bonds",),
        ),
        (
            "Antarctica is considered a desert because it averages ten inches of snow a year.",
            "Why is Antarctica considered a desert?",
            ("Because it averages ten inches of snow a year",),
        ),
        (
            "Bayesian analysis accounts for age by adjusting the likelihood calculation.",
            "How does Bayesian analysis account for age?",
            ("By adjusting the likelihood calculation",),
        ),
        (
            "In dry regions, farmers must cover the soil to prevent the loss of water.",
            "In dry regions, why must farmers cover the soil?",
            ("To prevent the loss of water",),
        ),
        (
            "The three main branches of Christianity in Europe are Roman Catholic, Protestant, "
            "and Eastern Orthodox.",
            "What are the three main branches of Christianity in Europe?",
            ("Roman Catholic", "Protestant", "Eastern Orthodox"),
        ),
        (
            "Deforestation leads to the loss of trees that use carbon dioxide.",
            "What does deforestation lead to?",
            ("The loss of trees that use carbon dioxide",),
        ),
        (
            "A pedigree is a diagram that traces a trait through several generations of a family.",
            "What is a pedigree?",
            ("A diagram that traces a trait through several generations of a family",),
        ),
        (
            "Fossil fuels warm the earth because they release carbon dioxide.",
            "Why do fossil fuels warm the earth?",
            ("Because they release carbon dioxide",),
        ),
    ],
)
def test_a_question_is_what_a_teacher_would_ask(
    text: str, stem: str, answers: tuple[str, ...]
) -> None:
    asked = {question.stem: question.answers for question in _ask(text)}
    assert asked.get(stem) == answers


def test_the_quote_is_the_source_s_own_sentence() -> None:
    text = "Enzymes lose their shape (Fox, 1990) because the heat breaks weak bonds."
    (question,) = _ask(text)
    assert question.statement.quote == text
    assert "Fox" not in question.stem
