"""Jinja filters |markdown, |datetime and |day, and the function name_person."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime
from markupsafe import Markup

from lti_tool.views.markdown import render_markdown
from lti_tool.views.people import name_person


def install_filters(app: Flask) -> None:
    app.add_template_filter(render_markdown, "markdown")
    app.add_template_filter(show_datetime, "datetime")
    app.add_template_filter(show_day, "day")
    app.add_template_global(name_person)


def show_day(day: str) -> str:
    """An ISO date in the reader's language."""
    return str(format_date(date.fromisoformat(day), "medium"))


def show_datetime(moment: datetime | None) -> Markup:
    """The moment in UTC; static/js/times.js rewrites it to the reader's own time zone."""
    if moment is None:
        return Markup("–")
    moment = moment.astimezone(UTC)
    time = Markup('<time datetime="{}">{} UTC</time>')
    return time.format(moment.isoformat(timespec="seconds"), format_datetime(moment, "short"))
