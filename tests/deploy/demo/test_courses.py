"""The demo's courses: what the writers refuse, and whether the finished files say what the texts
say, as the parsers of the product will read them."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pdfplumber
import pypdf
import pytest
from docx import Document
from pptx import Presentation

from deploy.demo.courses.build import FIGURES, build_course
from deploy.demo.courses.building.blocks import (
    Figure,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Run,
    Table,
    TextError,
    join_text,
    read_blocks,
)
from deploy.demo.courses.building.drawing import Drawing, Label
from deploy.demo.courses.building.png import render_png
from deploy.demo.courses.building.slides import write_pptx
from deploy.demo.courses.building.web import name_figures
from deploy.demo.courses.building.word import write_docx
from deploy.demo.courses.catalogue import DemoCourse, load_courses

COURSES = load_courses()


def _squeeze(text: str) -> str:
    """Without white space: where lines break depends on the layout."""
    return re.sub(r"\s", "", text)


def _list_texts(markdown: str) -> Iterator[str]:
    """Each heading, paragraph, list item, cell, caption and note of a text."""
    for block in read_blocks(markdown):
        match block:
            case Heading(_, runs) | Paragraph(runs):
                yield join_text(runs)
            case Listing(_, items):
                yield from map(join_text, items)
            case Notes(paragraphs):
                yield from map(join_text, paragraphs)
            case Table(rows):
                yield from (join_text(cell) for row in rows for cell in row)
            case Figure(_, caption):
                yield caption


def _get_path(course: DemoCourse, suffix: str) -> Path:
    return next(file.path for file in course.files if file.path.suffix == suffix)


def _get_markdown(course: DemoCourse, suffix: str) -> str:
    return next(course.read_text(file) for file in course.files if file.path.suffix == suffix)


@pytest.fixture(params=COURSES, ids=lambda course: course.folder.name)
def course(request: pytest.FixtureRequest) -> DemoCourse:
    picked = request.param
    assert isinstance(picked, DemoCourse)
    return picked


@pytest.mark.parametrize(
    "markdown", ["```\ncode\n```", "---", "<b>raw</b>", "an *emphasis*", "- a\n  - nested"]
)
def test_a_text_with_a_part_that_no_writer_lays_out_is_refused(markdown: str) -> None:
    with pytest.raises(TextError, match="rewrite that part"):
        read_blocks(markdown)


def test_a_png_refuses_labels_that_its_font_cannot_show() -> None:
    with pytest.raises(TextError, match="支点"):
        render_png(Drawing(50, 20, (Label((5, 15), "支点"),)))


def test_notes_are_refused_outside_slides() -> None:
    with pytest.raises(TextError, match="Only slides"):
        write_docx(read_blocks("# T\n\n> said"), {}, "T", "en")


def test_a_table_that_leaves_the_slide_is_refused() -> None:
    rows = "\n".join(["| a |", "| - |", *["| b |"] * 30])
    with pytest.raises(TextError, match="No room"):
        write_pptx(read_blocks(f"# T\n\n## S\n\n{rows}"), {}, "T", "en")


def test_blocks_keep_terms_and_order() -> None:
    blocks = read_blocks("# T\n\nA **term** is\nhere.\n\n1. one\n2. two\n\n![c](figure:x)\n")
    assert blocks == (
        Heading(1, (Run("T"),)),
        Paragraph((Run("A "), Run("term", bold=True), Run(" is"), Run(" "), Run("here."))),
        Listing(True, ((Run("one"),), (Run("two"),))),
        Figure("x", "c"),
    )


def test_every_skill_is_found_in_the_texts_and_rests_on_earlier_ones(course: DemoCourse) -> None:
    material = "\n".join(course.read_text(file) for file in course.files).lower()
    known: set[str] = set()
    assert 8 <= len(course.skills) <= 10
    for skill in course.skills:
        assert skill.description
        assert [term for term in skill.terms if term.lower() not in material] == []
        assert set(skill.requires) <= known
        known.add(skill.name)


def test_a_course_brings_each_kind_of_file_once_and_stays_small(course: DemoCourse) -> None:
    suffixes = sorted(file.path.suffix for file in course.files)
    assert suffixes == [".docx", ".html", ".md", ".pdf", ".pptx"]
    assert sum(file.path.stat().st_size for file in course.files) < 750_000


def test_every_drawing_is_shown(course: DemoCourse) -> None:
    shown = {name for file in course.files for name in name_figures(course.read_text(file))}
    assert shown == FIGURES[course.language].keys()


@pytest.mark.parametrize("reader", ["pdfplumber", "pypdf"])
def test_the_pdf_extracts_as_written(course: DemoCourse, reader: str) -> None:
    path = _get_path(course, ".pdf")
    if reader == "pdfplumber":
        with pdfplumber.open(path) as plumbed:
            pages = [page.extract_text() for page in plumbed.pages]
    else:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert 6 <= len(pages) <= 8
    assert "(cid:" not in "".join(pages)
    # Cells are left out: a wrapped cell is read line by line together with its neighbours.
    whole = _squeeze("".join(re.sub(r"^.* · \d+$", "", page, flags=re.M) for page in pages))
    for block in read_blocks(_get_markdown(course, ".pdf")):
        if isinstance(block, Heading | Paragraph):
            assert _squeeze(join_text(block.runs)) in whole


def test_the_pdf_has_tables_and_an_outline(course: DemoCourse) -> None:
    headings = [
        block for block in read_blocks(_get_markdown(course, ".pdf")) if isinstance(block, Heading)
    ]
    path = _get_path(course, ".pdf")
    outline = list(_walk_outline(pypdf.PdfReader(path).outline))
    assert outline == [join_text(heading.runs) for heading in headings]
    with pdfplumber.open(path) as plumbed:
        assert sum(len(page.extract_tables()) for page in plumbed.pages) >= 5


def _walk_outline(entries: list[object]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _walk_outline(entry)
        else:
            yield str(entry["/Title"])  # type: ignore[index]


def test_the_docx_has_real_headings_lists_and_tables(course: DemoCourse) -> None:
    document = Document(str(_get_path(course, ".docx")))
    blocks = read_blocks(_get_markdown(course, ".docx"))
    styles = [(part.style.name, part.text) for part in document.paragraphs if part.text]
    for block in blocks:
        if isinstance(block, Heading):
            assert (f"Heading {block.level}", join_text(block.runs)) in styles
        if isinstance(block, Listing):
            kind = "List Number" if block.ordered else "List Bullet"
            assert all((kind, join_text(item)) in styles for item in block.items)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    ] == [[[join_text(cell) for cell in row] for row in table.rows] for table in tables]
    assert len(document.inline_shapes) == sum(isinstance(block, Figure) for block in blocks)


def test_each_numbered_list_of_the_docx_starts_at_one(course: DemoCourse) -> None:
    document = Document(str(_get_path(course, ".docx")))
    numbers = [
        part._p.pPr.numPr.numId.val
        for part in document.paragraphs
        if part.style.name == "List Number"
    ]
    blocks = read_blocks(_get_markdown(course, ".docx"))
    lists = [block for block in blocks if isinstance(block, Listing) and block.ordered]
    assert len(set(numbers)) == len(lists) > 0


def test_the_slides_say_everything_and_stay_on_the_slide(course: DemoCourse) -> None:
    deck = Presentation(str(_get_path(course, ".pptx")))
    assert 9 <= len(deck.slides) <= 13
    said = []
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            assert shape.top + shape.height <= deck.slide_height, slide.shapes.title.text
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said.extend(cell.text for row in shape.table.rows for cell in row.cells)
        said.append(slide.notes_slide.notes_text_frame.text)
    whole = _squeeze("".join(said))
    for text in _list_texts(_get_markdown(course, ".pptx")):
        assert _squeeze(text) in whole


def test_the_page_is_well_formed_and_holds_its_figures(course: DemoCourse) -> None:
    page = _get_path(course, ".html").read_text("utf-8")
    root = ElementTree.fromstring(
        page.removeprefix("<!DOCTYPE html>\n").replace('<meta charset="utf-8">', "")
    )
    captions = ["".join(part.itertext()) for part in root.iter("figcaption")]
    assert captions == list(name_figures(_get_markdown(course, ".html")).values())
    assert "figure:" not in page
    assert root.get("lang") == course.language


def test_the_figures_of_the_markdown_lie_beside_it(course: DemoCourse) -> None:
    path = _get_path(course, ".md")
    links = re.findall(r"\]\((figures/[^)]+)\)", path.read_text("utf-8"))
    assert links
    for link in links:
        assert ElementTree.parse(path.parent / link).getroot().tag.endswith("svg")


def test_the_kept_files_are_what_the_build_writes(course: DemoCourse, tmp_path: Path) -> None:
    """Packed bytes may differ with the machine's zlib, so the contents are compared."""
    build_course(course, tmp_path)
    for file in course.files:
        assert _open_up(tmp_path / file.name) == _open_up(file.path), file.name


def test_two_builds_are_alike_byte_for_byte(course: DemoCourse, tmp_path: Path) -> None:
    build_course(course, tmp_path / "a")
    build_course(course, tmp_path / "b")
    for file in course.files:
        first, second = (tmp_path / turn / file.name for turn in "ab")
        assert first.read_bytes() == second.read_bytes(), file.name


def _open_up(path: Path) -> object:
    if path.suffix in (".docx", ".pptx"):
        with ZipFile(path) as archive:
            return {
                name: archive.read(name)
                for name in archive.namelist()
                if name.endswith((".xml", ".rels"))
            }
    if path.suffix == ".pdf":
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return path.read_bytes()
