"""What the platform talks to: login, launch, the tool's keys; then the way into the visit."""

from __future__ import annotations

import re
from datetime import datetime

from flask import (
    Blueprint,
    g,
    jsonify,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.lti.errors import (
    LaunchError,
    OtherBrowserError,
    PlatformRefusedError,
    StateUnknownError,
)
from lti_tool.lti.id_token import read_token, verify_token
from lti_tool.lti.launch import Launch, Message, read_launch, read_locale
from lti_tool.lti.login import read_login
from lti_tool.models import LaunchSession
from lti_tool.queue import JobName
from lti_tool.services import keys, launches, logins
from lti_tool.services.key_rotation import DOCTOR_AGENT
from lti_tool.services.platform_keys import find_platform_key
from lti_tool.services.sessions import Entered, enter_session
from lti_tool.views.first_page import first_page_url
from lti_tool.views.locales import choose_locale, note_wishes
from lti_tool.views.login_cookies import (
    is_marked_restart,
    read_browser,
    unbind_browser,
    unmark_restart,
)
from lti_tool.views.refusals import show_refusal
from lti_tool.views.rungs import answer_login, fall_back, restart_login
from lti_tool.views.tool_urls import came_as, launch_url
from lti_tool.views.visit_cookies import set_secret
from lti_tool.views.wiring import wiring

JWKS_SECONDS = 300  # platforms may keep the key set for so long

blueprint = Blueprint("lti", __name__, url_prefix="/lti")


blueprint.register_error_handler(LaunchError, show_refusal)


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    settings = wiring().settings
    wanted, restarted = read_login(request.values, settings.base_url), is_marked_restart()
    with wiring().database.write() as session:
        begun = logins.begin_login(session, wanted, launch_url(), utcnow(), restarted)
    response = answer_login(begun, wanted.storage_target)
    if restarted:
        unmark_restart(response)
    return response


@blueprint.get("/restart")
def restart() -> ResponseReturnValue:
    return restart_login(request.args.get("state", ""))


@blueprint.route("/launch", methods=["GET", "POST"])
def launch() -> ResponseReturnValue:
    if request.method == "GET":
        raise StateUnknownError("method", "POST", "GET")
    if reason := request.form.get("error"):
        raise PlatformRefusedError("platform.error", "an id_token", reason, reason=_code(reason))
    state, now = request.form.get("state", ""), utcnow()
    with wiring().database.read_plainly() as connection:
        pending = logins.find_login(connection, state, now)
    g.framed_by = pending.registration
    try:
        rung = logins.check_browser(pending, read_browser(state))
    except OtherBrowserError as error:
        return fall_back(error, state)
    found = _verify_launch(pending, request.form.get("id_token", ""), now)
    with wiring().database.write_plainly() as connection:
        logins.consume_login(connection, pending)
        recorded = launches.record_launch(
            connection,
            pending.registration,
            found,
            now,
            rung,
            pending.login.storage_target,
            came_as(),
        )
    _ring(recorded, pending.registration.id)
    response = make_response(redirect(url_for(".enter", code=recorded.code), 303))
    unbind_browser(response, state)
    return response


@blueprint.get("/enter/<code>")
def enter(code: str) -> ResponseReturnValue:
    """The one-use way into the visit. The handover stands in the fragment, which no server and
    no log sees, for a page that finds its cookie refused."""
    with wiring().database.write() as session:
        entered = enter_session(session, code)
        _note_unknown_learner(session, entered.session)
    response = make_response(redirect(_first_page(entered), 303))
    set_secret(response, entered.session.id, entered.secret)
    return response


@blueprint.get("/jwks/<registration_id>")
def jwks(registration_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        found = keys.list_jwks(session, registration_id)
    if request.user_agent.string != DOCTOR_AGENT:
        with wiring().database.write() as session:
            keys.note_asked(session, registration_id, utcnow())
    response = jsonify(found)
    response.headers["Cache-Control"] = f"public, max-age={JWKS_SECONDS}"
    return response


def _verify_launch(pending: logins.Pending, token: str, now: datetime) -> Launch:
    signed = read_token(token)
    database, site = wiring().database, wiring().settings.permitted
    key = find_platform_key(database, site, pending.registration, signed.kid, now)
    claims = verify_token(signed, key)
    note_wishes(read_locale(claims))
    return read_launch(claims, logins.expected_of(pending), now)


def _ring(recorded: launches.Recorded, registration_id: str) -> None:
    if recorded.rearmed:
        wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    if recorded.course_to_sync:
        wiring().queue.ring(JobName.SYNC_COURSE, recorded.course_to_sync)


def _first_page(entered: Entered) -> str:
    return f"{first_page_url(entered.session, entered.role_instructor)}#visit={entered.handover}"


def _note_unknown_learner(session: Session, row: LaunchSession) -> None:
    if row.message != Message.SUBMISSION_REVIEW or row.settings.get("reviewed"):
        return
    with force_locale(choose_locale(row.locale)):
        text = gettext("This learner has not opened the tool yet, so there is no work to show.")
    notices = [{"text": text, "kind": "info"}]
    session.get_one(LaunchSession, row.id).settings = {**row.settings, "notices": notices}


def _code(reason: str) -> str:
    """Only what looks like one of OpenID's error codes is shown to a person."""
    return reason if re.fullmatch(r"[a-z_]{1,40}", reason) else gettext("no reason given")
