"""Both languages are whole: every sentence of the screens, with the same fields."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from deploy.translations import CATALOGUES, LOCALES, extract_template

# What is never said of a person: a label, a place among others, a comparison with them.
UNKIND = re.compile(
    r"\bweak|\brank|percentile|leaderboard|\bworse\b|\bbetter than\b|(below|class) average"
    r"|average (of the|learner)|than (the )?(others|class|other learners)|\bpeers?\b|\btop \d"
    r"|\blazy|at risk",
    re.IGNORECASE,
)
UNKIND_ZH = re.compile("弱|排名|名次|平均水平|落后|差生|倒数|优于其他|不如其他|高风险")
FIELD = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    extract_template(target)
    return read_po(target.open("rb"))


def read_catalogue(locale: str) -> Catalog:
    path: Path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    return read_po(path.open("rb"), locale=locale)


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def fields(message: Message) -> set[str]:
    return {name for text in texts(message.id) for name in FIELD.findall(text)}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_in_the_catalogue(template: Catalog, locale: str) -> None:
    catalogue = read_catalogue(locale)
    missing = [m.id for m in template if m.id and catalogue.get(texts(m.id)[0]) is None]
    assert not missing, "run: python -m deploy.translations"


def test_every_message_has_its_chinese(template: Catalog) -> None:
    catalogue = read_catalogue("zh_Hans_CN")
    empty = []
    for message in template:
        found = catalogue.get(texts(message.id)[0]) if message.id else None
        if found is not None and (found.fuzzy or not all(texts(found.string))):
            empty.append(message.id)
    assert not empty


def test_chinese_keeps_the_fields(template: Catalog) -> None:
    catalogue = read_catalogue("zh_Hans_CN")
    wrong = []
    for message in template:
        found = catalogue.get(texts(message.id)[0]) if message.id else None
        if found is None:
            continue
        used = {name for text in texts(found.string) for name in FIELD.findall(text)}
        if not used <= fields(message):
            wrong.append((message.id, used))
    assert not wrong


def test_errors_are_extracted(template: Catalog) -> None:
    sentence = "Somebody changed this in the meantime. Reload the page and look again."
    assert template.get(sentence) is not None


def test_nobody_is_labelled_ranked_or_compared(template: Catalog) -> None:
    said = [text for message in template for text in texts(message.id)]
    said_zh = [
        text for message in read_catalogue("zh_Hans_CN") for text in texts(message.string or "")
    ]
    assert UNKIND.search("You are weak in this, below average and ranked 12th")
    assert [text for text in said if UNKIND.search(text)] == []
    assert [text for text in said_zh if UNKIND_ZH.search(text)] == []
