"""Questions for reasons, cases, uses, parts, makers and years, out of English sentences."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.extractive.enumerations_en import find_enumerations, split_items
from generators.drafters.extractive.events_en import find_event
from generators.drafters.extractive.explanations_en import explain, explain_order
from generators.drafters.extractive.facts import Facts, Sentence, find_facts
from generators.drafters.extractive.procedure import find_numbered
from generators.drafters.text.cases_en import names_subject
from generators.drafters.text.questions_en import invert
from generators.exercise.content import Kind, MultipleResponse, OpenAnswer
from generators.exercise.passage import Passage
from tests.generators.drafters.hand_written import blueprint, passage

SMALL = frozenset({"oils", "glass", "knives", "kilns"})


def say(text: str) -> Sentence:
    return Sentence(text, passage(text))


def listed(text: str, heading: str) -> Passage:
    return Passage(id="l", text=text, heading=heading, kind="list", source="kiln.md")


@pytest.mark.parametrize(
    "statement",
    [
        "Limit the amount of glaze that a kiln can hold",
        "There are kilns in the yard",
        "What bakes is clay",
        "Kilns that crack are scrapped",
        "Sometimes kilns are relit",
        "Potters have fired clay",
        "Kilns",
    ],
)
def test_what_has_no_sure_subject_is_not_asked(statement: str) -> None:
    assert invert(statement, SMALL) is None


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("Oils are insoluble in water", "are oils insoluble in water"),
        ("Knives must be cleaned", "must knives be cleaned"),
        ("Glass has a low melting point", "does glass have a low melting point"),
        ("Kilns use gas", "do kilns use gas"),
        ("The glaze needs heat", "does the glaze need heat"),
        ("Kilns cannot cool fast", "can kilns not cool fast"),
        ("Pompeii is in Italy", "is Pompeii in Italy"),
    ],
)
def test_a_statement_becomes_a_question(statement: str, question: str) -> None:
    assert invert(statement, SMALL) == question


@pytest.mark.parametrize(
    "text",
    [
        "Kilns crack mainly because they are heated too fast.",
        "Glazes are used because of their shine in most homes.",
        "This clay is fired twice because it holds much water.",
        "Kilns are designed to prevent cracks in thin walls.",
        "If only one side is heated, the bowl bends towards it.",
        "Patients must be moved slowly to avoid pain in their joints.",
        "When glue is needed, as in small bowls, potters use slip from the pot.",
        "If chipped, the bowl needs to go back to the potter.",
        "When firing a bowl, the potter watches the flame closely.",
        "Bowls crack especially when they are cold.",
        "The bowls are fired when they are dry.",
        "Bowls must be fired by hand.",
        "If kilns are old, they are likely to have cracks inside.",
        "If the kiln stays cold, the glaze does not melt at all.",
    ],
)
def test_half_a_reason_is_none(text: str) -> None:
    assert explain(say(text), Facts()) is None


@pytest.mark.parametrize(
    ("text", "stem", "answer"),
    [
        (
            "The bowl must dry slowly because thin walls shrink first.",
            "Why must the bowl dry slowly?",
            "Because thin walls shrink first",
        ),
        (
            "The knives must be washed apart to avoid cuts in the sink.",
            "Why must the knives be washed apart?",
            "To avoid cuts in the sink",
        ),
        (
            "When clay reaches the red heat, the water inside turns to steam.",
            "What happens when clay reaches the red heat?",
            "The water inside turns to steam",
        ),
        (
            "If a kiln smokes for an hour, the manager must be called.",
            "What must happen if a kiln smokes for an hour?",
            "The manager must be called",
        ),
        (
            "Approval must be obtained before a kiln is lit.",
            "What must happen before a kiln is lit?",
            "Approval must be obtained",
        ),
        (
            "The enzymes lose their shape when they are heated.",
            "What happens to the enzymes when they are heated?",
            "The enzymes lose their shape",
        ),
        (
            "Each firing must be approved by the head of the workshop.",
            "By whom must each firing be approved?",
            "The head of the workshop",
        ),
    ],
)
def test_a_reason_is_asked_for(text: str, stem: str, answer: str) -> None:
    found = explain(say(text), Facts())
    assert found is not None
    assert (found.stem, found.answer) == (stem, answer)


@pytest.mark.parametrize(
    "text",
    [
        "If possible, call the manager before noon.",
        "A pyrometer is used to measure the heat of a kiln.",  # and for much else
        "A dry glaze was harmful because the dust got into the lungs.",  # of one time
        "Gloves are helpful because they keep the hands dry.",  # for many reasons
        "Your kiln stays warm because the bricks keep its heat.",
        "If you want to know more, read the long page.",
        "If a glove tears, see the section on gloves.",
        "If a glove is torn, then the hand gets cold and wet at work.",
        "If a glove tears, gloves are thrown away.",
        "If you are comfortable, tell your group the answer.",
        "If additional cracks are found, throw the bowl away.",
        "When firing a bowl, watch the flame through the hole.",
        "If a kiln smokes at work, take appropriate steps at once.",
    ],
)
def test_advice_to_readers_is_no_rule(text: str) -> None:
    assert explain_order(say(text)) is None


def test_a_case_is_one_of_the_subject() -> None:
    subjects = frozenset({"kiln", "glaze"})
    assert names_subject("What happens if the glaze runs?", subjects)
    assert names_subject("What must happen before a hot kiln is opened?", subjects)
    assert not names_subject("What must happen if a posting is needed?", subjects)
    assert not names_subject("What must happen if a posting speaks of a kiln?", subjects)


def test_an_order_is_asked_for_by_its_case() -> None:
    found = explain_order(say("If a glove tears at work, replace it at once."))
    assert found is not None
    assert found.stem == "What should you do if a glove tears at work?"
    assert found.answer == "Replace it at once"


@pytest.mark.parametrize("text", ["salt, pepper, etc", "salt", "salt (fine), pepper and oil", ""])
def test_an_open_list_is_no_enumeration(text: str) -> None:
    assert split_items(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The three reasons are cost, time, and space.",
        "There are four kinds of clay: white clay, red clay, and grey clay.",
        "The body consists of clay, sand, and other things.",
    ],
)
def test_what_is_not_counted_out_is_not_asked_for(text: str) -> None:
    assert list(find_enumerations(passage(text), set(), ())) == []


def test_what_a_sentence_counts_is_asked_for() -> None:
    text = "There are three kinds of clay: white clay, red clay, and grey clay."
    (found,) = find_enumerations(passage(text), set(), ())
    assert found.stem == "What are the three kinds of clay?"
    assert found.items == ("white clay", "red clay", "grey clay")


@pytest.mark.parametrize(
    "text",
    ["1. Cracks\n2. Dark spots\n3. Bent walls", "Walls are bent\nSpots are dark\nCracks are seen"],
)
def test_answers_to_choose_from_are_no_list_of_signs(text: str) -> None:
    heading = "Pottery > Signs of overheating"
    assert list(find_enumerations(listed(text, heading), set(), ())) == []


def test_of_two_lists_under_a_heading_none_is_what_it_says() -> None:
    parts = [
        listed("Cracks\nDark spots\nBent walls", "Pottery > Signs of overheating"),
        listed("Pale spots\nSoft walls\nThin glaze", "Pottery > Signs of overheating"),
    ]
    assert len(find_facts(parts[:1]).enumerations) == 1
    assert find_facts(parts).enumerations == []


def test_each_of_the_counted_gets_its_last_word() -> None:
    text = "There are three main classes of guests: upper, middle, and lower class."
    (found,) = find_enumerations(passage(text), set(), ())
    assert found.items == ("upper class", "middle class", "lower class")


def test_a_list_under_its_name_is_asked_for() -> None:
    heading = "Pottery > Signs of overheating"
    words = listed("Cracks\nDark spots\nBent walls", heading)
    (found,) = find_enumerations(words, set(), ())
    assert found.stem == "Name three signs of overheating."


@pytest.mark.parametrize(
    "text",
    [
        "It was discovered by Mary Anning in 1811.",
        "A law was signed by John Adams in 1798.",
        "The Erie Canal was opened by the Canal Commission.",
        "In 1811, they discovered the skull of a reptile.",
    ],
)
def test_who_did_an_unknown_thing_is_not_asked(text: str) -> None:
    assert find_event(say(text), set()) is None


@pytest.mark.parametrize(
    ("text", "stem", "answers"),
    [
        (
            "The theory of drift was proposed by Alfred Wegener in 1912.",
            "Who proposed the theory of drift in 1912?",
            ("Alfred Wegener", "Wegener"),
        ),
        (
            "The Royal Society was founded in 1660.",
            "In what year was the Royal Society founded?",
            ("1660",),
        ),
        (
            "In 1787, the Convention adopted the Great Compromise.",
            "In what year did the Convention adopt the Great Compromise?",
            ("1787",),
        ),
    ],
)
def test_makers_and_years_are_asked_for(text: str, stem: str, answers: tuple[str, ...]) -> None:
    found = find_event(say(text), {"the"})
    assert found is not None
    assert (found.stem, found.accepted) == (stem, answers)


CLAY = (
    "There are three kinds of clay: white clay, red clay, and grey clay.",
    "There are two kinds of glaze: salt glaze and ash glaze.",
    "A clay bowl must dry slowly because thin walls shrink first.",
)


def draft(kind: Kind) -> list[object]:
    asked = blueprint(kind).model_copy(update={"skill_name": "Clay", "terms": ("clay", "bowl")})
    parts = [
        Passage(id=f"p{n}", text=text, heading="Pottery > Clay", source="clay.md")
        for n, text in enumerate(CLAY)
    ]
    found = ExtractiveDrafter().draft(asked, Material.of(parts), 1, 9)
    return [candidate.content for candidate in found]


def test_reasons_and_enumerations_become_open_answers() -> None:
    found = [c for c in draft(Kind.OPEN_ANSWER) if isinstance(c, OpenAnswer)]
    stems = {content.stem: content for content in found}
    assert "Why must a clay bowl dry slowly?" in stems
    assert stems["What are the three kinds of clay?"].most_points == 3


def test_only_what_is_alike_is_compared() -> None:
    lines = (
        "ball clay: fine clay that keeps a body soft",
        "fire clay: coarse clay in bricks that keeps its shape when hot",
        "wall clay: earth from the yard of some builder of houses",
        "slip: clay that is stirred with water",
    )
    words = Passage(id="g", text="\n".join(lines), heading="Clay > Glossary", kind="list")
    asked = blueprint(Kind.OPEN_ANSWER).model_copy(update={"skill_name": "Clay", "terms": ()})
    found = ExtractiveDrafter().draft(asked, Material.of([words]), 1, 9)
    stems = [c.content.stem for c in found if c.content]
    assert stems == ["What is the difference between the terms “ball clay” and “fire clay”?"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("1. Open the door\n2. Cool the kiln\n3. Sweep it\n4. Close it", "Kilns > Facts"),
        ("Open the door\nCool the kiln\nSweep it\nClose it", "Kilns > Procedures"),
        ("1. Open it\n2. The kiln cools\n3. Sweep it\n4. Close it", "Kilns > Procedures"),
        ("2. Open it\n3. Cool it\n4. Sweep it\n5. Close it", "Kilns > Procedures"),
    ],
)
def test_an_unnumbered_list_of_things_is_no_procedure(text: str, heading: str) -> None:
    assert list(find_numbered(listed(text, heading))) == []


def test_a_procedure_is_asked_for_by_its_name() -> None:
    steps = ("Turn off the gas", "Leave the room", "Close the doors", "Call help", "Wait outside")
    text = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))
    list_ = listed(text, "Kilns > Emergency procedures > Gas leak")
    for kind, stem in (
        (Kind.OPEN_ANSWER, "What are the steps of the procedure “Gas leak”? Name them in order."),
        (Kind.MULTIPLE_CHOICE, "What is the first step of the procedure “Gas leak”?"),
    ):
        asked = blueprint(kind).model_copy(update={"skill_name": "Gas leak", "terms": ()})
        found = ExtractiveDrafter().draft(asked, Material.of([list_]), 1, 9)
        assert [c.content.stem for c in found if c.content] == [stem]


def test_stages_are_known_by_their_names() -> None:
    text = "\n".join(
        f"{n}. {name}: The potter does something, then writes it down."
        for n, name in enumerate(("Detection", "First action", "Report", "Review"), start=1)
    )
    (found,) = find_numbered(listed(text, "Kilns > Procedure for faults"))
    assert found.steps == ("Detection", "First action", "Report", "Review")


def test_only_what_is_counted_has_right_options() -> None:
    drafts = [c for c in draft(Kind.MULTIPLE_RESPONSE) if isinstance(c, MultipleResponse)]
    stems = {content.stem: content for content in drafts}
    found = stems["Which of these are among the three kinds of clay?"]
    assert {o.text for o in found.right} == {"White clay", "Red clay", "Grey clay"}


def test_the_same_things_are_enumerated_once() -> None:
    twice = "There are three sorts of clay: grey clay, red clay, and white clay."
    assert len(find_facts([passage(CLAY[0]), passage(twice)]).enumerations) == 1
