"""The pages of a launch: /s/<visit id>/..., each request authorised anew.

A request proves that it belongs to the visit by the visit's cookie or, where the browser refuses
cookies in a frame, by the signed token that the visit's own pages carry. Whatever changes
something needs the token in either case: another site can make a browser send a cookie, but
cannot read the token.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app, g, request, url_for
from markupsafe import Markup

from lti_tool.db import utcnow
from lti_tool.errors import ForbiddenError, SessionEndedError, ToolError
from lti_tool.models import (
    Context,
    LaunchSession,
    Membership,
    Person,
    Registration,
    ResourceLink,
    Role,
)
from lti_tool.services import sessions, visit_tokens
from lti_tool.views.locales import choose_locale, note_wishes
from lti_tool.views.platform_places import describe_place
from lti_tool.views.visit_audit import expect_change, note_reading
from lti_tool.views.visit_cookies import read_secret
from lti_tool.views.wiring import wiring

TOKEN_HEADER = "X-Visit-Token"
TOKEN_FIELD = "visit_token"
RENEW_SECONDS = 600
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Visit:
    """`token` goes into this page's forms and headers. Rows are read-only copies of this request:
    a service that changes one loads it in its own session by id."""

    session: LaunchSession
    registration: Registration
    person: Person
    context: Context
    membership: Membership
    role: Role
    resource_link: ResourceLink | None
    practice_id: str | None
    locale: str
    token: str

    @property
    def is_instructor(self) -> bool:
        return self.role is Role.INSTRUCTOR


def visit_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose pages live in a visit; `url_for` fills in `visit_id` by itself."""
    blueprint = Blueprint(name, import_name, url_prefix="/s/<visit_id>")
    blueprint.url_value_preprocessor(_take_visit_id)
    blueprint.before_request(_authorise)
    blueprint.before_request(expect_change)
    blueprint.after_request(_renew_token)
    blueprint.after_request(note_reading)
    return blueprint


def instructors_only(view: Callable[P, R]) -> Callable[P, R]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not g.visit.is_instructor:
            raise ForbiddenError
        return view(*args, **kwargs)

    return guarded


def accepts_upload(view: Callable[P, R]) -> Callable[P, R]:
    """Let this view take a request as large as a course's sources; others take 2 MiB."""
    cast(Any, view).accepts_upload = True
    return view


def visit_fields() -> Markup:
    """The hidden field that every form of a visit holds."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(TOKEN_FIELD, g.visit.token)


def ticketed_url(endpoint: str, **values: Any) -> str:
    """A URL of this visit that works for two minutes without cookie or header (images, files)."""
    path = url_for(endpoint, **values).partition("?")[0]
    ticket = visit_tokens.issue_ticket(wiring().settings.secret_key, g.visit.session, path)
    return url_for(endpoint, **values, ticket=ticket)


def token_place(visit: Visit) -> dict[str, str]:
    """Where the page's script leaves the visit's token, so that a reload finds it: with the
    platform, since a browser that refuses the cookie may refuse a frame all storage of its own.
    As attributes; none where the cookie holds, or the platform stores nothing for tools."""
    target = visit.session.storage_target
    if not target or _has_cookie(visit):
        return {}
    key = f"cw_visit_{visit.session.id}"
    place = describe_place(target, visit.registration.auth_login_url, key)
    return {f"data-{name}": value for name, value in place.items()}


def install_visits(app: Flask) -> None:
    app.url_defaults(_fill_visit_id)
    app.add_template_global(visit_fields)
    app.add_template_global(ticketed_url)
    app.add_template_global(token_place)


def _fill_visit_id(endpoint: str, values: dict[str, Any]) -> None:
    visit = g.get("visit")
    if visit and current_app.url_map.is_endpoint_expecting(endpoint, "visit_id"):
        values.setdefault("visit_id", visit.session.id)


def _take_visit_id(endpoint: str | None, values: dict[str, Any] | None) -> None:
    del endpoint
    g.visit_id = values.pop("visit_id") if values else ""


def _authorise() -> None:
    _allow_size()
    try:
        visit = load_visit(g.visit_id)
    except ToolError:
        _note_language(g.visit_id)
        raise
    g.framed_by = visit.registration
    note_wishes(visit.locale)
    if request.method in SAFE_METHODS:
        if not (_has_cookie(visit) or _has_token(visit) or _has_ticket(visit)):
            raise UnprovenVisitError(visit)
    elif not _has_token(visit):
        raise SessionEndedError
    g.visit = visit


class UnprovenVisitError(SessionEndedError):
    """A page request with neither cookie nor token: the page for it looks for the token that
    this tab keeps, and asks again with it."""

    code = "visit_unproven"

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit


def load_visit(visit_id: str) -> Visit:
    """Raises `SessionEndedError`, `PersonBlockedError`."""
    wired, now = wiring(), utcnow()
    with wired.database.read() as session:
        rows = sessions.find_visit(session, visit_id, wired.settings.session_minutes)
    if rows is None:
        raise SessionEndedError
    if sessions.needs_touch(rows.session, now):
        with wired.database.write() as session:
            sessions.touch_session(session, visit_id, now)
    return _make_visit(rows, wired.settings.secret_key)


def _note_language(visit_id: str) -> None:
    """The page that says that a visit has ended speaks as the visit did."""
    with wiring().database.read() as session:
        note_wishes(*sessions.list_wishes(session, visit_id))


def _make_visit(rows: sessions.VisitRows, key: bytes) -> Visit:
    link = rows.resource_link
    return Visit(
        session=rows.session,
        registration=rows.registration,
        person=rows.person,
        context=rows.context,
        membership=rows.membership,
        role=rows.membership.role,
        resource_link=link,
        practice_id=link.practice_id if link else None,
        locale=choose_locale(*sessions.wishes_of(rows.person, rows.session, rows.context)),
        token=visit_tokens.issue_token(key, rows.session),
    )


def _allow_size() -> None:
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, "accepts_upload", False):
        request.max_content_length = wiring().settings.course_bytes + 1024 * 1024


def _has_cookie(visit: Visit) -> bool:
    return any(
        sessions.secret_holds(visit.session, secret) for secret in read_secret(visit.session.id)
    )


def _has_token(visit: Visit) -> bool:
    return token_age(visit.session, wiring().settings.session_minutes) is not None


def token_age(row: LaunchSession, minutes: int) -> int | None:
    """Seconds since this request's token was issued; None if it is none of this session's, or
    older than `minutes`."""
    token = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    return visit_tokens.token_age(wiring().settings.secret_key, row, token, minutes * 60)


def _has_ticket(visit: Visit) -> bool:
    ticket = request.args.get("ticket", "")
    key = wiring().settings.secret_key
    return visit_tokens.ticket_holds(key, visit.session, request.path, ticket)


def _renew_token(response: Response) -> Response:
    """A page that polls gets a new token now and then: see static/js/visit.js."""
    if "visit" in g and (token := renewed_token(g.visit.session)):
        response.headers[TOKEN_HEADER] = token
    return response


def renewed_token(row: LaunchSession) -> str:
    """In place of this request's token where that is good and grows old; else empty."""
    settings = wiring().settings
    age = token_age(row, settings.session_minutes) or 0
    return visit_tokens.issue_token(settings.secret_key, row) if age > RENEW_SECONDS else ""
