from __future__ import annotations

import json
from pathlib import Path

import click

from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from deploy.private_file import write_private
from lti_tool.db import utcnow
from lti_tool.models import Registration
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.evidence_export import export_evidence
from lti_tool.services.evidence_keys import KeyForm, KeyLine, list_keys, make_key, revoke_key
from lti_tool.settings import Settings


@click.group()
def evidence() -> None:
    """Keys of other tools that send evidence by xAPI or Caliper."""


@evidence.command("keys")
def keys_command() -> None:
    """List the keys, with what they sent and when they were last used."""
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        lines = list_keys(session)
    for line in lines:
        click.echo(_tell(line))
    if not lines:
        click.echo("There is no key. Make one: coursewright evidence make-key")


@evidence.command("make-key")
@click.argument("label")
@click.option("--registration", required=True, help="Its id, the end of its page's address.")
@click.option("--course", default="", help="The id of one of its courses; without it: all.")
@click.option("--by-email", is_flag=True, help="Find people by their e-mail address too.")
def make_command(label: str, registration: str, course: str, by_email: bool) -> None:
    """Make a key for the tool LABEL. Its secret is printed once and stored nowhere."""
    form = KeyForm(registration, course, label, by_email)
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        if session.get(Registration, registration) is None:
            raise CommandError(f"There is no registration {registration!r}.")
        made = make_key(session, form, COMMAND_LINE)
    click.echo(f"User name: {made.row.name}\nPassword: {made.secret}\nBearer token: {made.bearer}")


@evidence.command("revoke-key")
@click.argument("key_id", metavar="ID")
def revoke_command(key_id: str) -> None:
    """Nothing is taken by the key ID any more. What it sent stays."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        revoke_key(session, key_id, utcnow(), COMMAND_LINE)
    click.echo("Revoked.")


@evidence.command()
@click.option("--course", required=True, help="The id of the course.")
@click.option("--format", "standard", type=click.Choice(["xapi", "caliper"]), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--subjects", is_flag=True, help="The platform's ids instead of pseudonyms.")
def export(course: str, standard: str, out: Path, subjects: bool) -> None:
    """Write all evidence of a course as xAPI statements or a Caliper envelope."""
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.write() as session:
        writer, found = export_evidence(session, course, settings.base_url, subjects=subjects)
        note_audit(session, COMMAND_LINE, "evidence.export", f"context:{course}")
    written: object = [writer.statement(piece) for piece in found]
    if standard == "caliper":
        written = writer.envelope([writer.event(piece) for piece in found], utcnow())
    write_private(out, json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    click.echo(f"{len(found)} pieces of evidence written to {out}, readable only by you.")


def _tell(line: KeyLine) -> str:
    course = (line.course.title or line.course.id) if line.course else "all courses"
    used = f"last used {line.row.used_at:%Y-%m-%d %H:%M} UTC" if line.row.used_at else "never used"
    state = " (revoked)" if line.row.revoked_at else ""
    return (
        f"{line.row.id}: {line.row.label}{state}, user name {line.row.name}, "
        f"{line.registration.name or line.registration.issuer}, {course}, {used}, "
        f"{line.statements} statements, {line.waiting} of them waiting"
    )
