"""One running platform: its configuration, database, key and secrets, and how views reach it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from deploy.demo.platform.config import PlatformConfig
from deploy.demo.platform.courses import sow_courses
from deploy.demo.platform.keys import PlatformKey
from deploy.demo.platform.people import sow_people
from deploy.demo.platform.rows import Base, Setting
from lti_tool.db import Database

DATABASE_FILE = "platform.db"


@dataclass(frozen=True, slots=True)
class Site:
    config: PlatformConfig
    database: Database
    key: PlatformKey
    cookie_secret: str
    webservice_token: str
    guid: str

    @property
    def url(self) -> str:
        """The issuer, and the beginning of every address of this platform."""
        return self.config.base_url.rstrip("/")

    def now(self) -> int:
        return int(time.time())


def open_site(config: PlatformConfig) -> Site:
    """Make the data folder ready at the first start, or continue with what it holds."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite:///{config.data_dir / DATABASE_FILE}")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        settings = _sow(session, config)
    return Site(config, database, PlatformKey(config.data_dir), **settings)


def _sow(session: Session, config: PlatformConfig) -> dict[str, str]:
    names = ("cookie_secret", "webservice_token", "guid")
    if session.get(Setting, names[0]) is None:
        for name in names:
            given = config.webservice_token if name == "webservice_token" else None
            session.add(Setting(name=name, value=given or secrets.token_hex(16)))
        sow_people(session)
        session.flush()
        sow_courses(session, config)
    session.flush()
    return {name: session.get_one(Setting, name).value for name in names}


def site() -> Site:
    return cast(Site, current_app.extensions["platform"])
