"""The token by which a platform's gradebook is read: sealed when it comes in, never shown again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError
from lti_tool.lti.origins import host_of, is_secure
from lti_tool.lti.vault import Vault
from lti_tool.services.course_sync import WEB_SERVICE_PURPOSE
from lti_tool.services.registrations import find_registration

TOKEN_CHARACTERS = 255


def set_web_service(
    session: Session, vault: Vault, registration_id: str, url: str, token: str
) -> None:
    """Both together: a token must not go to another address than the one it was made for.

    Raises `NotFoundError`, `InvalidInputError`.
    """
    row = find_registration(session, registration_id)
    url, token = url.strip(), token.strip()
    if not is_secure(url):
        raise InvalidInputError(
            "The site's address must be a full https address, as in https://moodle.example.org"
        )
    if not 0 < len(token) <= TOKEN_CHARACTERS or not token.isascii() or not token.isalnum():
        raise InvalidInputError(
            "A web-service token is letters and digits only. Copy it from Moodle's page of tokens."
        )
    row.web_service_url = url
    if row.private_hosts:
        row.private_hosts = sorted({*row.private_hosts, host_of(url)})
    row.web_service_token = vault.seal(token.encode(), WEB_SERVICE_PURPOSE)


def remove_web_service(session: Session, registration_id: str) -> None:
    """Raises `NotFoundError`."""
    row = find_registration(session, registration_id)
    row.web_service_url = row.web_service_token = None
