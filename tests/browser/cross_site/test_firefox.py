"""Launches in the frame of another site, in Debian's Firefox: cookies partitioned and blocked."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.db import Database
from tests.browser.cross_site.firefox import CERTUTIL, FIREFOX, open_firefox
from tests.browser.cross_site.sites import open_sites
from tests.browser.cross_site.visiting import try_row

pytestmark = [
    pytest.mark.browser,
    pytest.mark.firefox,
    pytest.mark.skipif(
        not (FIREFOX and CERTUTIL),
        reason="firefox-esr or certutil is missing: sh tests/install_browsers.sh firefox",
    ),
]


@pytest.mark.parametrize(
    ("block", "lose", "storage", "rung"),
    [
        pytest.param(False, False, "", "partitioned", id="cookies-on"),
        pytest.param(True, False, "", "new_tab", id="cookies-off"),
        pytest.param(False, True, "_parent", "storage", id="storage"),
        pytest.param(True, False, "_parent", "storage", id="storage-cookies-off"),
        pytest.param(False, True, "", "new_tab", id="new-tab"),
    ],
)
def test_visit(
    tmp_path: Path, database: Database, block: bool, lose: bool, storage: str, rung: str
) -> None:
    """`block`: cookies of other sites, the partitioned ones too; `lose`: those of frames."""
    with (
        open_sites(tmp_path, database, storage, lose) as sites,
        open_firefox(tmp_path, sites.trust, block) as window,
    ):
        try_row(window, sites, rung)
