from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.views.locales import choose_locale


@pytest.mark.parametrize("wanted", ["zh_cn", "zh-CN", "zh-Hans", "zh"])
def test_platforms_spell_chinese_in_many_ways(wanted: str) -> None:
    assert choose_locale(wanted) == "zh_CN"


def test_unknown_language_reads_english() -> None:
    assert choose_locale("fr", "") == "en"


def test_pages_speak_chinese(app: Flask) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept-Language": "zh-CN"})
    assert "此地址没有页面" in answer.text
    assert 'lang="zh-CN"' in answer.text
