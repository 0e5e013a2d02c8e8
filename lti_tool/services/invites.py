"""Register a platform that an admin invited, over dynamic registration.

It takes the database instead of a session, since it asks the platform in between and no
transaction may be open meanwhile. The invitation is used up by success only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import requests
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.lti.addresses import Permitted, find_addresses
from lti_tool.lti.origins import host_of
from lti_tool.lti.registration import (
    Granted,
    PlatformConfiguration,
    ToolAddresses,
    check_address,
    describe_tool,
    fetch_configuration,
    find_client,
    post_registration,
)
from lti_tool.lti.state import digest
from lti_tool.lti.vault import Vault
from lti_tool.models import Registration, RegistrationInvite
from lti_tool.services.audit import note_audit
from lti_tool.services.keys import ensure_key
from lti_tool.services.registrations import (
    RegistrationForm,
    add_registration,
    change_registration,
    list_deployments,
)
from lti_tool.services.rows import find_row

NAME = "Coursewright"
DESCRIPTION = "Adaptive practice: exercises that fit each learner, from the course's own material."


class InviteUsedError(NotFoundError):
    code = "invite_used"
    message = (
        "This registration address was used or withdrawn, has expired or never existed. Ask the "
        "tool's administrator for a new one."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the platform's admin page brought: where its configuration is, and its token."""

    configuration_url: str
    token: str


def find_invite(session: Session, token: str, now: datetime) -> RegistrationInvite:
    """Raises `InviteUsedError`."""
    row = find_row(session, RegistrationInvite, token_hash=digest(token))
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise InviteUsedError
    return row


def fetch_invited(
    http: requests.Session, asked: Asked, permitted: Permitted, allow_loopback: bool
) -> PlatformConfiguration:
    """The platform's configuration, all its addresses checked. Raises `ConfigurationError`,
    `PrivateAddressError`, `NameUnknownError`, `PlatformSilentError`, `PlatformDeclinedError`."""
    find_addresses(check_address(asked.configuration_url, allow_loopback), permitted)
    found = fetch_configuration(http, asked.configuration_url, asked.token, allow_loopback)
    for url in (found.auth_login_url, found.auth_token_url, found.jwks_url):
        find_addresses(host_of(url), permitted)
    return found


def register_invited(
    database: Database,
    vault: Vault,
    http: requests.Session,
    invite: RegistrationInvite,
    platform: PlatformConfiguration,
    asked: Asked,
    addresses: ToolAddresses,
    now: datetime,
) -> Registration:
    """Tell the platform of the tool and keep what it grants. `addresses.jwks_url` is the stem to
    which the registration's id is added. An update keeps the registration's id.

    Raises `InviteUsedError`, `RegistrationTakenError`, `PlatformDeclinedError`, ...
    """
    client_id = find_client(http, platform, asked.token)
    with database.write() as session:
        known = find_row(session, Registration, issuer=platform.issuer, client_id=client_id)
        registration_id = known.id if known else invite.id
        ensure_key(session, vault, registration_id)
    own = replace(addresses, jwks_url=f"{addresses.jwks_url}/{registration_id}")
    tool = describe_tool(own, NAME, DESCRIPTION, platform.offered)
    granted = post_registration(http, platform, asked.token, tool)
    with database.write() as session:
        _consume(session, invite, now)
        note_audit(session, invite.made_by, "registration.register", registration_id)
        if known:
            row = _update(session, known.id, platform, granted)
        else:
            row = _add(session, vault, invite.id, platform, granted)
        row.private_hosts = sorted({*row.private_hosts, invite.allowed_host} - {""})
        return row


def _consume(session: Session, invite: RegistrationInvite, now: datetime) -> None:
    statement = (
        update(RegistrationInvite)
        .where(RegistrationInvite.id == invite.id, RegistrationInvite.used_at.is_(None))
        .values(used_at=now, token_sealed=None)
        .returning(RegistrationInvite.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(statement).first() is None:
        raise InviteUsedError


def _add(
    session: Session,
    vault: Vault,
    registration_id: str,
    platform: PlatformConfiguration,
    granted: Granted,
) -> Registration:
    deployments = (granted.deployment_id,) if granted.deployment_id else ()
    form = _form(platform, granted, host_of(platform.issuer), deployments)
    return add_registration(
        session,
        vault,
        form,
        registration_id=registration_id,
        product=platform.product,
        scopes=granted.scopes,
    )


def _update(
    session: Session, registration_id: str, platform: PlatformConfiguration, granted: Granted
) -> Registration:
    name = session.scalar(select(Registration.name).where(Registration.id == registration_id))
    known = list_deployments(session, registration_id)
    deployments = tuple(dict.fromkeys([*known, *filter(None, [granted.deployment_id])]))
    row = change_registration(
        session, registration_id, _form(platform, granted, name or "", deployments)
    )
    row.product, row.scopes = platform.product, list(granted.scopes)
    return row


def _form(
    platform: PlatformConfiguration, granted: Granted, name: str, deployments: tuple[str, ...]
) -> RegistrationForm:
    return RegistrationForm(
        issuer=platform.issuer,
        client_id=granted.client_id,
        name=name,
        auth_login_url=platform.auth_login_url,
        auth_token_url=platform.auth_token_url,
        jwks_url=platform.jwks_url,
        deployment_ids=deployments,
    )
