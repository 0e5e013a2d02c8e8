"""QTI and H5P: what a platform that opens them would find."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

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
