from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class LaunchSession(Row):
    """One launch's visit: two tabs are two sessions. Secrets are kept as SHA-256 hex digests.

    `enter_hash` is the one-use code of the redirect after the launch. `message` is
    "resource_link", "deep_linking" or "submission_review"; `settings` holds what that message
    needs to be answered (deep linking settings, the learner under review). `rung` says how the
    launch was bound to its browser (services.logins.Rung); `storage_target` names the platform's
    frame that stores for tools, empty where it stores nothing; `came_as` is the scheme and host by
    which the launch reached the tool, as the proxies hand them on.
    """

    __tablename__ = "launch_session"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployment.id"))
    resource_link_id: Mapped[str | None] = mapped_column(ForeignKey("resource_link.id"))
    message: Mapped[str] = mapped_column(String(32))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secret_hash: Mapped[str] = mapped_column(String(64))
    enter_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(16), default="")
    return_url: Mapped[str] = mapped_column(Text, default="")
    rung: Mapped[str | None] = mapped_column(String(16))
    storage_target: Mapped[str] = mapped_column(String(255), default="", server_default="")
    came_as: Mapped[str] = mapped_column(String(255), default="", server_default="")
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
