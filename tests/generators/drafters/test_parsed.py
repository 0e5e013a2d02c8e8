"""Questions on English sentences by their grammar."""

from __future__ import annotations

import pytest

from generators.drafters.parsed.counted_lists import CountedList, find_counted
from generators.drafters.parsed.questions import Question, ask_all
from generators.drafters.parsed.statement import find_statements
from generators.exercise.passage import Passage

CONCEPTS = frozenset({"enzyme", "cell"})
SMALL = frozenset({"enzymes", "lone", "phenocopies", "deforestation", "routine", "cities", "an"})


def _ask(text: str, heading: str = "Enzymes") -> list[Question]:
    passage = Passage(id="1", text=text, heading=heading)
    statements = find_statements(passage, CONCEPTS)
    return [question for statement in statements for question in ask_all(statement, SMALL)]


def _counted(lead: str, entries: str) -> list[CountedList]:
    marked = tuple(word for word in ("Ligase", "Lyase") if word in entries)
    above = Passage(id="1", text=lead, heading="Enzymes")
    below = Passage(id="2", text=entries, heading="Enzymes", kind="list", marked=marked)
    return list(find_counted([above, below], CONCEPTS, SMALL))


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
        "A pedigree is a diagram that traces a trait through several generations.",  # a term's part
        "In dry regions, farmers cover the soil to prevent the loss of water.",  # one aim
        "Enzymes are useful because they make reactions fast.",  # for many reasons
        "Enzymes lost their shape because the heat broke weak bonds.",  # once
        "In some cells, enzymes lose their shape because the heat breaks their bonds.",
        "Smaller enzymes lose their shape because the heat breaks weak bonds.",  # than which?
        "Deforestation leads to the loss of trees that use carbon dioxide.",  # and to much else
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
            "The three main branches of Christianity in Europe are Roman Catholic, Protestant, "
            "and Eastern Orthodox.",
            "What are the three main branches of Christianity in Europe?",
            ("Roman Catholic", "Protestant", "Eastern Orthodox"),
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


@pytest.mark.parametrize(
    ("lead", "entries"),
    [
        ("An enzyme has three parts:", "a core\na site"),  # three, but two
        ("An enzyme has parts:", "a core\na site"),
        ("It has two parts:", "a core\na site"),
        ("An enzyme has two parts.", "a core\na site"),
        ("An enzyme had two parts:", "a core\na site"),
        ("An enzyme has two parts:", "It is small.\nIt is round."),
        ("An enzyme has two parts:", "a core\na core"),
        ("An enzyme raises two questions:", "size\nshape"),
        ("There are two parts of the enzyme:", "a core\na site"),  # of which?
    ],
)
def test_a_list_that_its_lead_does_not_count_is_not_asked(lead: str, entries: str) -> None:
    assert not _counted(lead, entries)


@pytest.mark.parametrize(
    ("lead", "entries", "stem", "names"),
    [
        (
            "An enzyme has two main parts:",
            "1. A core: it holds the rest.\n2. The active site (a cleft), and",
            "Which two main parts does an enzyme have?",
            ("core", "active site"),
        ),
        (
            "Enzymes are divided into two types, based on their task:",
            "Ligase Joins things.\nLyase Splits things.",
            "Into which two types are enzymes divided?",
            ("Ligase", "Lyase"),
        ),
        (
            "There are two types of enzymes:",
            "ligases\nlyases",
            "What are the two types of enzymes?",
            ("ligases", "lyases"),
        ),
        (
            "The rate of a reaction is the result of two properties of enzymes:",
            "size\nshape",
            "What are the two properties of enzymes?",
            ("size", "shape"),
        ),
    ],
)
def test_a_counted_list_is_asked_for_as_a_whole(
    lead: str, entries: str, stem: str, names: tuple[str, ...]
) -> None:
    (found,) = _counted(lead, entries)
    assert (found.stem, found.names) == (stem, names)
    assert found.quote in found.lead.text


def test_the_quote_is_the_source_s_own_sentence() -> None:
    text = "Enzymes lose their shape (Fox, 1990) because the heat breaks weak bonds."
    (question,) = _ask(text)
    assert question.statement.quote == text
    assert "Fox" not in question.stem
