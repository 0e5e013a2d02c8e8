"""All that is sealed in the database, sealed anew under the present secret: all of it or nothing.

What is under the present secret already is left alone, so that it may be run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import AccessToken, Registration, RegistrationInvite, ToolKey
from lti_tool.services.connections import token_purpose
from lti_tool.services.course_sync import WEB_SERVICE_PURPOSE
from lti_tool.services.keys import key_purpose
from lti_tool.services.registration_invites import PURPOSE as INVITE_PURPOSE
from lti_tool.services.row_parts import table_of


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """`purpose` is that of a row's value, see `lti_tool.lti.vault`."""

    table: Table
    name: str
    purpose: Callable[[Row[Any]], str]


SEALED = (
    SealedColumn(table_of(ToolKey), "private_sealed", lambda row: key_purpose(row.kid)),
    SealedColumn(
        table_of(AccessToken), "token_sealed", lambda row: token_purpose(row.registration_id)
    ),
    SealedColumn(table_of(Registration), "web_service_token", lambda _: WEB_SERVICE_PURPOSE),
    SealedColumn(table_of(RegistrationInvite), "token_sealed", lambda _: INVITE_PURPOSE),
)


@dataclass(frozen=True, slots=True)
class Resealing:
    """`unreadable`: "table id" of each value that opens under neither secret."""

    resealed: int
    already: int
    unreadable: tuple[str, ...]


def reseal_all(session: Session, vault: Vault) -> Resealing:
    """Where anything is unreadable, nothing is changed."""
    fresh, already, unreadable = list[tuple[SealedColumn, str, bytes]](), 0, list[str]()
    for column in SEALED:
        sealed = column.table.c[column.name]
        query = select(column.table).where(sealed.is_not(None)).with_for_update()
        for row in session.execute(query):
            try:
                found = vault.reseal(getattr(row, column.name), column.purpose(row))
            except VaultError:
                unreadable.append(f"{column.table.name} {row.id}")
                continue
            if found is None:
                already += 1
            else:
                fresh.append((column, row.id, found))
    if unreadable:
        return Resealing(0, already, tuple(unreadable))
    for column, row_id, value in fresh:
        table = column.table
        session.execute(table.update().where(table.c.id == row_id).values({column.name: value}))
    return Resealing(len(fresh), already, ())
