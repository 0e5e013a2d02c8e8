"""Evidence of other tools: /api/xapi (xAPI 1.0.3 and 2.0) and /api/caliper (1.2).

Errors are JSON: `error` a stable code, `message` a sentence, `problems` what is wrong in which
statement. docs/EVIDENCE_API.md describes both for whoever connects a tool.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, ToolError
from lti_tool.models import EvidenceKey, Registration
from lti_tool.services.evidence_keys import KeyRefusedError
from lti_tool.services.statements import Kept, find_statement, keep_statements
from lti_tool.statements.caliper import open_envelope
from lti_tool.statements.received import Received, StatementError, read_json
from lti_tool.statements.xapi import VERSION, VERSIONS, Homes, read_statements
from lti_tool.views.evidence_auth import authorise_key
from lti_tool.views.wiring import wiring

VERSION_HEADER = "X-Experience-API-Version"
SINGLE = ("statementId", "voidedStatementId")

blueprint = Blueprint("evidence_api", __name__, url_prefix="/api")


class XapiRequestError(InvalidInputError):
    code = "xapi_request"
    status = 400


class MediaTypeError(ToolError):
    code = "media_type"
    status = 415
    message = "The body has to be JSON: send Content-Type: application/json."


@blueprint.get("/xapi/about")
def about() -> ResponseReturnValue:
    return jsonify(version=list(VERSIONS))


@blueprint.post("/xapi/statements")
def post_statements() -> ResponseReturnValue:
    _check_version()
    if "method" in request.args:
        raise XapiRequestError("The alternate request syntax (?method=) is not taken.")
    kept = _keep_xapi()
    return jsonify(list(kept.ids))


@blueprint.put("/xapi/statements")
def put_statement() -> ResponseReturnValue:
    _check_version()
    wanted = _read_uuid(request.args.get("statementId", ""))
    sent = read_json(_read_body())
    if not isinstance(sent, dict):
        raise XapiRequestError("PUT takes one statement. Send several by POST.")
    if "id" in sent and str(sent["id"]).lower() != wanted:
        raise XapiRequestError("The statement's id is another one than statementId.")
    _keep_xapi({**sent, "id": wanted})
    return "", 204


@blueprint.get("/xapi/statements")
def get_statement() -> ResponseReturnValue:
    _check_version()
    asked = [name for name in SINGLE if name in request.args]
    if len(asked) != 1 or len(request.args) != 1:
        raise XapiRequestError(
            "This is no store to search: ask for one statement by statementId, or by "
            "voidedStatementId."
        )
    statement_id = _read_uuid(request.args[asked[0]])
    with wiring().database.read() as session:
        key = authorise_key(session)
        row = find_statement(session, key, statement_id, voided=asked[0] == SINGLE[1])
        answer = jsonify({**row.body, "stored": row.created_at.isoformat(), "version": "1.0.3"})
    answer.last_modified = row.created_at
    return answer


@blueprint.post("/caliper")
def post_envelope() -> ResponseReturnValue:
    """200 with what became of it; Caliper asks for no body."""
    with wiring().database.read() as session:
        issuer = _registration(session, authorise_key(session)).issuer
    opened = open_envelope(read_json(_read_body()), issuer, utcnow())
    kept = _keep(opened.received)
    return jsonify(
        kept=kept.new, repeated=kept.repeated, waiting=kept.waiting, passed_over=opened.passed_over
    )


@blueprint.errorhandler(ToolError)
def show_error(error: ToolError) -> Response:
    g.error_code = error.code
    told = {"error": error.code, "message": error.text}
    problems = error.problems if isinstance(error, StatementError) else []
    answer = make_response(jsonify({**told, "problems": problems}), error.status)
    if isinstance(error, KeyRefusedError):
        answer.headers["WWW-Authenticate"] = 'Basic realm="Coursewright evidence", Bearer'
    return answer


@blueprint.errorhandler(HTTPException)
def show_http_error(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        text = "The body is larger than is taken at once (2 MiB). Send less in each request."
        return _tell("too_large", text, 413)
    return _tell("request_refused", "This request cannot be read.", error.code or 400)


@blueprint.after_request
def name_version(response: Response) -> Response:
    if "/xapi/" in request.path:
        asked = request.headers.get(VERSION_HEADER, "")
        response.headers[VERSION_HEADER] = VERSIONS[asked.startswith("2.")]
    return response


def _tell(code: str, text: str, status: int) -> Response:
    g.error_code = code
    return make_response(jsonify(error=code, message=text, problems=[]), status)


def _check_version() -> None:
    asked = request.headers.get(VERSION_HEADER, "")
    if not VERSION.fullmatch(asked):
        raise XapiRequestError(
            f"Send the header {VERSION_HEADER} with one of the versions {', '.join(VERSIONS)}."
        )


def _read_uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise XapiRequestError("statementId has to be a UUID.") from error


def _read_body() -> bytes:
    if request.mimetype != "application/json":
        raise MediaTypeError
    return request.get_data(cache=False)


def _keep_xapi(sent: object = None) -> Kept:
    with wiring().database.read() as session:
        registration = _registration(session, authorise_key(session))
    homes = Homes(issuer=registration.issuer, tool=wiring().settings.base_url)
    sent = read_json(_read_body()) if sent is None else sent
    return _keep(read_statements(sent, homes, utcnow()))


def _keep(received: Sequence[Received]) -> Kept:
    """The key is looked at again: it may have been revoked while the body was read."""
    with wiring().database.write() as session:
        key = authorise_key(session)
        return keep_statements(session, key, received, utcnow())


def _registration(session: Session, key: EvidenceKey) -> Registration:
    return session.get_one(Registration, key.registration_id)
