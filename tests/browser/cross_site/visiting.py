"""What the matrix tries in each browser, step by step."""

from __future__ import annotations

from tests.browser.cross_site.sites import LEARNER, Sites
from tests.browser.cross_site.window import Window

NEW_TAB = "Open in a new tab"


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


def try_two_tabs(*tabs: Window) -> None:
    """Each is a visit of its own: what is done in one leaves the other alone."""
    for tab in tabs:
        start_exercise(tab)
    for tab in tabs:
        reload(tab)


def try_end_of_visit(tab: Window, sites: Sites) -> None:
    """It ends while a learner types; after a new launch the answer is there again and is sent."""
    tab.fill("#text", "velo")
    tab.wait(lambda: sites.typed() == ["velo"], "what was typed to be kept")
    sites.end_visits()
    tab.fill("#text", "velocity")
    tab.click("#answer button.btn-primary")
    tab.wait_for_text("What you typed is kept", "[data-error]")
    again = launch(tab, sites)
    start_exercise(again)
    again.wait(lambda: again.value("#text") == "velocity", "the answer that was typed")
    again.click("#answer button.btn-primary")
    again.wait_for_text("Right", "#feedback")
