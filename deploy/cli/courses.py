"""Naming a course on the command line."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.cli.errors import CommandError
from lti_tool.models import Context

COURSE = click.option(
    "--course", required=True, help="The course's id, or its title where no other has it."
)


def find_course(session: Session, name: str) -> Context:
    """By id or title. Raises `CommandError` naming those that there are."""
    if found := session.get(Context, name):
        return found
    titled = list(session.scalars(select(Context).where(Context.title == name)))
    if len(titled) == 1:
        return titled[0]
    known = titled or session.scalars(select(Context))
    listed = ", ".join(f"{one.id} {one.title}" for one in known)
    what = "Several courses have that title" if titled else "There is no such course"
    raise CommandError(f"{what}. Name it by its id: {listed or 'there is none yet'}.")
