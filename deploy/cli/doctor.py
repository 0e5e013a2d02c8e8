from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_database
from lti_tool.db import utcnow
from lti_tool.queue import QueueName, connect_queue
from lti_tool.revision import is_current
from lti_tool.services.doctor import examine_registration, examine_site
from lti_tool.services.model_choice import default_models
from lti_tool.services.registration_checks import Finding
from lti_tool.services.registrations import list_registrations
from lti_tool.settings import Settings
from lti_tool.views.registration_check import tell_finding

STATES = {True: "ok", None: "warn", False: "fail"}


@click.command()
@json_option
def doctor(json_file: Path | None) -> None:
    """Try all that launches and scores need, and say what to do.

    Exit code 1 if something fails; what is only worth a look does not count.
    """
    settings, now = Settings.from_env(), utcnow()
    queue = connect_queue(settings.redis_url)
    depths = {name.value: queue.depth(name) for name in QueueName}
    vault, site = settings.vault, settings.permitted
    with open_database(settings) as database:
        own = examine_site(database, depths, default_models(settings), settings.outgoing_proxy, now)
        sections = {"This installation": own}
        if is_current(database.engine):
            with database.read() as session:
                rows = list_registrations(session)
            for row in rows:
                name = f"{row.name or row.issuer} ({row.id})"
                sections[name] = examine_registration(
                    database, vault, site, settings.base_url, row.id, now
                )
    for name, findings in sections.items():
        click.echo(name)
        for one in findings:
            click.echo(f"  {STATES[one.good]:5}{tell_finding(one).text}")
    write_json(json_file, {"sections": {name: _figures(found) for name, found in sections.items()}})
    if any(one.good is False for found in sections.values() for one in found):
        raise SystemExit(1)


def _figures(findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {"check": one.code, "state": STATES[one.good], "text": tell_finding(one).text}
        for one in findings
    ]
