"""A legal state is a StrEnum plus a database constraint."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Enum
from sqlalchemy.orm import MappedColumn, mapped_column

State = TypeVar("State", bound=StrEnum)


def enum_type(kind: type[State], name: str = "") -> Enum:
    """A VARCHAR that holds the values (not the names) of `kind`, checked by the database.

    `name` keeps the constraints of two columns of one kind in one table apart.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def state_column(kind: type[State], default: State, name: str = "") -> MappedColumn[State]:
    return mapped_column(enum_type(kind, name), default=default, index=True)
