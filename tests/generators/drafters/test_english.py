"""English: what defines, what can be judged by itself, and what a change makes false."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.drafters.extractive import changes_en, definitions_en
from generators.drafters.extractive.facts import find_facts
from generators.drafters.extractive.glossary import find_entries
from generators.drafters.extractive.grid import read_grid, value_columns
from generators.drafters.extractive.procedure import find_procedures
from generators.drafters.text.english import calm_title, lower_title
from generators.drafters.text.generality_en import is_general, is_number_to_know
from generators.drafters.text.opposites_en import OPPOSITES
from generators.drafters.text.statements import is_exercise, stands_alone, without_references
from generators.drafters.text.variants import term_variants
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.limits import Limits
from generators.sources.markdown import read_markdown
from tests.generators.drafters.hand_written import passage


def listed(text: str, heading: str = "Money > Glossary") -> Passage:
    return Passage(id="list", text=text, heading=heading, kind="list")


@pytest.mark.parametrize(
    "sentence",
    [
        "GDP is an indicator of a society's standard of living.",
        "The rusting of iron is an example of a reaction that occurs slowly.",
        "Wildlife preserves are one of the key tools in conservation.",
        "Retinoblastoma proteins are a group of proteins common in many cells.",
        "Instructors are learning to teach.",
        "The first is called long-term.",
        "Preserving species is a challenge that must be met by all.",
        "The actual rate of return is the total rate of return.",
        "Reflection is another tool that helps learners.",
        "Profits are a red cape that incites firms to charge.",
        "Georgia-Pacific is a global company that makes paper.",
        "The types of reasoning within the circle are called deductive and inductive.",
        "Risk is a measure of the uncertainty of that project's profit.",
    ],
)
def test_a_property_or_an_example_is_no_definition(sentence: str) -> None:
    assert list(definitions_en.find_definitions(passage(sentence))) == []


@pytest.mark.parametrize(
    ("sentence", "term", "meaning"),
    [
        (
            "Energy associated with objects in motion is called kinetic energy.",
            "kinetic energy",
            "energy associated with objects in motion",
        ),
        (
            "In economics, a price ceiling is a legal maximum price that one pays for a good.",
            "price ceiling",
            "a legal maximum price that one pays for a good",
        ),
        (
            "A preserve is an area of land (Figure 2) that is set aside for wildlife.",
            "preserve",
            "an area of land that is set aside for wildlife",
        ),
    ],
)
def test_definitions_in_running_text(sentence: str, term: str, meaning: str) -> None:
    (found,) = definitions_en.find_definitions(passage(sentence))
    assert (found.term, found.meaning, found.sentence) == (term, meaning, sentence)


def test_a_name_keeps_its_capital() -> None:
    text = (
        "Gibbs free energy is a measure of energy that can do work. We call it Gibbs free energy."
    )
    (found,) = definitions_en.find_definitions(passage(text))
    assert found.term == "Gibbs free energy"


def test_a_glossary_may_leave_out_the_articles() -> None:
    entries = listed(
        "asset: item of value that a person owns\n"
        "credit card (CC): a card that lets its owner pay later; used in shops\n"
        "diversify: making loans to a variety of firms\n"
        "reserves: when a bank keeps money\n"
        "bank run: see panic"
    )
    found = {d.term: d for d in find_entries(entries)}
    assert list(found) == ["asset", "credit card"]
    assert found["credit card"].aliases == ("CC",)
    assert found["credit card"].meaning == "a card that lets its owner pay later"


def test_a_list_that_is_no_glossary_defines_nothing() -> None:
    text = "Monday: swimming\nTuesday: we go to the museum\nWednesday: rest"
    assert list(find_entries(listed(text, "Trip > Plan"))) == []


def test_a_meaning_that_fits_two_terms_is_not_asked_for() -> None:
    facts = find_facts(
        [
            listed(
                "p21: regulatory protein that inhibits the cycle\n"
                "p53: regulatory protein that inhibits the cycle and repairs the DNA of a cell\n"
                "cyclin: molecule that grows and shrinks in amount through a cycle"
            )
        ]
    )
    p21, p53, cyclin = facts.definitions
    assert not facts.is_unmistakable(p21)
    assert facts.is_unmistakable(p53)
    assert facts.is_unmistakable(cyclin)


@pytest.mark.parametrize(
    "sentence",
    [
        "The energy then increases until the end of the reaction.",
        "In water, the oxygen concentration is much smaller than that.",
        "For both measures, growth is greater in the north.",
        "In exchange, the bank pays a higher interest rate.",
        "The hunters rely on spears when they meet a bear.",
        "She must sign the form within two days of the visit.",
        "Such a bank is called insolvent by its owners.",
    ],
)
def test_what_needs_its_neighbours_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence, Language.EN, frozenset())


@pytest.mark.parametrize(
    "sentence",
    [
        "A bank with more liabilities than assets is insolvent.",
        "The length of the cell cycle is highly variable.",
        "When a cell is damaged, the cell repairs its DNA.",
    ],
)
def test_what_names_its_things_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence, Language.EN, frozenset({"cell cycle"}))


@pytest.mark.parametrize(
    ("sentence", "general"),
    [
        ("Internal controls monitor each step that the cycle has.", True),
        ("In 1934, more than three million farmers took part.", False),
        ("Approximately 21 percent of mammals are on the list.", False),
        ("Many people argue that the rate is too high.", False),
        ("Growth in Australia is higher than in Belgium.", False),
    ],
)
def test_general_facts_are_told_from_reports(sentence: str, general: bool) -> None:
    assert is_general(sentence) is general


def test_names_of_the_subject_may_stand_in_a_fact() -> None:
    sentence = "A commit in Git is a snapshot that has an author."
    assert not is_general(sentence)
    assert is_general(sentence, frozenset({"Git"}))


def test_a_limit_is_a_number_to_know_and_a_survey_is_not() -> None:
    assert is_number_to_know("A breach must be reported within 72 hours.")
    assert not is_number_to_know("A typical flight takes about 72 hours.")
    assert not is_number_to_know("Prices rose by 12 % in 2010.")


def flips(text: str) -> set[str]:
    return {change.text for change in changes_en.flip_statement(text)}


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("Net worth is positive.", "Net worth is negative."),
        ("Most reactions are reversible.", "Most reactions are irreversible."),
        ("The cell takes an external signal.", "The cell takes an internal signal."),
    ],
)
def test_a_word_becomes_its_opposite(text: str, false: str) -> None:
    assert false in flips(text)


@pytest.mark.parametrize(
    "text",
    [
        "Signals are internal and external.",  # both are named
        "Rapid growth can strengthen an internal market.",  # the opposite may be so as well
        "While expertise is valuable, it is not always a help.",  # only half would turn
        "Teaching is not fun or rewarding.",  # no plain opposite
        "The wait is always somewhat risky.",
        "Internal organs develop early.",  # and so may external ones
    ],
)
def test_a_change_that_leaves_the_truth_open_is_not_made(text: str) -> None:
    assert flips(text) == set()


def test_opposites_come_in_pairs_of_different_words() -> None:
    assert all(one != other for one, other in OPPOSITES)
    assert {(other, one) for one, other in OPPOSITES} & set(OPPOSITES)


def test_a_challenge_or_a_list_of_files_is_no_procedure() -> None:
    steps = "1. Add a line to notes.md\n2. Create a file called list.md\n3. Commit the files"
    assert list(find_procedures(listed(steps, "Git > Commit"))) == []
    steps = '1. "Changes"\n2. "Change lemon for lime"\n3. "Modify the recipe"'
    assert list(find_procedures(listed(steps, "Git > How to write a message"))) == []


@pytest.mark.parametrize(
    ("heading", "exercise"),
    [
        ("Cells > Review Questions", True),
        ("Git > Solution", True),
        ("Cells > Free Response", True),
        ("Risk > Solutions of salt in water", False),
        ("Cells > Section Summary", False),
    ],
)
def test_sections_that_ask_their_readers(heading: str, exercise: bool) -> None:
    assert is_exercise(heading) is exercise


def test_pointers_to_figures_are_left_out() -> None:
    assert without_references("Gills (see Figure 3.2) are thin.") == "Gills are thin."
    assert without_references("Gills ([link]) are thin [12].") == "Gills are thin."
    assert without_references("Gills (of a fish) are thin.") == "Gills (of a fish) are thin."


def test_headers_are_written_as_within_a_sentence() -> None:
    names = frozenset({"New", "Deal"})
    assert lower_title("New Deal Legislation", names) == "New Deal legislation"
    assert lower_title("Retention period", names) == "retention period"
    assert lower_title("Article of the GDPR", names) == "article of the GDPR"


def test_a_column_of_years_is_not_asked_for() -> None:
    text = "Law | Years | Aim\nOne Act | 1933–1935 | Jobs\nOther Act | 1934–today | Homes"
    grid = read_grid(Passage(id="t", text=text, kind="table"))
    assert grid is not None
    assert value_columns(grid) == [2]


def test_both_spellings_and_numbers_of_a_term_are_accepted() -> None:
    assert {"organisation", "organizations"} <= set(term_variants("organization", (), Language.EN))


def test_markdown_definition_lists_and_block_marks(tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    path.write_text(
        '# Cells\n\nA **cyclin**{: data-type="term"} is a protein.\n\n'
        "::: challenge\n\ncyclin\n: protein that rises and falls\n^\n\nmitosis\n: division of "
        "a cell\n\n"
        ":::\n\n```python\nprint('{: >8}'.format(1))\n```\n",
        encoding="utf-8",
    )
    blocks = read_markdown(path, Limits(), lambda *_: None).blocks
    texts = [block.text for block in blocks]
    assert "A cyclin is a protein." in texts
    assert any("cyclin: protein that rises and falls" in text for text in texts)
    assert any("mitosis: division of a cell" in text for text in texts)
    assert not any(":::" in text or text.strip() == "^" for text in texts)
    assert any("{: >8}" in text for text in texts)


def test_singular_and_plural_of_a_term_are_one() -> None:
    facts = find_facts(
        [
            passage(
                "A mycosis is a fungal disease that results from infection. "
                "Mycoses are infections that are caused by fungi."
            )
        ]
    )
    one, several = facts.definitions
    assert facts.are_kin(one, several)


def test_somebody_of_an_example_is_told_from_the_subject() -> None:
    facts = find_facts(
        [
            passage("Diffusion is the movement of particles. We see diffusion in a glass of tea."),
            passage("Billie has voluntary deductions that lower the pay of a month."),
        ]
    )
    assert facts.begins_with_name("Billie has two deductions.")
    assert not facts.begins_with_name("Diffusion needs no energy.")


@pytest.mark.parametrize(
    "text",
    ["thyroid: secretes hormones that regulate growth", "play: parents make few demands of it"],
)
def test_a_clause_is_no_meaning_of_a_glossary(text: str) -> None:
    assert list(find_entries(listed(text))) == []


def test_headings_do_not_shout() -> None:
    assert calm_title("THE COMPONENTS OF LANGUAGE") == "The Components of Language"
    assert calm_title("GDPR") == "GDPR"
    assert calm_title("Types of memory") == "Types of memory"


def test_a_meaning_does_not_end_in_a_comma() -> None:
    text = (
        "The part of the brain responsible for vomiting, or emesis, is known as the area postrema."
    )
    (found,) = definitions_en.find_definitions(passage(text))
    assert found.meaning == "the part of the brain responsible for vomiting, or emesis"
