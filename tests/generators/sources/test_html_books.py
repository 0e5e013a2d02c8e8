"""Pages of online books: notes, margins, bars and credits around their text."""

from __future__ import annotations

from typing import Any

import pytest

from generators.drafters.extractive.glossary import find_entries

TEXT = "A movement may be defined as an effort to bring about change."
MEANING = "an organized effort by many people to bring about change"


def read_body(read: Any, body: str) -> list[tuple[str, str]]:
    page = f"<html><body><h1>Movements</h1>{body}</body></html>"
    return [(p.kind, p.text) for p in read("a.html", page.encode()).passages]


@pytest.mark.parametrize("target", ["#", "#gone", "https://x.test/"])
def test_a_term_without_a_meaning_makes_no_entry(read: Any, target: str) -> None:
    body = f"<p>A <a class='glossary-term' href='{target}'>movement</a>.</p>"
    assert read_body(read, body) == [("text", "A movement.")]


def test_a_template_that_no_term_opens_stays_hidden(read: Any) -> None:
    body = f"<p>{TEXT}</p><template class='glossary__definition' id='t'>Mark all right</template>"
    assert read_body(read, body) == [("text", TEXT)]


def test_a_hidden_term_has_no_entry(read: Any) -> None:
    body = f"<p>{TEXT}</p><p hidden>A <dfn title='{MEANING}'>movement</dfn></p>"
    assert read_body(read, body) == [("text", TEXT)]


@pytest.mark.parametrize(
    "term",
    [
        "<a class='glossary-term' aria-haspopup='dialog' href='#term_1_2'>movement</a>",
        "<button class='glossary-term' aria-describedby='term_1_2'>movement</button>",
    ],
)
def test_an_explained_term_leaves_the_sentence_whole(read: Any, term: str) -> None:
    body = (
        f"<p>{TEXT.replace('movement', term)}</p><p>It goes on.</p><h2>Next</h2><p>More.</p>"
        "<div class='glossary'><template id='term_1_2'><div class='glossary__definition'>"
        f"<p>{MEANING}</p><button>Close</button></div></template></div>"
    )
    assert read_body(read, body) == [
        ("text", f"{TEXT}\nIt goes on."),
        ("list", f"movement: {MEANING}"),
        ("text", "More."),
    ]


def test_explained_terms_are_read_as_a_glossary(read: Any) -> None:
    term = f"<dfn title='{MEANING}'>movement</dfn>"
    passages = read("a.html", f"<h1>Words</h1><p>A {term} is one.</p>".encode()).passages
    entries = [entry for passage in passages for entry in find_entries(passage)]
    assert [(entry.term, entry.meaning) for entry in entries] == [("movement", MEANING)]
    assert entries[0].sentence in passages[-1].text


def test_definition_lists_are_entries(read: Any) -> None:
    body = (
        "<dl><dt>密度：</dt><dd><p>质量与体积之比</p></dd><dt>速度</dt><dd>路程与时间之比</dd></dl>"
    )
    assert read_body(read, body) == [("list", "密度: 质量与体积之比\n速度: 路程与时间之比")]


@pytest.mark.parametrize(
    "body",
    [
        "<p>So it ended (Gamson, 1990).{}</p>".format(
            "<span class='footnote'>Gamson, W. A. (1990). <em>The strategy</em>.</span>"
        ),
        "<p>So it ended (Gamson, 1990).<sup><a href='#fn1'>1</a></sup></p>"
        "<section role='doc-endnotes'><ol><li>Gamson, W. A.</li></ol></section>",
        "<p>So it ended (Gamson, 1990).<a role='doc-noteref' href='#n'>[a]</a></p>"
        "<aside role='doc-footnote' id='n'>Gamson, W. A.</aside>",
        "<p>So it ended (Gamson, 1990).<sup class='reference'><a href='#c'>[12]</a></sup></p>"
        "<ol class='references'><li id='c'>Gamson, W. A.</li></ol>",
    ],
)
def test_notes_are_listed_and_kept_out(read: Any, body: str) -> None:
    reading = read("a.html", f"<body><h1>M</h1>{body}</body>".encode())
    assert [p.text for p in reading.passages] == ["So it ended (Gamson, 1990)."]
    details = [item.detail for item in reading.unread if item.reason == "footnote"]
    assert any("Gamson" in detail for detail in details)


def test_a_power_is_no_note(read: Any) -> None:
    assert read_body(read, "<p>The area is 5 m<sup>2</sup>.</p>") == [
        ("text", "The area is 5 m^2.")
    ]


@pytest.mark.parametrize(
    "bar",
    [
        "<div class='navbar'><a href='a'>Previous Section</a> <a href='b'>Next</a></div>",
        "<div><a href='a'>Previous Section</a> | <a href='i'>Table of Contents</a></div>",
        "<ol class='breadcrumb'><li><a href='a'>Book</a></li><li><a href='b'>Part</a></li></ol>",
        "<p><a href='a'>« 上一页</a> <a href='b'>下一页 »</a></p>",
    ],
)
def test_navigation_is_no_passage(read: Any, bar: str) -> None:
    assert read_body(read, f"{bar}<p>{TEXT}</p>{bar}") == [("text", TEXT)]


@pytest.mark.parametrize(
    "body",
    [
        "<p>As the <a href='b'>next section</a> shows, rain falls.</p>",
        "<div class='toc'><p>As the <a href='b'>next section</a> shows, rain falls.</p></div>",
    ],
)
def test_a_link_in_a_sentence_is_read(read: Any, body: str) -> None:
    assert read_body(read, body) == [("text", "As the next section shows, rain falls.")]


@pytest.mark.parametrize(
    "credit",
    [
        "<div class='copyright'><p>Source: Photo courtesy of Chris, http://x.test/1.</p></div>",
        "<p>Source: Photo courtesy of Chris, http://x.test/1.</p>",
        "<div class='figure'><img src='a.png'><p class='title'>Extent of the Empire</p></div>",
        "<p>图片来源：国家博物馆</p>",
    ],
)
def test_credits_and_titles_of_figures_are_captions(read: Any, credit: str) -> None:
    kinds = [kind for kind, _ in read_body(read, f"<p>{TEXT}</p>{credit}<p>It goes on.</p>")]
    assert kinds == ["text", "caption", "text"]


@pytest.mark.parametrize(
    "text", ["Source code is compiled before it runs.", "Images by night are dark.", "来源于自然。"]
)
def test_a_sentence_that_begins_like_a_credit_is_text(read: Any, text: str) -> None:
    assert read_body(read, f"<p>{text}</p>") == [("text", text)]


def test_paragraphs_of_an_entry_do_not_run_together(read: Any) -> None:
    body = "<ul><li><p>What is it?</p><p>A cell.</p></li></ul>"
    assert read_body(read, body) == [("list", "What is it? A cell.")]
