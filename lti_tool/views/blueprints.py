"""The blueprints of the application; a new one is appended here."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.views import probes, visit_pages

BLUEPRINTS: list[Blueprint] = [
    probes.blueprint,
    visit_pages.handover,
    visit_pages.blueprint,
]
