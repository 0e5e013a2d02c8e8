"""A case in files: its questions find each other again, and what a format loses is named."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from generators.exercise.content import Bloom, CaseStudy, Citation, Content, Kind, OpenAnswer
from generators.exercise.formats.features import Feature
from generators.exercise.formats.files import read_files
from generators.exercise.formats.gift.read import read_gift
from generators.exercise.formats.gift.write import write_gift
from generators.exercise.formats.moodle.read import read_moodle
from generators.exercise.formats.moodle.write import write_moodle
from generators.exercise.formats.portable import Portable, ProblemCode
from generators.exercise.formats.qti.package import write_qti21
from generators.exercise.formats.registry import FORMATS, FormatName
from generators.exercise.formats.sidecar import write_sidecar
from generators.exercise.formats.table.files import read_csv, write_csv
from tests.generators.exercise.case_studies import CASE, OPEN_CASE
from tests.lti_tool.contents import CHOICE, CLOZE, MATCHING, RESPONSE, SHORT

CITED = CASE.model_copy(update={"citations": (Citation(passage="p1", quote="She rides."),)})
MIXED = CaseStudy(
    stem="Motion, <b>once</b> more: $v = s/t$ & so on.",
    language=CASE.language,
    parts=tuple(
        {"content": content, "points": points}
        for points, content in enumerate((CHOICE, RESPONSE, CLOZE, SHORT, MATCHING), start=1)
    ),
)


def carry(content: Content, own: str = "e1", **values: Any) -> Portable:
    about = {"skill": "Speed", "bloom": Bloom.APPLY, "difficulty": 0.5, **values}
    return Portable(content=content, id=own, **about)


def stems_of(own: Portable) -> list[str]:
    assert isinstance(own.content, CaseStudy)
    return [part.content.stem for part in own.content.parts]


def shuffled(data: bytes, keep: str) -> bytes:
    """Moodle's file with the questions whose names `keep` picks out, in the opposite order."""
    root = etree.fromstring(data)
    questions = [own for own in root if own.get("type") != "category"]
    for own in questions:
        root.remove(own)
    for own in reversed(questions):
        if keep in (own.findtext("name/text") or ""):
            root.append(own)
    return bytes(etree.tostring(root))


def test_a_question_without_its_case_comes_in_by_itself() -> None:
    reading = read_moodle(shuffled(write_moodle([carry(CASE)], "C"), "(2)"))
    (alone,) = reading.exercises
    assert (alone.content, alone.place) == (CASE.parts[1].content, None)
    assert reading.problems == ()


def test_a_case_without_questions_is_no_case_and_says_so() -> None:
    text = write_gift([carry(CASE)], "").decode()
    head, first, *_ = text.split("\n\n")
    reading = read_gift(f"{head}\n\n{first}\n".encode())
    assert reading.exercises == ()
    (problem,) = reading.problems
    assert (problem.code, problem.left_out) == (ProblemCode.INVALID, True)
    assert "parts" in problem.detail


@pytest.mark.parametrize("tag", ["case: ", "case: a b c", "case: k 1", f"case: {'k' * 81}"])
def test_a_description_that_names_no_case_is_none(tag: str) -> None:
    reading = read_gift(f"// [tag:{tag}]\n::T::[html]Only a text.\n".encode())
    assert [problem.code for problem in reading.problems] == [ProblemCode.TYPE]


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (",q1,true_false,true,c1,many", "points"),
        (",q1,true_false,true,c1,99", "points"),
        (",q1,true_false,true,another,1", "at least 2 items"),
    ],
)
def test_a_table_whose_case_is_broken_says_why(row: str, detail: str) -> None:
    rows = ["id,stem,kind,key,case,points", "c1,A case.,case_study,,,", row]
    reading = read_csv("\n".join([*rows, ",q2,true_false,true,c1,1"]).encode())
    assert any(detail in problem.detail for problem in reading.problems)
    assert all(own.content.kind is not Kind.CASE_STUDY for own in reading.exercises)


@pytest.mark.parametrize("name", [FormatName.MOODLE_XML, FormatName.CSV, FormatName.XLSX])
@pytest.mark.parametrize("case", [CITED, OPEN_CASE, MIXED])
def test_with_its_companion_a_case_comes_back_as_it_was(name: FormatName, case: CaseStudy) -> None:
    out = [carry(SHORT, "e0"), carry(case), carry(CASE, "e2")]
    form = FORMATS[name]
    assert all(map(form.capability.holds, out))
    files = read_files(
        [
            (f"x{form.suffix}", form.write(out, "Course")),
            ("x.coursewright.json", write_sidecar(out, "Course")),
        ]
    )
    assert files.problems == ()
    back = {own.id: own for own in files.exercises}
    assert set(back) == {"e0", "e1", "e2"}
    assert (back["e1"].content, back["e2"].content) == (case, CASE)
    assert (back["e1"].skill, back["e1"].bloom, back["e1"].difficulty) == ("Speed", "apply", 0.5)


