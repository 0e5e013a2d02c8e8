from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.cli.courses import COURSE, find_course
from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from generators.exercise.formats.features import Feature
from generators.exercise.formats.files import FileError, Files, read_files
from generators.exercise.formats.portable import FormatErrorCode
from generators.exercise.formats.registry import FORMATS, FormatName
from generators.exercise.formats.sidecar import write_sidecar
from lti_tool.models import Context, ExerciseState
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.bank import BankFilter
from lti_tool.services.exports import count_losses, list_portables, write_export
from lti_tool.services.imports import store_exercises
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.training_pairs import list_pairs
from lti_tool.settings import Settings


@click.group()
def exercises() -> None:
    """Export a course's exercises into files of other tools, and import such files."""


@exercises.command("export")
@COURSE
@click.option(
    "--format", "name", type=click.Choice([name.value for name in FormatName]), required=True
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--sidecar",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write what no format carries; `import` joins both again.",
)
def export_command(course: str, name: str, out: Path, sidecar: Path | None) -> None:
    """Write the published exercises, and print what the format cannot carry."""
    form = FORMATS[FormatName(name)]
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        context = find_course(session, course)
        wanted = BankFilter(state=ExerciseState.PUBLISHED)
        found = list_portables(session, context.id, wanted)
        data = write_export(form, found, context.title)
        beside = write_sidecar(found, context.title)
        note_audit(session, COMMAND_LINE, "exchange.ask", f"context:{context.id}")
    out.write_bytes(data)
    if sidecar:
        sidecar.write_bytes(beside)
    losses = count_losses(form, found)
    click.echo(f"{losses.held} of {len(found)} exercises written to {out}.")
    for what, features in (("left out", losses.left_out), ("not carried", losses.lost)):
        for feature, count in sorted(features.items()):
            click.echo(f"  {what}: {_spell(feature)} ({count})")


@exercises.command("import")
@COURSE
@click.option("--skill", default="", help="Of exercises whose file names none of the course.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def import_command(course: str, skill: str, files: tuple[Path, ...]) -> None:
    """Bring FILES (Moodle XML, GIFT, Aiken, CSV, XLSX, and a sidecar) to the review desk.

    The sweeper starts their checks.
    """
    read = _read_files(files)
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        context = find_course(session, course)
        skill_id = _find_skill(session, context.id, skill)
        came = store_exercises(session, context.id, read.exercises, skill_id)
        note_audit(session, COMMAND_LINE, "exchange.take", f"context:{context.id}")
    click.echo(f"{len(came.drafts)} drafts on the review desk, {came.known} known already.")
    for name, problem in read.problems:
        kept = "left out" if problem.left_out else "came in, but look at it"
        detail = f": {problem.detail}" if problem.detail else ""
        place = f"{name} {problem.place} {problem.name!r}"
        click.echo(f"  {place} {kept} ({problem.code}{detail})")


@exercises.command("pairs")
@click.option("--course", default="", help="The course's id or title; all courses without it.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pairs_command(course: str, out: Path) -> None:
    """Write what instructors made of drafts as JSON lines, to train a model on.

    Each line: blueprint, the text as drafted, the text as published (null where it was rejected,
    with the reason's code), verdicts. No person is named.
    """
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        found = [find_course(session, course)] if course else session.scalars(select(Context))
        pairs = [pair for context in found for pair in list_pairs(session, context.id)]
        note_audit(session, COMMAND_LINE, "exercises.pairs", f"context:{course or 'all'}")
    lines = (json.dumps(pair, ensure_ascii=False) for pair in pairs)
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    changed = sum(pair["changed"] for pair in pairs)
    rejected = sum(pair["published"] is None for pair in pairs)
    click.echo(
        f"{len(pairs)} decided drafts written to {out}: {changed} changed by an instructor, "
        f"{rejected} rejected."
    )


def _spell(feature: Feature) -> str:
    return feature.value.replace("_", " ")


def _read_files(paths: tuple[Path, ...]) -> Files:
    try:
        return read_files((path.name, path.read_bytes()) for path in paths)
    except FileError as error:
        if error.code is FormatErrorCode.UNKNOWN_TYPE:
            raise CommandError(
                f"{error.name}: name it .xml, .txt, .gift, .csv or .xlsx."
            ) from error
        raise CommandError(f"{error} cannot be read. Nothing came in.") from error


def _find_skill(session: Session, context_id: str, name: str) -> str:
    kept = list_kept_skills(session, context_id)
    found = [skill for skill in kept if name in ("", skill.id, skill.name)]
    if not found:
        names = ", ".join(skill.name for skill in kept) or "none yet"
        raise CommandError(f"The course has no skill {name!r}. It has: {names}.")
    return found[0].id
