"""The demo platform as a Flask application: a course site that speaks LTI as Moodle does."""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from deploy.demo.platform.activity_pages import activity_pages
from deploy.demo.platform.admin_pages import admin_pages
from deploy.demo.platform.ags import services
from deploy.demo.platform.config import PlatformConfig
from deploy.demo.platform.deep_linking import deep_linking
from deploy.demo.platform.gradebook_pages import gradebook_pages
from deploy.demo.platform.oidc import oidc
from deploy.demo.platform.pages import pages
from deploy.demo.platform.registration import registration
from deploy.demo.platform.sign_in import find_user, load_user, sesskey
from deploy.demo.platform.site import Site, open_site, site
from deploy.demo.platform.token import token_endpoint
from deploy.demo.platform.webservice import webservice

BLUEPRINTS = (
    pages,
    activity_pages,
    gradebook_pages,
    admin_pages,
    oidc,
    deep_linking,
    registration,
    token_endpoint,
    services,
    webservice,
)


def create_platform(config: PlatformConfig) -> Flask:
    """Opens the data folder of `config`; makes it ready at the first start."""
    return wire_platform(open_site(config))


def wire_platform(opened: Site) -> Flask:
    app = Flask(__name__)
    app.extensions["platform"] = opened
    app.secret_key = opened.cookie_secret
    # As Moodle until May 2026: its session cookie has no SameSite attribute on plain http.
    app.config["SESSION_COOKIE_NAME"] = "PlatformSession"
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.before_request(load_user)
    app.context_processor(_page_context)
    app.register_error_handler(HTTPException, _show_problem)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _page_context() -> dict[str, object]:
    return {"user": find_user(), "sesskey": sesskey(), "site_name": site().config.site_name}


def _show_problem(error: HTTPException) -> ResponseReturnValue:
    page = render_template("message.html", title=error.name, text=error.description)
    return page, error.code or 500
