"""Registrations: what an admin enters, changes and switches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.lti.origins import is_secure, origin
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, Deployment, Registration
from lti_tool.services.keys import ensure_key
from lti_tool.services.private_hosts import list_hosts
from lti_tool.services.rows import find_row

LONGEST = 255


class RegistrationTakenError(ConflictError):
    code = "registration_taken"
    message = "This issuer and client ID are registered already. Change that registration instead."


class DeploymentUsedError(ConflictError):
    code = "deployment_used"
    message = "Deployment %(deployment)s has courses here, so it cannot be taken out."


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """As an admin copies it from the platform. Without `deployment_ids` the first deployment
    that launches is taken; `service_hosts` are further hosts of the platform, reached by https:
    without them those that are kept stay. `private`: all its hosts may have private addresses;
    None leaves that as it is."""

    issuer: str
    client_id: str
    name: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    deployment_ids: tuple[str, ...] = ()
    service_hosts: tuple[str, ...] | None = None
    private: bool | None = None


def add_registration(
    session: Session,
    vault: Vault,
    form: RegistrationForm,
    *,
    registration_id: str | None = None,
    product: str = "",
    scopes: Sequence[str] = (),
) -> Registration:
    """With a key of its own. Raises `InvalidInputError`, `RegistrationTakenError`."""
    row = Registration(product=product, scopes=list(scopes), service_hosts=[], private_hosts=[])
    if registration_id:
        row.id = registration_id
    _fill(session, row, form)
    session.add(row)
    session.flush()
    _keep_deployments(session, row, form)
    ensure_key(session, vault, row.id)
    return row


def change_registration(
    session: Session, registration_id: str, form: RegistrationForm
) -> Registration:
    """Raises `NotFoundError`, `InvalidInputError`, `RegistrationTakenError`,
    `DeploymentUsedError`. The platform's keys are fetched anew."""
    row = find_registration(session, registration_id)
    _fill(session, row, form)
    row.jwks = row.jwks_fetched_at = row.jwks_rest_until = None
    _keep_deployments(session, row, form)
    session.flush()
    return row


def set_active(session: Session, registration_id: str, active: bool) -> None:
    """Switched off, it refuses launches and ends the visits that are open."""
    find_registration(session, registration_id).active = active


def find_registration(session: Session, registration_id: str) -> Registration:
    row = session.get(Registration, registration_id)
    if row is None:
        raise NotFoundError
    return row


def list_registrations(session: Session) -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.created_at)))


def list_deployments(session: Session, registration_id: str) -> list[str]:
    """The platform's ids of them."""
    query = select(Deployment.lti_id).where(Deployment.registration_id == registration_id)
    return list(session.scalars(query.order_by(Deployment.created_at, Deployment.lti_id)))


def _fill(session: Session, row: Registration, form: RegistrationForm) -> None:
    _check(form)
    issuer, client_id = form.issuer.strip(), form.client_id.strip()
    taken = find_row(session, Registration, issuer=issuer, client_id=client_id)
    if taken and taken is not row:
        raise RegistrationTakenError
    row.issuer, row.client_id = issuer, client_id
    row.name = form.name.strip()[:LONGEST]
    row.auth_login_url = form.auth_login_url.strip()
    row.auth_token_url = form.auth_token_url.strip()
    row.jwks_url = form.jwks_url.strip()
    if form.service_hosts is not None:
        row.service_hosts = sorted({_read_service_host(text) for text in form.service_hosts})
    if form.private is not None:
        row.private_hosts = list_hosts(row) if form.private else []


def _check(form: RegistrationForm) -> None:
    for text in (form.issuer, form.client_id, *form.deployment_ids):
        if not 0 < len(text.strip()) <= LONGEST or not text.isprintable():
            raise InvalidInputError(
                "Issuer, client ID and deployment IDs are texts of at most 255 characters: copy "
                "them from the platform's page of the tool."
            )
    for url in (form.auth_login_url, form.auth_token_url, form.jwks_url):
        if not is_secure(url.strip()):
            raise InvalidInputError(
                "%(url)s is not a full https address. Copy it from the platform's page of the "
                "tool.",
                url=url[:200] or "…",
            )


def _read_service_host(text: str) -> str:
    """host or host:port. Raises `InvalidInputError`."""
    url = text if "://" in text else f"https://{text}"
    found = origin(url)
    if not found.startswith("https://") or urlsplit(url).path.strip("/"):
        raise InvalidInputError(
            "%(entry)s cannot be kept: give further hosts of the platform alone, as in "
            "school.example.org. They are reached by https only.",
            entry=text[:100],
        )
    return found.removeprefix("https://")


def _keep_deployments(session: Session, row: Registration, form: RegistrationForm) -> None:
    wanted = {text.strip() for text in form.deployment_ids}
    query = select(Deployment).where(Deployment.registration_id == row.id)
    known = {found.lti_id: found for found in session.scalars(query)}
    for lti_id in sorted(known.keys() - wanted):
        _drop_deployment(session, known[lti_id])
    for lti_id in sorted(wanted - known.keys()):
        session.add(Deployment(registration_id=row.id, lti_id=lti_id))
    session.flush()


def _drop_deployment(session: Session, row: Deployment) -> None:
    used = select(Context.id).where(Context.deployment_id == row.id).limit(1)
    if session.scalar(used):
        raise DeploymentUsedError(deployment=row.lti_id)
    session.delete(row)
