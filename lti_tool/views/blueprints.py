"""The blueprints of the application; a new one is appended here."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.views import (
    admin,
    admin_enter,
    admin_models,
    admin_queues,
    admin_registrations,
    bank,
    bank_edit,
    course,
    deep_linking,
    desk,
    desk_edit,
    exercise,
    learn,
    lti,
    passages,
    practices,
    probes,
    register,
    requests,
    scores,
    skills,
    sources,
    visit_pages,
)

BLUEPRINTS: list[Blueprint] = [
    probes.blueprint,
    visit_pages.handover,
    visit_pages.blueprint,
    sources.blueprint,
    passages.blueprint,
    skills.blueprint,
    lti.blueprint,
    register.blueprint,
    deep_linking.blueprint,
    learn.blueprint,
    exercise.blueprint,
    practices.blueprint,
    requests.blueprint,
    desk.blueprint,
    desk_edit.blueprint,
    bank.blueprint,
    bank_edit.blueprint,
    course.blueprint,
    scores.blueprint,
    admin_enter.blueprint,
    admin.blueprint,
    admin_registrations.blueprint,
    admin_models.blueprint,
    admin_queues.blueprint,
]
