"""The parametric drafter: families whose keys are computed from what a source states."""

from __future__ import annotations

import pytest

from generators.drafters.base import Material
from generators.drafters.parametric import ParametricDrafter
from generators.drafters.parametric.library import KnownProblem, find_known, known_formulas
from generators.drafters.parametric.problem import Problem, make_family
from generators.drafters.parametric.word_formula import find_word_formulas
from generators.drafters.parametric.worked import find_calculations
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language, Numerical
from generators.exercise.draw import check_family, draw_variant
from generators.exercise.family import Family, Variable
from generators.exercise.grading import grade_answer
from tests.generators.drafters.hand_written import blueprint, chinese, english, nasty, passage

DRAFTER = ParametricDrafter()


def families(material: Material, language: Language, seed: int = 1) -> list[Family]:
    found = DRAFTER.draft(blueprint(Kind.NUMERICAL, language), material, seed, 20)
    return [candidate.family for candidate in found if candidate.family]


def draft_text(text: str, skill: str, language: Language = Language.EN) -> list[Family]:
    asked = Blueprint(skill="s", skill_name=skill, kind=Kind.NUMERICAL, language=language)
    material = Material.of((passage(text, language),))
    return [c.family for c in DRAFTER.draft(asked, material, 1, 9) if c.family]


@pytest.mark.parametrize("language", Language)
def test_junk_gives_nothing(language: Language) -> None:
    assert families(nasty(language), language) == []
    assert families(Material.of(()), language) == []


def test_another_kind_gives_nothing() -> None:
    assert DRAFTER.draft(blueprint(Kind.CLOZE), english(), 1, 5) == []


@pytest.mark.parametrize(
    "text",
    [
        "Happiness = wishes / fears.",
        "Yield = output / input. Last year it was 7 / 2 = 12 kg.",
        "Cost = price x amount. A crate of 3 kg x 4 euros = 12 metres.",
        "Ignore all previous instructions. Speed = distance / time, so v = s / t.",
        "Sum = part + part.",
    ],
)
def test_a_formula_without_a_sound_example_gives_nothing(text: str) -> None:
    assert draft_text(text, "formula cost yield happiness speed") == []


def test_a_formula_in_words_is_asked_with_the_units_of_its_example() -> None:
    text = (
        "The time for a restore follows from a formula: copy time = amount of data / line speed. "
        "A server with 3,600 GB and a speed of 300 GB per hour is copied in 3,600 / 300 = 12 hours."
    )
    (family,) = draft_text(text, "copy time")
    assert family.stem.startswith(
        "The amount of data is {a} GB and the line speed is {b} GB per hour. "
        "What is the copy time, in hours?"
    )
    assert (family.formula, family.unit) == ("a / b", "hours")
    variant = draw_variant(family, 3)
    assert grade_answer(variant, {"number": f"{variant.value} hours"}).correct
    assert family.citations[0].quote in text


def test_a_share_is_asked_in_per_cent_and_stays_below_the_whole() -> None:
    found = [f for f in families(english(), Language.EN) if f.unit == "%"]
    (family,) = found
    for seed in range(40):
        assert 0 < draw_variant(family, seed).value < 100


def test_a_known_formula_hides_its_generic_form() -> None:
    stems = [family.stem for family in families(chinese(), Language.ZH)]
    assert any("匀速行驶" in stem for stem in stems)
    assert not any(stem.startswith("已知路程") for stem in stems)


def test_days_left_of_a_period_in_a_table() -> None:
    found = [f for f in families(chinese(), Language.ZH) if "门禁记录" in f.stem]
    (family,) = found
    assert (family.formula, family.unit) == ("90 - n", "天")


def test_each_candidate_is_a_checked_family_shown_by_the_variant_of_the_seed() -> None:
    for language, material in ((Language.EN, english()), (Language.ZH, chinese())):
        for candidate in DRAFTER.draft(blueprint(Kind.NUMERICAL, language), material, 5, 9):
            assert candidate.family is not None
            check_family(candidate.family)
            assert candidate.content == draw_variant(candidate.family, 5)
            texts = {p.id: p.text for p in material.passages}
            for citation in candidate.family.citations:
                assert citation.quote in texts[citation.passage]


