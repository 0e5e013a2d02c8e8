"""The application: everything is wired here and nowhere else.

Views reach their parts by `views.wiring.wiring()`; nothing below `views/` knows of Flask.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.db import Database
from lti_tool.limits import Limiter
from lti_tool.queue import JobQueue
from lti_tool.settings import Settings
from lti_tool.views.blueprints import BLUEPRINTS
from lti_tool.views.errors import install_errors
from lti_tool.views.filters import install_filters
from lti_tool.views.first_page import first_page_url
from lti_tool.views.limits import install_limits
from lti_tool.views.locales import DEFAULT, LOCALES, current_locale, html_language
from lti_tool.views.metrics import install_metrics
from lti_tool.views.model_report import install_model
from lti_tool.views.navigation import install_navigation
from lti_tool.views.notices import take_notices
from lti_tool.views.request_log import install_request_log
from lti_tool.views.security import install_security
from lti_tool.views.upload_request import UploadRequest
from lti_tool.views.visit import install_visits
from lti_tool.views.visit_audit import take_change
from lti_tool.views.wiring import EXTENSION, Wiring

REQUEST_BYTES = 2 * 1024 * 1024  # of one request; uploads have their own limit, see views.visit


def create_app(
    settings: Settings, database: Database, queue: JobQueue, limiter: Limiter | None = None
) -> Flask:
    """Without `limiter` nothing is limited."""
    app = build_app(limiter)
    wire_app(app, Wiring(settings, database, queue))
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def build_app(
    limiter: Limiter | None = None, blueprints: Iterable[Blueprint] = BLUEPRINTS
) -> Flask:
    """All that is the same whatever the settings, the database and the queue: pages and words."""
    app = Flask(__name__)
    app.request_class = UploadRequest
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = REQUEST_BYTES
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(app, default_locale=DEFAULT, locale_selector=current_locale)
    install_request_log(app)  # first: it gives the reference number
    install_metrics(app)
    if limiter:
        install_limits(app, limiter)
    for install in (
        install_security,
        install_errors,
        install_visits,
        install_navigation,
        install_filters,
        install_model,
    ):
        install(app)
    app.jinja_env.globals.update(
        locales=LOCALES,
        html_language=html_language,
        take_notices=take_notices,
        first_page_url=first_page_url,
    )
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


def wire_app(app: Flask, wiring: Wiring) -> None:
    """What it was wired to before, it knows no more."""
    app.extensions[EXTENSION] = wiring
    wiring.database.last_word = take_change
