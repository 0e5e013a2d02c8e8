from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base, utcnow


class LoginState(Base):
    """A login in flight; consumed once by DELETE ... RETURNING. Keys are SHA-256 hex digests.

    `browser_hash` binds it to the browser that began (cookie or platform storage). The hints are
    what the login can begin again with in a new tab (`login_hint` None: too long to keep);
    `restarted`: it did. `storage_target` names the platform's frame that stores for tools.
    """

    __tablename__ = "login_state"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"))
    lti_deployment_id: Mapped[str | None] = mapped_column(String(255))
    target_link_uri: Mapped[str] = mapped_column(Text)
    login_hint: Mapped[str | None] = mapped_column(Text)
    message_hint: Mapped[str] = mapped_column(Text, default="", server_default="")
    storage_target: Mapped[str] = mapped_column(String(255), default="", server_default="")
    restarted: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