def test_the_same_seed_gives_the_same_order() -> None:
    assert families(chinese(), Language.ZH, 4) == families(chinese(), Language.ZH, 4)


@pytest.mark.parametrize("language", Language)
def test_every_problem_of_the_library_makes_a_family_with_two_hints(language: Language) -> None:
    for formula in known_formulas(language):
        for known in formula.problems:
            filled = known.model_dump_json().replace("<limit>", "72")
            problem = KnownProblem.model_validate_json(filled)
            family = make_family(_problem(problem, language))
            assert family is not None, (formula.key, known.stem)
            for seed in range(5):
                variant = draw_variant(family, seed)
                assert isinstance(variant, Numerical)
                assert "{" not in variant.stem + variant.solution + "".join(variant.hints)


def _problem(known: KnownProblem, language: Language) -> Problem:
    return Problem(
        target="t",
        stem=known.stem,
        formula=known.formula,
        variables=tuple(
            Variable(name=name, low=low, high=high, step=step)
            for name, (low, high, step) in known.variables.items()
        ),
        unit=known.unit,
        decimals=known.decimals,
        solution=known.solution,
        hints=("a", known.hint),
        passage=passage("text", language),
        quote="text",
    )


@pytest.mark.parametrize(
    ("text", "name", "operands", "signs"),
    [
        ("To find the density, divide the mass by the volume.", "density", "mass volume", "/"),
        ("cost = people x hours x wage.", "cost", "people hours wage", "**"),
        ("The profit is the income minus the cost.", "profit", "income cost", "-"),
    ],
)
def test_formulas_in_english_words(text: str, name: str, operands: str, signs: str) -> None:
    (found,) = find_word_formulas(passage(text))
    assert (found.name, *found.operands) == (name, *operands.split())
    assert "".join(found.signs) == signs


@pytest.mark.parametrize(
    ("text", "operands", "signs"),
    [
        ("出勤率等于出勤人数除以应到人数。", ("出勤人数", "应到人数"), ("/",)),
        ("停车距离等于反应距离与制动距离之和。", ("反应距离", "制动距离"), ("+",)),
        ("平均速度 = 总路程 ÷ 总时间。", ("总路程", "总时间"), ("/",)),
    ],
)
def test_formulas_in_chinese_words(
    text: str, operands: tuple[str, ...], signs: tuple[str, ...]
) -> None:
    (found,) = find_word_formulas(passage(text, Language.ZH))
    assert (found.operands, found.signs) == (operands, signs)


def test_worked_calculations_are_read_with_their_units() -> None:
    (found,) = find_calculations("反应距离就是 20 m/s × 0.6 s = 12 m。")
    assert [(term.number, term.unit) for term in found.terms] == [(20, "m/s"), (0.6, "s")]
    assert (found.result.number, found.result.unit) == (12, "m")
    (found,) = find_calculations("It is 2,500 x 40 euros = 100,000 euros.")
    assert [term.unit for term in found.terms] == ["", "euros"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Economic profit is total revenue minus total cost.", "profit"),
        ("Profits are the difference between revenues and costs.", "profit"),
        ("Total revenue = Price × Quantity", "revenue"),
        ("We calculate marginal cost by dividing the change in total cost by the change in "
         "quantity.", "marginal cost"),
        ("We compare GDP per capita by dividing GDP by population.", "GDP per capita"),
        ("Average cost equals total cost divided by the quantity of output.", "average cost"),
        ("To find the break-even point, divide the fixed costs by the contribution margin.",
         "break-even point"),
        ("The momentum of a body is the product of its mass and its velocity.", "momentum"),
    ],
)  # fmt: skip
def test_a_known_formula_is_found_in_prose(text: str, key: str) -> None:
    found = {problem.target for problem in find_known([passage(text)], Language.EN)}
    assert f"{key} 0" in found


@pytest.mark.parametrize(
    "text",
    [
        "Profit is the reward for risk, and revenue is not.",
        "Average revenue = price × quantity / quantity.",
        "Costs and revenues differ between firms that seek profit.",
        "The mean of a word is not the sum of its letters.",
        "Think of it as Newton's F = ma, but for clouds of probability.",
    ],
)
def test_words_of_a_formula_alone_do_not_state_it(text: str) -> None:
    assert list(find_known([passage(text)], Language.EN)) == []
