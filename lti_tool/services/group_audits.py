"""Compare the learner model's errors between groups that an admin names in a table.

The table is read, used and forgotten: no row ever holds who belongs to which group.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.foresight import Case, foresee_answers
from analytics.types import Evidence
from lti_tool.errors import InvalidInputError
from lti_tool.models import Context, Membership, Person
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.pseudonyms import pseudonym_of

USER = "user"
MOST_GROUPS = 20
LABEL_CHARACTERS = 60
MOST_BYTES = 1_900_000


class LabelsError(InvalidInputError):
    code = "group_labels"
    message = "The table of groups cannot be used: %(why)s. Nothing was kept of it."


@dataclass(frozen=True, slots=True)
class Labels:
    """By attribute (a column) and user as the table names them. `users` are all of them."""

    attributes: Mapping[str, Mapping[str, str]]
    users: frozenset[str]


def read_labels(data: bytes) -> Labels:
    """A CSV with the column `user` and one or more columns of groups. Raises `LabelsError`."""
    rows = read_table(data, USER)
    attributes: dict[str, dict[str, str]] = {name: {} for name in rows[0] if name != USER}
    if not attributes:
        raise LabelsError(why="it needs a column of groups beside “user”")
    users = set[str]()
    for line, row in enumerate(rows, 2):
        user = row[USER].strip()
        if not user or user in users:
            raise LabelsError(why=f"line {line} names no user, or one that stands above already")
        users.add(user)
        for name, found in attributes.items():
            if label := row[name].strip()[:LABEL_CHARACTERS]:
                found[user] = label
    for name, found in attributes.items():
        if len(set(found.values())) > MOST_GROUPS:
            raise LabelsError(why=f"“{name}” has more than {MOST_GROUPS} groups")
    return Labels(attributes, frozenset(users))


def read_table(data: bytes, *needed: str) -> list[dict[str, str]]:
    """Rows by column, at least one. Raises `LabelsError`."""
    if len(data) > MOST_BYTES:
        raise LabelsError(why="it is larger than 1.9 MB")
    try:
        text = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = list(reader)
    except (UnicodeError, csv.Error) as error:
        raise LabelsError(why="it is not a CSV file in UTF-8") from error
    names = reader.fieldnames or []
    missing = [name for name in needed if name not in names]
    if missing or len(set(names)) < len(names) or not rows:
        raise LabelsError(
            why=f"it needs rows, and one line of different column names with {', '.join(needed)}"
        )
    for line, row in enumerate(rows, 2):
        if None in row or any(value is None for value in row.values()):
            raise LabelsError(why=f"line {line} has not as many columns as the first")
    return rows


def match_people(session: Session, registration_id: str, users: frozenset[str]) -> dict[str, str]:
    """User as the table names them, by person id: the platform's id goes before our own id, and
    that before the short pseudonym, where only one person has it."""
    query = select(Person.id, Person.subject).where(Person.registration_id == registration_id)
    people = session.execute(query).all()
    short: dict[str, list[str]] = defaultdict(list)
    for own, _ in people:
        short[pseudonym_of(own)].append(own)
    found = {ids[0]: name for name, ids in short.items() if len(ids) == 1 and name in users}
    found |= {own: own for own, _ in people if own in users}
    return found | {own: subject for own, subject in people if subject in users}


def label_people(by_person: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """By person id, out of users by person id and labels by user."""
    return {person: labels[user] for person, user in by_person.items() if user in labels}


def list_predictions(
    session: Session, registration_id: str, context_id: str = ""
) -> Iterator[Case]:
    """Of one course or of all, before each answer of each learner; never of instructors."""
    courses = select(Context.id).where(Context.registration_id == registration_id)
    if context_id:
        courses = courses.where(Context.id == context_id)
    for course in session.scalars(courses.order_by(Context.id)).all():
        snapshot = read_snapshot(session, course)
        by_learner: dict[str, list[Evidence]] = defaultdict(list)
        for piece in list_evidence(session, course):
            by_learner[piece.learner].append(piece)
        members = select(Membership.person_id).where(
            Membership.context_id == course, Membership.ever_instructor.is_(False)
        )
        for learner in session.scalars(members.order_by(Membership.person_id)).all():
            yield from foresee_answers(learner, by_learner[learner], snapshot)
