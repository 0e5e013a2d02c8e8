"""What was struck out of English sets: each rule that keeps it out, on its own sentences."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import changes_en, definitions_en
from generators.drafters.extractive.attribute import find_attributes
from generators.drafters.extractive.definition import Form
from generators.drafters.extractive.drafter import ExtractiveDrafter
from generators.drafters.extractive.facts import Sentence, find_facts
from generators.drafters.extractive.genus_en import Sort, sort_of
from generators.drafters.extractive.glossary import find_entries
from generators.drafters.extractive.grid import is_name
from generators.drafters.extractive.quantity import find_quantities, spread_values
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.generality_en import is_of_study
from generators.drafters.text.shorter_en import shorter_forms
from generators.drafters.text.statements import stands_alone, without_label, without_references
from generators.exercise.content import Kind, Language
from generators.exercise.passage import Passage
from tests.generators.drafters.hand_written import blueprint, passage


def listed(text: str, heading: str = "Kitchen > Words") -> Passage:
    return Passage(id="l", text=text, heading=heading, kind="list")


def table(text: str, heading: str) -> Passage:
    return Passage(id="t", text=text, heading=heading, kind="table")


@pytest.mark.parametrize(
    "sentence",
    [
        "A cook who is tired does not properly clean the oven.",
        "Each oven has a mandatory lid.",
        "A cook may or may not taste the soup.",
        "Cooks must wash their hands when needed.",
        "Soup includes all that swims in a pot.",
        "Certain ovens must be cleaned each day.",
        "Contracts for stolen goods are void.",
        "A guest has to the end of May a right to refunds.",
        "The lease ends with the sale; the deposit must be returned.",
        "When the oven is not in use, the door stays open.",
        "As ovens get larger, the bill grows.",
    ],
)
def test_a_change_that_says_nothing_false_is_not_made(sentence: str) -> None:
    assert changes_en.flip_statement(sentence) == []


def test_a_number_in_another_unit_is_left_alone() -> None:
    text = "Soup must be held at 60 °C (140 °F) in a pot."
    assert changes_en.change_statement(text, lambda _: [20.0, 80.0]) == [
        *changes_en.flip_statement(text)
    ]


def test_what_follows_a_condition_is_changed() -> None:
    (change, *_) = changes_en.flip_statement("When the oven cools, the pressure decreases.")
    assert change.text == "When the oven cools, the pressure increases."


@pytest.mark.parametrize(
    "sentence",
    [
        "A town’s wealth refers to the goods that are made in it.",
        "Braising is a recently proposed way of cooking that looks a bit like stewing.",
        "A predecessor to stewing is the topic of roasting, which needs an oven.",
        "A peculiar feature of ovens is the heating of the walls around the food.",
        "Blanching (BL) is a type of cooking method.",
        "A shallot is a small onion that can be found in most kitchens.",
        "Holding food means keeping it at a steady heat in the oven.",
        "Kitchen documentation refers to the menus, lists and other papers.",
        "Sous-vide 2 is a way of cooking under development that showed promise for roasts.",
        "The space between the two walls is called the cavity.",
        "Yeasts are examples of fungi that live on sugar.",
        "Heat is carried across the thin walls of pans, which are called skillets.",
    ],
)
def test_what_leans_or_judges_defines_nothing(sentence: str) -> None:
    assert list(definitions_en.find_definitions(passage(sentence))) == []


def test_a_reminder_is_no_part_of_a_definition() -> None:
    text = "Recall that pans that are made of cast iron are called skillets."
    assert without_references(text) == "Pans that are made of cast iron are called skillets."


@pytest.mark.parametrize(
    "text",
    [
        "Searing: The meat must be turned to brown\nStewing: The pot is closed for hours of heat\n"
        "Resting: The roast can wait for the guests",
        "Per oven - a limit that is set for the heat of one oven\n"
        "Per meal - a limit that is set for the heat of one meal\n"
        "Per guest - a limit that is set for the heat of one guest",
    ],
)
def test_rules_and_codes_are_no_terms(text: str) -> None:
    assert list(find_entries(listed(text))) == []


def test_a_table_of_terms_knows_their_short_names() -> None:
    text = (
        "Term | Definition\nCold Chain (CC) | The series of steps that keeps food cold\n"
        "Use-By Date (UBD) | The day after which food must be thrown away"
    )
    first = next(find_entries(table(text, "Kitchen > Words")))
    assert (first.term, first.aliases) == ("cold chain", ("CC",))


def test_a_short_name_is_spelt_out_by_its_meaning() -> None:
    text = (
        "Term | Definition\nF&B | Food and Beverage goods\n"
        "HCP | Hazard Control Plan: A list of the steps at which food spoils. Ask.\n"
        "MANDATORY | Any cook who works with raw meat must wash all boards"
    )
    found = list(find_entries(table(text, "Kitchen > Words")))
    assert [(d.term, d.aliases) for d in found] == [("hazard control plan", ("HCP",))]


def test_a_sentence_about_the_term_is_no_meaning() -> None:
    text = (
        "crust: hard bread covers the soft middle of a loaf\nrind: hard skin of a cheese or melon\n"
        "peel: outer layer of a fruit that cooks take off\nhull: dry cover of a seed or a grain"
    )
    found = list(find_entries(listed(text, "Kitchen > Glossary")))
    assert "crust" not in {d.term for d in found}
    assert "peel" in {d.term for d in found}


def test_signs_are_no_meanings() -> None:
    text = (
        "skin reaction: hives, swelling, itching, redness\nstomach reaction: nausea, cramps, pain\n"
        "rash: small spots on the skin that itch\nothers: headache, a strange taste in the mouth"
    )
    found = list(find_entries(listed(text, "Allergies > Glossary")))
    assert [d.term for d in found] == ["rash"]


def test_a_long_meaning_with_a_verb_far_behind_is_a_noun() -> None:
    text = (
        "Term | Definition\nHouse Rules (HR) | The document governing how cooks may use the ovens\n"
        "Shelf Life | The number of days after which food is no longer sold in the shop"
    )
    assert {d.form for d in find_entries(table(text, "Kitchen > Words"))} == {Form.NOUN}


def test_a_table_about_its_document_is_left_out() -> None:
    text = "Field | Detail\nOwner | Head of the kitchen\nApprover | Head of the house"
    assert find_facts([table(text, "Policy > 1. Document header")]).grids == []


@pytest.mark.parametrize(
    "header", ["Role/Title", "Bad oil - replace", "Duties under IT-001", "Field"]
)
def test_a_header_of_two_things_names_nothing(header: str) -> None:
    assert not is_name(header)


def test_an_unknown_cause_is_no_answer() -> None:
    text = "The cause of food cravings is unknown."
    assert find_attributes([Sentence(text, passage(text))]) == []


@pytest.mark.parametrize(
    "sentence",
    ["Scrub hands for at least 20 seconds.", "Tune ovenSettings so a roast is done by noon."],
)
def test_an_order_is_no_statement(sentence: str) -> None:
    assert not stands_alone(sentence, Language.EN, frozenset())


def test_a_label_goes_before_its_sentence() -> None:
    assert without_label("MANDATORY: All food must be kept cold.") == "All food must be kept cold."
    assert without_label("Answer: All food is cold.") == "Answer: All food is cold."


def test_a_hint_does_not_send_to_a_section_of_questions() -> None:
    assert "Review Questions" not in place_hint(
        passage("Food is cold."), ["cold"], "Review Questions"
    )


@pytest.mark.parametrize(
    ("meaning", "sort"),
    [
        ("a person who cooks soup", Sort.PERSON),
        ("the cleaning of pots with sand", Sort.ACT),
        ("the amount of salt in a soup", Sort.AMOUNT),
        ("a type of pot that holds two soups", Sort.THING),
        ("", Sort.THING),
    ],
)
def test_a_meaning_names_a_sort_of_thing(meaning: str, sort: Sort) -> None:
    assert sort_of(meaning) is sort


def drafted(kind: Kind, *passages: Passage) -> int:
    asked = blueprint(kind).model_copy(update={"skill_name": "Kitchen", "terms": ()})
    return len(ExtractiveDrafter().draft(asked, Material.of(passages), 1, 9))


@pytest.mark.parametrize(
    "text",
    [
        "Ladella are spoons that live in drawers of large kitchens. Cooks like Ladella.",
        "HTZ is a pot that keeps soup hot without any fire below.",
        "A colander is a bowl with holes.",
        "A cauldron is a deep pot that cooks probably hung over a wood fire.",
        "Stews are soups, dishes whose main part is hot water or milk.",
    ],
)
@pytest.mark.parametrize("kind", [Kind.CLOZE, Kind.SHORT_ANSWER])
def test_a_term_that_a_sister_may_replace_is_not_typed(kind: Kind, text: str) -> None:
    assert not drafted(kind, Passage(id="1", text=text, heading="Kitchen", kind="text"))


def test_only_entries_of_like_grammar_are_matched() -> None:
    lines = [
        "cook: person who makes soup for guests",
        "ladle: long spoon that takes soup out of a pot",
        "simmering: cooking of soup just below its boiling point",
        "stock: thin liquid of bones that a soup begins with",
    ]
    more = "lid: flat cover that keeps steam within a pot"
    assert not drafted(Kind.MATCHING, listed("\n".join(lines), "Kitchen > Glossary"))
    assert drafted(Kind.MATCHING, listed("\n".join([*lines, more]), "Kitchen > Glossary"))


def test_no_option_is_a_share_above_the_whole() -> None:
    found = next(find_quantities("Soup must hold 60% water.", Language.EN))
    assert spread_values(found, [150.0, 45.0], 3) == ["90", "45", "15"]


def test_a_number_in_two_units_is_no_gap() -> None:
    said = "Hot soup must be held at {} or more in hot kitchens."
    both, one = (
        Passage(id="1", text=said.format(held), heading="Kitchen", kind="text")
        for held in ("60 °C (140 °F)", "60 °C")
    )
    assert drafted(Kind.CLOZE, one) > drafted(Kind.CLOZE, both) == 0


@pytest.mark.parametrize("term", ["spear phishing", "data breach notice", "rate of return"])
def test_a_term_without_a_carrier_has_no_shorter_form(term: str) -> None:
    assert shorter_forms(term, "a loss of data") == ()


def test_a_term_is_known_without_its_carrier() -> None:
    found = shorter_forms("continuous data values", "values with others between them")
    assert found == ("continuous values", "continuous data")


def test_a_finding_of_a_study_is_no_law() -> None:
    assert is_of_study("Rye bread is significantly heavier.", "")
    assert is_of_study("Rye bread is heavier.", "The respondents weighed it.")
    assert not is_of_study("Yeast is found in dough.", "Dough rises.")


def test_prose_is_matched_where_four_sentences_define_alike() -> None:
    told = [
        "A ladle is a deep spoon that takes soup out of a pot.",
        "A colander is a bowl with many holes that lets water run off.",
        "A whisk is a bundle of wires that beats air into cream.",
        "A trivet is an iron stand that keeps hot pots off the table.",
    ]
    for count, expected in ((3, 0), (4, 1)):
        text = " ".join(told[:count])
        marked = ("ladle", "colander", "whisk", "trivet")[:count]
        prose = Passage(id="1", text=text, heading="Kitchen", kind="text", marked=marked)
        assert drafted(Kind.MATCHING, prose) == expected


ROW = (
    "An offsite copy is a backup that is kept in another building than the machine.",
    "A restore test is a trial in which a backup is read back and compared with the original.",
    "A tape library is a cabinet in which tapes are kept and changed by a robot.",
)
PROSE = (
    "We moved last spring.",
    "The new rooms are bright.",
    "Nobody misses the old lift.",
    "Lunch is better, too.",
)


@pytest.mark.parametrize(
    ("sentences", "asked"),
    [(ROW, True), (ROW[:2], False), ((*ROW, *PROSE), False), ((*ROW, *PROSE[:2]), True)],
    ids=["row", "two", "among much else", "among a little else"],
)
def test_a_passage_that_defines_one_after_another_is_a_glossary(
    sentences: tuple[str, ...], asked: bool
) -> None:
    text = Passage(id="1", text=" ".join(sentences), heading="Kitchen", kind="text")
    assert bool(drafted(Kind.SHORT_ANSWER, text)) is asked
