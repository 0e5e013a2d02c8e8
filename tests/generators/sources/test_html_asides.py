"""Meanings, footnotes and menus that a page writes within its sentences."""

from __future__ import annotations

from generators.sources.blocks import Document, UnreadReason
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


def test_a_meaning_without_a_term_is_told_nowhere() -> None:
    texts = _texts("<h1>A</h1><p>Text.<span class='glossdef'>Of nothing at all.</span></p>")
    assert texts == {"A": "Text."}


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
