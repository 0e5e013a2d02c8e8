"""Launches in the frame of another site, in Chromium with third-party cookies on and off."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from lti_tool.db import Database
from tests.browser.cross_site.chromium import open_chromium
from tests.browser.cross_site.sites import open_sites
from tests.browser.cross_site.visiting import try_row

pytestmark = [pytest.mark.browser, pytest.mark.chromium]


@pytest.mark.parametrize(
    ("block", "lose", "storage", "rung"),
    [
        pytest.param(False, False, "", "partitioned", id="cookies-on"),
        pytest.param(True, False, "", "partitioned", id="cookies-off"),
        pytest.param(False, True, "_parent", "storage", id="storage"),
        pytest.param(True, True, "_parent", "storage", id="storage-cookies-off"),
        pytest.param(True, True, "", "new_tab", id="new-tab"),
    ],
)
def test_visit(
    driver: Playwright,
    tmp_path: Path,
    database: Database,
    block: bool,
    lose: bool,
    storage: str,
    rung: str,
) -> None:
    """`block`: third-party cookies; `lose`: the partitioned ones of frames as well."""
    with (
        open_sites(tmp_path, database, storage, lose) as sites,
        open_chromium(driver, tmp_path, sites.trust, block) as window,
    ):
        try_row(window, sites, rung)
