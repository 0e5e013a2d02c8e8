"""What the matrix tries in each browser, step by step."""

from __future__ import annotations

from tests.browser.cross_site.sites import LEARNER, Sites
from tests.browser.cross_site.window import Window

NEW_TAB = "Open in a new tab"
ANSWER = "velocity"


def sign_in(window: Window, sites: Sites) -> None:
    window.framed = False
    window.go(sites.platform_url)
    window.click(f'button[name="user"][value="{LEARNER}"]')
    window.wait_for_text("Sign out")


def launch(window: Window, sites: Sites, number: int = 0) -> Window:
    """Where the tool's page is at last: in the frame, or in the tab that its button opened."""
    window.framed = False
    window.go(sites.activity_url(number))
    window.framed = True
    window.wait(
        lambda: "Physics" in window.text("body") or NEW_TAB in window.text("body"),
        "the tool's page or its button",
    )
    if NEW_TAB not in window.text("body"):
        return window
    tab = window.click_for_tab("#new-tab")
    tab.wait_for_text("Physics")
    return tab


def start_exercise(window: Window) -> None:
    window.click(".next-card button")
    window.wait(lambda: window.run("!!document.querySelector('#text')"), "the exercise")


def reload(window: Window) -> None:
    window.reload()
    window.wait_for_text("Physics")


def answer(window: Window) -> None:
    window.fill("#text", ANSWER)
    window.click("#answer button.btn-primary")
    window.wait_for_text("Right", "#feedback")


def try_row(window: Window, sites: Sites, rung: str) -> None:
    """A row of the matrix, whose launches are to be bound on `rung`."""
    sign_in(window, sites)
    first = launch(window, sites)
    assert sites.rungs() == [rung]
    reload(first)
    try_two_tabs(first, launch(window.open_tab(), sites, 1))
    first.click('button[form="next"]')
    first.wait(lambda: first.run("!!document.querySelector('#text')"), "the next exercise")
    try_end_of_visit(first, sites)
    assert set(sites.rungs()) == {rung}


def try_two_tabs(*tabs: Window) -> None:
    """Each is a visit of its own: what is done in one leaves the other alone."""
    for step in (start_exercise, reload, answer, reload):
        for tab in tabs:
            step(tab)


def try_end_of_visit(tab: Window, sites: Sites) -> None:
    """It ends while a learner types; after a new launch the answer is there again and is sent."""
    begun = ANSWER[:4]
    tab.fill("#text", begun)
    tab.wait(lambda: sites.typed() == [begun], "what was typed to be kept")
    sites.end_visits()
    tab.fill("#text", ANSWER)
    tab.click("#answer button.btn-primary")
    tab.wait_for_text("What you typed is kept", "[data-error]")
    again = launch(tab, sites)
    start_exercise(again)
    again.wait(lambda: again.value("#text") == ANSWER, "the answer that was typed")
    again.click("#answer button.btn-primary")
    again.wait_for_text("Right", "#feedback")