FORMS = [FormatName.GIFT, FormatName.MOODLE_XML, FormatName.CSV]
OTHER = CASE.model_copy(update={"parts": CASE.parts[1:]})  # about the same text


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("own", ["", "e1", "a b c", "a], [tag:b", "长 " * 60])
def test_cases_that_share_a_key_or_a_text_are_not_mixed(name: FormatName, own: str) -> None:
    form = FORMATS[name]
    out = [carry(CASE, own), carry(OTHER, own), carry(CASE, own)]
    reading = read_files([(f"x{form.suffix}", form.write(out, "C"))])
    assert reading.problems == ()
    stems = stems_of(out[0])
    assert [stems_of(back) for back in reading.exercises] == [stems, stems[1:], stems]


def test_without_an_id_a_case_finds_its_questions_too() -> None:
    (back,) = read_moodle(write_moodle([carry(MIXED, "")], "C")).exercises
    assert back.content == MIXED
    (row,) = read_csv(write_csv([carry(MIXED, "")], "C")).exercises
    assert row.content == MIXED


def test_the_order_in_the_file_is_not_the_order_of_the_questions() -> None:
    (back,) = read_moodle(shuffled(write_moodle([carry(MIXED)], "C"), "")).exercises
    assert back.content == MIXED


def test_moodle_has_a_text_and_its_questions_after_it() -> None:
    root = etree.fromstring(write_moodle([carry(CASE, generated=True, reviewer="Ada")], "C"))
    questions = [own for own in root if own.get("type") != "category"]
    kinds = [(own.get("type"), own.findtext("defaultgrade")) for own in questions]
    assert kinds == [
        ("description", "0"),
        ("multichoice", "1"),
        ("numerical", "2"),
        ("truefalse", "1"),
    ]
    assert [own.findtext("idnumber") for own in questions] == ["e1", "e1-1", "e1-2", "e1-3"]
    assert all("AI-generated" in (own.findtext("generalfeedback/text") or "") for own in questions)


def test_gift_carries_the_questions_that_it_has() -> None:
    (back,) = read_gift(write_gift([carry(CASE)], "C")).exercises
    assert isinstance(back.content, CaseStudy)
    assert (back.id, back.content.stem) == ("e1", CASE.stem)
    assert [part.points for part in back.content.parts] == [1, 2, 1]
    stems = [part.content.stem for part in back.content.parts]
    assert stems == [part.content.stem for part in CASE.parts]
    assert not FORMATS[FormatName.GIFT].capability.holds(carry(OPEN_CASE))  # it has an ordering


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        (FormatName.AIKEN, {Feature.KIND}),
        (FormatName.H5P, {Feature.KIND}),
        (
            FormatName.MOODLE_XML,
            {Feature.TOGETHER, Feature.HINTS, Feature.MISCONCEPTIONS, Feature.CITATIONS,
             Feature.DIFFICULTY},
        ),
        (FormatName.CSV, {Feature.CITATIONS}),
    ],
)  # fmt: skip
def test_what_of_a_case_is_lost_is_named(name: FormatName, lost: set[Feature]) -> None:
    assert FORMATS[name].capability.losses(carry(CITED)) == lost


def test_qti_asks_all_questions_in_one_item_and_their_marks_are_the_points() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_qti21([carry(MIXED), carry(OPEN_CASE, "e2")], "C")))
    root = etree.fromstring(archive.read("items/item0001.xml"))
    space = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
    declared = {
        own.get("identifier"): own for own in root.iterfind(".//q:responseDeclaration", space)
    }
    assert set(declared) == set(root.xpath(".//@responseIdentifier"))
    assert len(declared) == 6  # the cloze has two gaps
    whole = root.xpath("sum(.//q:baseValue[@baseType='float'])", namespaces=space)
    pairs = declared["RESPONSE_2"].iterfind(".//q:mapEntry", space)
    assert whole == pytest.approx(1 / 15)  # the choice: 1 of 15 points, the others are mapped
    assert sum(max(0.0, float(own.get("mappedValue"))) for own in pairs) == pytest.approx(2 / 15)
    other = etree.fromstring(archive.read("items/item0002.xml"))
    assert other.findall(".//q:extendedTextInteraction", space)
    assert any(isinstance(part.content, OpenAnswer) for part in OPEN_CASE.parts)
    assert Kind.CASE_STUDY in FORMATS[FormatName.QTI30].capability.kinds


def test_a_case_that_was_changed_in_the_file_keeps_the_change() -> None:
    out = [carry(CITED)]
    changed = write_moodle(out, "C").replace(b"On which stretch", b"In which part")
    (back,) = read_files([("x.xml", changed), ("x.json", write_sidecar(out, "C"))]).exercises
    assert isinstance(back.content, CaseStudy)
    assert back.content.parts[0].content.stem == "In which part is she faster?"
    assert back.content.parts[1] == CITED.parts[1]
