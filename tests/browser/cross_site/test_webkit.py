"""Launches in the frame of another site, in WebKitGTK: near Safari, not Safari."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.db import Database
from tests.browser.cross_site.sites import open_sites
from tests.browser.cross_site.visiting import try_row
from tests.browser.cross_site.webkit import BROWSERS, DRIVER, XVFB, open_webkit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.webkit,
    pytest.mark.skipif(
        not (DRIVER and XVFB and BROWSERS),
        reason="webkit2gtk-driver or xvfb is missing: sh tests/install_browsers.sh webkit",
    ),
]
ALL, OWN, TRACKED = "--cookies-policy=always", "--cookies-policy=no-third-party", "--enable-itp"


@pytest.mark.parametrize(
    ("cookies", "storage", "rung"),
    [
        pytest.param(ALL, "", "partitioned", id="cookies-on"),
        pytest.param(OWN, "", "new_tab", id="cookies-off"),
        pytest.param(OWN, "_parent", "storage", id="storage-cookies-off"),
        pytest.param(TRACKED, "", "new_tab", id="itp"),
        pytest.param(TRACKED, "_parent", "storage", id="storage-itp"),
    ],
)
def test_visit(tmp_path: Path, database: Database, cookies: str, storage: str, rung: str) -> None:
    """`cookies`: which ones WebKit takes (itp: Intelligent Tracking Prevention, as Safari has)."""
    with (
        open_sites(tmp_path, database, storage) as sites,
        open_webkit(tmp_path, sites.trust, cookies) as window,
    ):
        try_row(window, sites, rung)
