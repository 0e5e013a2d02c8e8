"""The map of a course's bank, drawn where the course has exercises enough for it."""

from __future__ import annotations

from deploy.demo.browsing import Browser, Page
from deploy.demo.walk.setting import Setting, WalkError, menu_page

TRAIN_SECONDS = 600.0
OPEN = ("waiting", "training")
TRAIN = 'form[action$="/map/train"]'


def map_bank(setting: Setting, browser: Browser, home: Page) -> str:
    """What the page says: why there is no map yet, or how good its model is."""
    url = menu_page(browser, home, "/exercises").link('main a[href$="/exercises/map"]')
    page = browser.open(url)
    if not page.has(TRAIN):
        return " ".join(page.find("#bank-model > p").stripped_strings)
    browser.submit(page, TRAIN)

    def look() -> Page | None:
        found = browser.open(url)
        return None if found.find("#bank-model")["data-state"] in OPEN else found

    page = setting.wait_for("Drawing the map of the bank", look, TRAIN_SECONDS)
    if page.find("#bank-model")["data-state"] != "trained":
        raise WalkError(f"The map of the bank was not drawn: {page.words}")
    return " ".join(page.find("#bank-model details").stripped_strings)
