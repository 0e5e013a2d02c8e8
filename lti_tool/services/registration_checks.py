"""Try what a registration says: the platform's key set, its host names, an access token.

It takes the database instead of a session, since it asks the platform and no transaction may be
open meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import requests
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.lti import claims as names
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.errors import KeysUnavailableError
from lti_tool.lti.http import HttpError
from lti_tool.lti.jwks import fetch_jwks
from lti_tool.lti.origins import host_of
from lti_tool.lti.vault import Vault
from lti_tool.models import Deployment, Registration
from lti_tool.services.connections import connect_platform
from lti_tool.services.private_hosts import (
    PrivatePlatformError,
    list_hosts,
    open_http,
    permit,
    require_permitted,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable and has its sentence in the views, which `fields` complete. `good` None:
    worth a look, but it may be meant so."""

    code: str
    good: bool | None
    fields: dict[str, str] = field(default_factory=dict)


def check_registration(
    database: Database, vault: Vault, site: Permitted, registration_id: str
) -> list[Finding]:
    """In the order in which they are to be mended."""
    with database.read() as session:
        row = session.get_one(Registration, registration_id)
        query = select(Deployment.id).where(Deployment.registration_id == row.id).limit(1)
        has_deployment = session.scalar(query) is not None
        permitted = permit(session, site, row.private_hosts)
    findings = [*_check_hosts(row), *_check_network(row, permitted), _check_keys(row, permitted)]
    findings += _check_token(database, vault, open_http(database, site, row.id), row)
    if not has_deployment:
        findings.append(Finding("deployment_open", None))
    if not row.active:
        findings.append(Finding("switched_off", None))
    return findings


def _check_hosts(row: Registration) -> list[Finding]:
    """Nearly always all addresses of a platform are on the host of its issuer."""
    issuer = host_of(row.issuer)
    urls = (row.auth_login_url, row.auth_token_url, row.jwks_url)
    others = sorted({host_of(url) for url in urls} - {issuer})
    if not issuer:
        return [Finding("issuer_no_address", None, {"issuer": row.issuer})]
    if others:
        return [Finding("hosts_differ", None, {"issuer": issuer, "others": ", ".join(others)})]
    return [Finding("hosts_agree", True, {"issuer": issuer})]


def _check_network(row: Registration, permitted: Permitted) -> list[Finding]:
    try:
        require_permitted(list_hosts(row), permitted)
    except PrivatePlatformError as error:
        return [Finding("host_private", False, {"host": str(error.fields["host"])})]
    return []


def _check_keys(row: Registration, permitted: Permitted) -> Finding:
    try:
        found = fetch_jwks(row.jwks_url, permitted)["keys"]
    except KeysUnavailableError as error:
        reason = str(error.found)[:200] if error.check == "jwks.fetch" else str(error.expected)
        return Finding("keys_unavailable", False, {"url": row.jwks_url, "reason": reason})
    if not found:
        return Finding("keys_none", False, {"url": row.jwks_url})
    return Finding("keys_found", True, {"count": str(len(found))})


def _check_token(
    database: Database, vault: Vault, http: requests.Session, row: Registration
) -> list[Finding]:
    """A scope at a time, so that it shows which are not granted. The token is thrown away."""
    granted, refused = list[str](), list[str]()
    for scope in names.SCOPES:
        try:
            connect_platform(database, vault, http, row.id).client.fetch(scope)
            granted.append(_shorten(scope))
        except HttpError as error:
            if error.code != "token_scope_refused":
                return [Finding("token_refused", False, {"problem": error.code})]
            refused.append(_shorten(scope))
    if refused:
        fields = {"granted": ", ".join(granted) or "–", "refused": ", ".join(refused)}
        return [Finding("token_partial", None if granted else False, fields)]
    return [Finding("token_given", True, {"granted": ", ".join(granted)})]


def _shorten(scope: str) -> str:
    return scope.rpartition("/")[2]
