from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class Registration(Row):
    """One tool-platform agreement: an issuer and a client id. Many clients per issuer."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    product: Mapped[str] = mapped_column(String(64), default="")
    auth_login_url: Mapped[str] = mapped_column(Text)
    auth_token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    web_service_url: Mapped[str | None] = mapped_column(Text)
    web_service_token: Mapped[bytes | None] = mapped_column(LargeBinary)  # lti_tool.lti.vault
    jwks: Mapped[dict[str, Any] | None]
    jwks_fetched_at: Mapped[datetime | None]
    jwks_rest_until: Mapped[datetime | None]  # nobody fetches them before
    keys_asked_at: Mapped[datetime | None]  # our key set, by whoever it was
    # Hosts, with a port where it is not 443, besides those of the URLs above; by https only.
    service_hosts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    # Those of its hosts that may have addresses in a private network.
    private_hosts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class Deployment(Row):
    __tablename__ = "deployment"
    __table_args__ = (UniqueConstraint("registration_id", "lti_id"),)

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"))
    lti_id: Mapped[str] = mapped_column(String(255))


class RegistrationInvite(Row):
    """A one-time link by which an admin lets one platform register.

    Its id becomes the registration's id, so that the key set's URL is known beforehand. `made_by`
    is an admin's id or `services.audit.COMMAND_LINE`. The token stays, sealed, until it is used.
    """

    __tablename__ = "registration_invite"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    allowed_host: Mapped[str] = mapped_column(String(255), default="")
    made_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # lti_tool.lti.vault
