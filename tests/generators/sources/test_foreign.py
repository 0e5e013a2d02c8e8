"""Sources in other languages: told by page, and no exercise is made of them."""

from __future__ import annotations

from typing import Any

import pytest

from generators.exercise.content import Language
from generators.sources.foreign import is_foreign

# Written for these tests.
FOREIGN = {
    "de": "Die Dichte ist eine Eigenschaft des Stoffes und hängt nicht von der Masse ab. Ein "
    "Körper aus Eisen ist mit dem gleichen Volumen schwerer als ein Körper aus Holz.",
    "fr": "La masse volumique est une propriété de la matière et ne dépend pas de la masse. Un "
    "corps en fer est plus lourd que le même volume de bois, et les gaz sont plus légers.",
    "es": "La densidad es una propiedad de la materia y no depende de la masa del cuerpo. Un "
    "cuerpo de hierro pesa más que el mismo volumen de madera, y los gases pesan menos.",
    "ru": "Плотность является свойством вещества и не зависит от массы тела, а железо "
    "тяжелее дерева.",
    "ja": "密度は物質の性質であり、質量にはよらない。鉄の物体は同じ体積の木よりも重い。",
    "ko": "밀도는 물질의 성질이며 질량에 따라 달라지지 않는다. 철은 같은 부피의 나무보다 무겁다.",
    "ar": "الكثافة خاصية من خواص المادة ولا تعتمد على الكتلة، والحديد أثقل من الخشب في الحجم نفسه.",
}
ENGLISH = (
    "Density is a property of matter and does not depend on the mass of a body. A body of iron is "
    "heavier than the same volume of wood."
)
CHINESE = "密度是物质的一种特性，与物体的质量和体积无关。铁的密度比木头大。"


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language(language: str) -> None:
    assert is_foreign(FOREIGN[language]) is True


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        CHINESE,
        "密度（density）是物质的特性，用 ρ = m / V 计算，单位是 kg/m³，与 mass 和 volume 无关。",
        "Schadenfreude is the German word for the joy that is felt at the bad luck of others, and "
        "it is made of the words for damage and for joy.",
        "The law F = m a holds where α, β and γ are small: τ = ρ g h + ½ ρ v² for all of them.",
        "Part | Animal | Plant | Bacterium\nWall | No | Yes | Yes\nNucleus | Yes | Yes | No\n"
        "Vacuole | No | Yes | No\nPlastids | No | Yes | No\nRibosomes | Yes | Yes | Yes",
        "Rio de Janeiro, Puerto de la Cruz, Val de Loire, Ile de France, Costa del Sol, Lyon",
        "for (let i = 0; i < data.length; i++) { total += data[i]; } // adds the items of the list",
    ],
    ids=["english", "chinese", "mixed", "loan words", "formulas", "table", "names", "code"],
)
def test_english_and_chinese_with_what_stands_in_them(text: str) -> None:
    assert not is_foreign(text)


@pytest.mark.parametrize("text", ["", "42", "Tabelle 1", "Fig. 3"])
def test_too_short_to_tell(text: str) -> None:
    assert is_foreign(text) is None


@pytest.mark.parametrize("language", FOREIGN)
def test_a_file_in_another_language_has_no_passages_and_says_why(read: Any, language: str) -> None:
    reading = read("a.md", f"# Titel\n\n{FOREIGN[language]}\n\n## Zwei\n\nKurz.\n".encode())
    assert reading.passages == ()
    assert {item.reason for item in reading.unread} == {"other_language"}


def test_of_a_mixed_file_the_rest_is_read(read: Any, files: Any) -> None:
    german = [FOREIGN["de"][start : start + 80] for start in (0, 80)]
    english = [ENGLISH[:76], ENGLISH[76:]]
    reading = read("a.pdf", files.pdf(files.lines(*english), files.lines(*german)))
    assert [passage.page for passage in reading.passages] == [1]
    assert [(item.place, item.reason) for item in reading.unread] == [("page 2", "other_language")]


def test_english_and_chinese_side_by_side_keep_their_languages(read: Any) -> None:
    reading = read("a.md", f"# One\n\n{ENGLISH}\n\n# 二\n\n{CHINESE}\n".encode())
    assert [passage.language for passage in reading.passages] == [Language.EN, Language.ZH]
    assert reading.unread == ()
