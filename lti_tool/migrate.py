"""Bring a database to the schema of this release."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from lti_tool.models import Registration


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate_database(engine: Engine) -> None:
    """Upgrade to the newest revision; running it twice does nothing the second time."""
    with engine.connect() as connection:
        migrate_within(connection)
        connection.commit()


def migrate_within(connection: Connection, revision: str = "head") -> None:
    """Upgrade as part of the connection's transaction."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def list_revisions() -> list[str]:
    """All that this release can upgrade, newest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in scripts.walk_revisions()]


def newest_revisions() -> list[str]:
    """Of the files in migrations/versions; one, unless two people branched off."""
    return ScriptDirectory.from_config(alembic_config()).get_heads()


def schema_differences(engine: Engine) -> list[object]:
    """What the rows say and the migrated database does not; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Registration.metadata))
