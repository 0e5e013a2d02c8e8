"""QTI and H5P: what a platform that opens them would find."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given, settings
from lxml import etree

from generators.exercise.content import Kind
from generators.exercise.formats.features import Feature
from generators.exercise.formats.h5p import write_h5p
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.qti.package import write_qti21, write_qti30
from generators.exercise.formats.registry import FORMATS
from tests.generators.exercise.formats.samples import portable_family, portables

Writer = Callable[[Iterable[Portable], str], bytes]
ITEM = "items/item0001.xml"


def _open(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _local(root: etree._Element) -> Iterator[str]:
    return (etree.QName(element).localname for element in root.iter(etree.Element))


INTERACTIONS = {
    Kind.MULTIPLE_CHOICE: {"choiceInteraction"},
    Kind.TRUE_FALSE: {"choiceInteraction"},
    Kind.CLOZE: {"textEntryInteraction", "inlineChoiceInteraction"},
    Kind.SHORT_ANSWER: {"textEntryInteraction"},
    Kind.NUMERICAL: {"textEntryInteraction"},
    Kind.MATCHING: {"matchInteraction"},
    Kind.ORDERING: {"orderInteraction"},
    Kind.MULTIPLE_RESPONSE: {"choiceInteraction"},
    Kind.OPEN_ANSWER: {"extendedTextInteraction"},
}


@settings(max_examples=40, deadline=None)
@given(portables())
def test_every_response_of_an_item_is_asked_and_marked(portable: Portable) -> None:
    archive = _open(write_qti21([portable], "Course"))
    root = etree.fromstring(archive.read("items/item0001.xml"))
    names = set(_local(root))
    assert names & INTERACTIONS[portable.content.kind]
    space = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
    declared = {str(e.get("identifier")) for e in root.iterfind(".//q:responseDeclaration", space)}
    asked = {str(e) for e in root.xpath(".//@responseIdentifier")}
    marked = set(root.xpath(".//q:responseProcessing//@identifier", namespaces=space))
    assert declared == asked
    assert (marked & declared) == (set() if portable.content.kind is Kind.OPEN_ANSWER else declared)
    assert ("modalFeedback" in names) == bool(
        portable.content.explanation
        or portable.generated
        or getattr(portable.content, "solution", "")
    )


@settings(max_examples=20, deadline=None)
@given(portables())
def test_qti_3_says_the_same_in_its_own_words(portable: Portable) -> None:
    old = etree.fromstring(_open(write_qti21([portable], "C")).read("items/item0001.xml"))
    new = etree.fromstring(_open(write_qti30([portable], "C")).read("items/item0001.xml"))
    assert new.tag == "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}qti-assessment-item"
    added = sum(name == "qti-content-body" for name in _local(new))
    assert len(list(new.iter())) - added == len(list(old.iter()))
    names = [
        name for element in new.iter(etree.Element) for name in element.attrib if name[0] != "{"
    ]
    assert not [name for name in names if name != str(name).lower()]


# What the schemas of QTI 2.1 and 3.0 (SBAC profile) allowed in these places when it was tried.
TEXT = {
    *("div", "p", "a", "br", "hr", "blockquote", "pre", "code", "em", "strong", "span"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
MARKED = (
    "# A\n\n3. ~~b~~ **c** *d* `e`\n4. f\n\n- g\n\n| h | i |\n| :-: | --: |\n| 1 | 2 |\n\n> j\n\n"
    '```python\nk\n```\n\n---\n\n[l](https://example.org "m") <m@example.org> $n$ ![o](p.png)'
)


@pytest.mark.parametrize("write", [write_qti21, write_qti30])
def test_texts_hold_only_what_the_schemas_of_qti_know(write: Writer) -> None:
    content = portable_family().content.model_copy(update={"stem": MARKED, "explanation": MARKED})
    root = etree.fromstring(_open(write([Portable(content=content)], "C")).read(ITEM))
    space = etree.QName(root).namespace
    texts = [own for own in root.iter(f"{{{space}}}div") if own.getparent().tag != own.tag]
    assert len(texts) >= 2
    found = [own for text in texts for own in text.iter(etree.Element)]
    markup = [own for own in found if "nteraction" not in own.tag]
    assert {etree.QName(own).localname for own in markup} <= TEXT
    assert {name for own in markup for name in own.attrib} <= {"href", "class"}
    assert "b" in "".join(root.itertext())


@pytest.mark.parametrize("write", [write_qti21, write_qti30])
def test_the_manifest_describes_in_learning_object_metadata(write: Writer) -> None:
    """The schemas of both content packages import this one, and no older."""
    manifest = etree.fromstring(_open(write([portable_family()], "C")).read("imsmanifest.xml"))
    lom = manifest.findall(".//{http://ltsc.ieee.org/xsd/LOM}lom")
    assert len(lom) == 2
    assert all(own.findtext(".//{*}title/{*}string") for own in lom)


def test_the_manifest_names_each_item_with_skill_and_label() -> None:
    portable = Portable(content=portable_family().content, skill="Speed", generated=True)
    archive = _open(write_qti21([portable], "C"))
    manifest = archive.read("imsmanifest.xml").decode()
    assert 'href="items/item0001.xml"' in manifest
    assert "skill: Speed" in manifest
    assert "AI-generated" in manifest
    assert archive.testzip() is None


@settings(max_examples=40, deadline=None)
@given(portables())
def test_a_question_set_holds_what_it_can(portable: Portable) -> None:
    archive = _open(write_h5p([portable], "C"))
    package = json.loads(archive.read("h5p.json"))
    content = json.loads(archive.read("content/content.json"))
    held = FORMATS["h5p"].capability.holds(portable)
    assert len(content["questions"]) == held
    named = {
        f"{d['machineName']} {d['majorVersion']}.{d['minorVersion']}"
        for d in package["preloadedDependencies"]
    }
    assert {question["library"] for question in content["questions"]} <= named


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("moodle_xml", set()),
        ("gift", {Feature.FRESH_NUMBERS, Feature.HINTS, Feature.UNIT}),
        ("aiken", {Feature.KIND}),
        ("csv", {Feature.FRESH_NUMBERS}),
    ],
)
def test_losses_are_named_before_anything_is_written(name: str, lost: set[Feature]) -> None:
    assert FORMATS[name].capability.losses(portable_family()) == lost
