"""Meanings, footnotes and menus that a page writes within its sentences."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from generators.sources.blocks import Block, BlockKind, Document, UnreadReason
from generators.sources.html import add_html
from generators.sources.spans import cut_passages

PAGE = """<div class="navbar"><a href="a">Previous Section</a> <a href="b">Next Section</a></div>
<h1>Movements</h1>
<div class="objectives"><h3>Learning Objectives</h3><ol><li>List the types.</li></ol></div>
<p>A <span class="margin_term"><a class="glossterm">reform movement</a><span class="glossdef">A
movement that seeks limited change.</span></span> seeks limited change.<span class="footnote">An
Author (1990). A title.</span> It is common.</p>
<h2>Origins</h2><p>They begin with
<dfn title="Feeling deprived relative to some other group.">relative deprivation</dfn>.</p>"""


def _read(markup: str) -> Document:
    document = Document()
    add_html(markup, document)
    return document


def _texts(markup: str) -> dict[str, str]:
    passages = cut_passages(_read(markup).blocks)
    return {passage.heading: passage.text for passage in passages}


WORDS = "Cells are the smallest units of life, and each has a membrane."


@pytest.mark.parametrize(
    "page",
    [
        "<article class='post has-footnotes'><h1>Cells</h1><p>{}</p></article>",
        "<main class='theme footnotes-enabled'><h1>Cells</h1><p>{}</p></main>",
        "<main class='footnotes'><h1>Cells</h1><p>{}</p></main>",
        "<article class='footnotes'><p>{}</p></article>",
        "<h1>Cells</h1><div class='content has-navbar'><p>{}</p></div>",
        "<h1>Cells</h1><div class='with-breadcrumbs'><p>{}</p></div>",
        "<h1>Cells</h1><div class='navbar'><p>{}</p></div>",
        "<div class='footnotes'><h1>Cells</h1><p>{}</p></div><p>More than that is told.</p>",
        "<h1>Cells</h1><p class='has-footnote'>{}</p>",
        "<h1>Cells</h1><div id='footnotes'><p>{}</p></div>",
    ],
)
def test_no_name_takes_the_page_itself_out(page: str) -> None:
    document = _read(page.format(WORDS))
    assert WORDS in [block.text for block in document.blocks]
    assert document.unread == []


@pytest.mark.parametrize(
    "note",
    [
        "<div class='footnotes'><hr><p>A note.</p></div>",
        "<section class='endnotes-section'><h2>Notes</h2><p>A note.</p></section>",
        "<p class='footnote__text'>A note.</p>",
        "<p id='footnote-12-1'>A note.</p>",
        "<ol class='wp-block-footnotes'><li>A note.</li></ol>",
    ],
)
def test_parts_of_notes_are_listed(note: str) -> None:
    document = _read(f"<h1>Cells</h1><p>{WORDS}</p>{note}")
    assert [block.text for block in document.blocks] == ["Cells", WORDS]
    assert [unread.reason for unread in document.unread] == [UnreadReason.FOOTNOTE]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "<dl><dt>Osmosis</dt><dd class='glossary-definition'>water that moves</dd></dl>",
            {"G": "Osmosis: water that moves"},
        ),
        (
            "<dl><dt class='glossary-term'>Anode</dt><dd class='glossary-definition'>a plate</dd>"
            "<dt class='glossary-term'>Ion</dt><dd><span class='glossdef'>a part</span></dd></dl>",
            {"G": "Anode: a plate\nIon: a part"},
        ),
        (
            "<ul><li class='term-definition'>Anode is a positive plate.</li></ul>",
            {"G": "Anode is a positive plate."},
        ),
        (
            f"<div class='term-definition'><h2>Cell</h2><p>{WORDS}</p></div>",
            {"G > Cell": WORDS},
        ),
        (
            "<ul><li><b class='glossary-term'>Ion</b>: <i class='glossdef'>a part</i></li></ul>",
            {"G": "Ion: a part"},
        ),
        (f"<div class='glossary-definition'>{WORDS}</div>", {"G": WORDS}),
    ],
)
def test_meanings_that_stand_alone_stay(body: str, told: dict[str, str]) -> None:
    assert _texts(f"<h1>G</h1>{body}") == told


def test_a_meaning_without_a_term_is_listed() -> None:
    page = "<h1>A</h1><p>Text.<span class='glossdef'>Of nothing at all.</span></p>"
    assert _texts(page) == {"A": "Text."}
    assert [unread.detail for unread in _read(page).unread] == ["Of nothing at all."]


def test_a_meaning_belongs_to_one_term_of_its_section() -> None:
    term = "<p>An <a class='glossterm'>ion</a><span class='glossdef'>a part</span> moves.</p>"
    page = f"<h1>A</h1>{term}<h2>B</h2><p>Text.<span class='glossdef'>Of a thing.</span></p>"
    texts = _texts(page)
    assert texts["A > Key terms"] == "ion: a part"
    assert texts["A > B"] == "Text."
    assert "Of a thing." not in " ".join(texts.values())


def test_the_long_form_of_an_abbreviation_is_no_meaning() -> None:
    page = "<h1>A</h1><p>The <abbr title='World Wide Web'>WWW</abbr> is a web.</p>"
    assert _texts(page) == {"A": "The WWW is a web."}


def test_meanings_leave_the_sentence_and_end_their_section() -> None:
    texts = _texts(PAGE)
    assert texts["Movements"] == "A reform movement seeks limited change. It is common."
    meaning = "reform movement: A movement that seeks limited change."
    assert texts["Movements > Key terms"] == meaning
    told = texts["Movements > Origins > Key terms"]
    assert told.startswith("relative deprivation: Feeling deprived")


def test_chinese_key_terms_have_a_chinese_heading() -> None:
    page = "<h1>运动</h1><p><dfn title='追求有限变革的社会运动。'>改良运动</dfn>很常见。</p>"
    assert _texts(page)["运动 > 术语"] == "改良运动: 追求有限变革的社会运动。"


def test_menus_and_footnotes_are_listed_as_unread() -> None:
    document = _read(PAGE)
    reasons = [unread.reason for unread in document.unread]
    assert reasons == [UnreadReason.NAVIGATION, UnreadReason.FOOTNOTE]
    assert "Previous" not in " ".join(block.text for block in document.blocks)


def test_what_follows_a_box_belongs_to_the_section_around_it() -> None:
    texts = _texts(PAGE)
    assert texts["Movements > Learning Objectives"].endswith("List the types.")
    assert "Movements > Learning Objectives > Origins" not in texts
    alone = "<div><h1>Title</h1></div><p>The body of the page.</p>"
    assert _texts(alone) == {"Title": "The body of the page."}


def test_headings_are_told_again_only_where_a_box_left_others() -> None:
    page = "<h1>A</h1><div><div><h3>B</h3><p>In the box.</p></div></div><p>After it.</p>"
    told = [(block.level, block.text) for block in _read(page).blocks]
    assert told == [(1, "A"), (3, "B"), (0, "In the box."), (1, "A"), (0, "After it.")]


def test_the_path_is_of_the_headings_above_and_nobody_elses() -> None:
    document = Document()
    document.path().append(Block(BlockKind.HEADING, "Foreign", level=1))
    assert document.path() == []
    for level, text in ((1, "A"), (2, "B"), (3, "C"), (2, "D")):
        document.add(BlockKind.HEADING, text, level=level)
    document.add(BlockKind.TEXT, "Text.")
    assert [block.text for block in document.path()] == ["A", "D"]


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>H{0}</h3><div><p>Text {0}.</p></div></div>",
        "<p>Text {0}.<span class='footnote'>Note {0}</span></p>",
        "<p>A {0}.<span class='glossdef'>meaning of {0}</span></p>",
        "<h3>H{0}</h3><p>A <dfn title='meaning of {0}'>t{0}</dfn>.</p>",
        "<a href='a'>Next</a> <a href='b'>Back</a>",
    ],
)
def test_four_times_the_boxes_take_about_four_times_as_long(box: str) -> None:
    def calls(count: int) -> int:
        page = "<h1>B</h1>" + "".join(box.format(i) for i in range(count))
        profile = cProfile.Profile()
        profile.runcall(_read, page)
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    assert calls(400) < 6 * calls(100)
