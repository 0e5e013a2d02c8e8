from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class KeyState(StrEnum):
    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"


class ToolKey(Row):
    """An RSA key of one registration. All states are in its JWKS, the active one signs."""

    __tablename__ = "tool_key"

    registration_id: Mapped[str] = mapped_column(String(32), index=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[KeyState] = state_column(KeyState, KeyState.ACTIVE)
    public_pem: Mapped[str] = mapped_column(Text)
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # lti_tool.lti.vault
    retired_at: Mapped[datetime | None]


class AccessToken(Row):
    """A platform's service token, cached by registration and scopes, sealed at rest."""

    __tablename__ = "access_token"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    scopes: Mapped[str] = mapped_column(Text)
    token_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[float]
