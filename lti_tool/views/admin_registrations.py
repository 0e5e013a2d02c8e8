"""Registrations: by a one-time link or by hand, switched on and off, with their gradebook token."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import new_id, utcnow
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError, ToolError
from lti_tool.lti.origins import host_of
from lti_tool.models import Registration
from lti_tool.queue import JobName
from lti_tool.services import private_hosts, registrations
from lti_tool.services.audit import note_audit
from lti_tool.services.learner_models import list_models
from lti_tool.services.refits import ask_for_refit, read_refit
from lti_tool.services.registration_checks import Finding, check_registration
from lti_tool.services.registrations import RegistrationForm
from lti_tool.services.site_settings import permit_hosts
from lti_tool.services.web_services import remove_web_service, set_web_service
from lti_tool.views import model_words
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.error_text import tell_error
from lti_tool.views.registration_check import tell_finding
from lti_tool.views.registration_form import (
    EMPTY,
    form_of,
    list_tool_values,
    read_registration_form,
)
from lti_tool.views.registrations_page import show_registrations
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_registrations", __name__)


@blueprint.get("/registrations")
def index() -> ResponseReturnValue:
    return show_registrations()


@blueprint.post("/registrations/hosts")
def permit() -> ResponseReturnValue:
    """Platforms in a private network that may register by a link."""
    text = request.form.get("hosts", "")
    try:
        with wiring().database.write() as session:
            hosts = permit_hosts(session, text)
            note_audit(session, g.admin.id, "registration.permit_hosts", " ".join(hosts))
    except InvalidInputError as error:
        return show_registrations(hosts=text, hosts_error=error)
    return redirect(url_for(".index", saved="hosts", _anchor="hosts-part"), 303)


@blueprint.get("/registrations/new")
def begin() -> ResponseReturnValue:
    """The platform wants the key set's address before it gives a client id, so the new
    registration's id stands in the address from here on and survives a reload."""
    return redirect(url_for("admin_registrations.new", registration_id=new_id()), 302)


@blueprint.get("/registrations/new/<registration_id>")
def new(registration_id: str) -> ResponseReturnValue:
    _check_new(registration_id)
    return _show_new(registration_id, EMPTY)


@blueprint.post("/registrations/new/<registration_id>")
def add(registration_id: str) -> ResponseReturnValue:
    _check_new(registration_id)
    form, settings = read_registration_form(), wiring().settings
    try:
        _require_permitted(form)
        with wiring().database.write() as session:
            registrations.add_registration(
                session, settings.vault, form, registration_id=registration_id
            )
            note_audit(session, g.admin.id, "registration.add", registration_id)
    except (InvalidInputError, ConflictError) as error:
        return _show_new(registration_id, form, error)
    return _back(registration_id)


@blueprint.get("/registrations/<registration_id>")
def show(registration_id: str) -> ResponseReturnValue:
    return _show_one(registration_id)


@blueprint.post("/registrations/<registration_id>")
def change(registration_id: str) -> ResponseReturnValue:
    form = read_registration_form()
    try:
        _require_permitted(form)
        with wiring().database.write() as session:
            registrations.change_registration(session, registration_id, form)
            note_audit(session, g.admin.id, "registration.change", registration_id)
    except (InvalidInputError, ConflictError) as error:
        return _show_one(registration_id, form, error)
    return _back(registration_id)


@blueprint.post("/registrations/<registration_id>/check")
def check(registration_id: str) -> ResponseReturnValue:
    """Asks the platform; nothing is stored."""
    with wiring().database.read() as session:
        registrations.find_registration(session, registration_id)
    database, settings = wiring().database, wiring().settings
    vault = settings.vault
    found = check_registration(database, vault, settings.permitted, registration_id)
    return _show_one(registration_id, findings=found)


@blueprint.post("/registrations/<registration_id>/model")
def refit(registration_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        registrations.find_registration(session, registration_id)
        ask_for_refit(session, registration_id, utcnow())
        note_audit(session, g.admin.id, "model_report.refit", registration_id)
    wiring().queue.ring(JobName.REFIT_MODEL, registration_id)
    return redirect(
        url_for(".show", registration_id=registration_id, _anchor="learner-models"), 303
    )


@blueprint.post("/registrations/<registration_id>/active")
def switch(registration_id: str) -> ResponseReturnValue:
    active = request.form.get("active") == "yes"
    with wiring().database.write() as session:
        registrations.set_active(session, registration_id, active)
        action = "registration.activate" if active else "registration.deactivate"
        note_audit(session, g.admin.id, action, registration_id)
    return _back(registration_id)


@blueprint.post("/registrations/<registration_id>/web-service")
def set_token(registration_id: str) -> ResponseReturnValue:
    """The token stays out of the audit, the log and every page."""
    url, token = request.form.get("url", ""), request.form.get("token", "")
    try:
        with wiring().database.write() as session:
            vault = wiring().settings.vault
            set_web_service(session, vault, registration_id, url, token)
            note_audit(session, g.admin.id, "web_service.set", registration_id)
    except InvalidInputError as error:
        return _show_one(registration_id, web_service_error=error)
    return _back(registration_id)


@blueprint.post("/registrations/<registration_id>/web-service/remove")
def remove_token(registration_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        remove_web_service(session, registration_id)
        note_audit(session, g.admin.id, "web_service.remove", registration_id)
    return _back(registration_id)


def _require_permitted(form: RegistrationForm) -> None:
    """Raises `PrivatePlatformError` where an address is inside and the admin did not say so."""
    if form.private:
        return
    with wiring().database.read() as session:
        permitted = private_hosts.permit(session, wiring().settings.permitted, ())
    hosts = {host_of(form.auth_token_url), host_of(form.jwks_url)} - {""}
    private_hosts.require_permitted(hosts, permitted)


def _back(registration_id: str) -> ResponseReturnValue:
    url = url_for("admin_registrations.show", registration_id=registration_id, saved=1)
    return redirect(url, 303)


def _check_new(registration_id: str) -> None:
    """An id that this page made and nobody has taken."""
    if not re.fullmatch(r"[0-9a-f]{32}", registration_id):
        raise NotFoundError
    with wiring().database.read() as session:
        if session.get(Registration, registration_id) is not None:
            raise ConflictError("This registration was saved already. Look at it in the list.")


def _show_new(
    registration_id: str, form: RegistrationForm, error: ToolError | None = None
) -> ResponseReturnValue:
    page = render_template(
        "admin/registration_new.html",
        registration_id=registration_id,
        form=form,
        values=list_tool_values(registration_id),
        error=tell_error(error) if error else "",
    )
    return page, error.status if error else 200


def _show_one(
    registration_id: str,
    form: RegistrationForm | None = None,
    error: ToolError | None = None,
    web_service_error: ToolError | None = None,
    findings: Sequence[Finding] = (),
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        row = registrations.find_registration(session, registration_id)
        deployments = registrations.list_deployments(session, registration_id)
        refit, models = read_refit(session, registration_id), list_models(session, registration_id)
    page = render_template(
        "admin/registration.html",
        row=row,
        form=form or form_of(row, deployments),
        values=list_tool_values(registration_id),
        error=tell_error(error) if error else "",
        web_service_error=tell_error(web_service_error) if web_service_error else "",
        findings=[tell_finding(finding) for finding in findings],
        saved="saved" in request.args,
        refit=refit,
        models=models,
        model_words=model_words,
    )
    failed = error or web_service_error
    return page, failed.status if failed else 200
