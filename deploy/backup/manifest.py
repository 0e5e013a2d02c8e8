"""What an archive says that it holds; read with suspicion, since anybody may have made it."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.backup.errors import ArchiveDamagedError
from deploy.backup.values import KINDS

FORMAT = "coursewright-backup"
VERSION = 1
NAME = "manifest.json"
KEY = "secret.key"
UPLOAD = re.compile(r"uploads/([0-9a-f]{32})/([0-9a-f]{32})")
_WORD = r"^[a-z][a-z0-9_]{0,62}$"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Part):
    """A file of the archive; `bytes` unpacked."""

    name: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Column(_Part):
    name: str = Field(pattern=_WORD)
    kind: str


class TableDump(_Part):
    """`member` holds a line a row, its values in the order of `columns`."""

    name: str = Field(pattern=_WORD)
    columns: list[Column] = Field(min_length=1)
    rows: int = Field(ge=0)
    member: Member


class Manifest(_Part):
    """`missing` are uploads that the rows name and the disk did not have."""

    format: str = FORMAT
    version: int = VERSION
    release: str
    revision: str = Field(pattern=r"^[0-9a-z_]{1,32}$")
    made_at: str
    made_on: str
    secret: str
    tables: list[TableDump]
    files: list[Member]
    key: Member | None = None
    missing: list[str] = []

    def members(self) -> list[Member]:
        key = [self.key] if self.key else []
        return [*(table.member for table in self.tables), *self.files, *key]

    @property
    def row_count(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def unpacked_bytes(self) -> int:
        return sum(member.bytes for member in self.members())


def read_manifest(text: bytes) -> Manifest:
    """Raises `ArchiveDamagedError`."""
    try:
        found = Manifest.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ArchiveDamagedError(
            what=f"its manifest is wrong at {where or 'its beginning'}"
        ) from error
    if (found.format, found.version) != (FORMAT, VERSION):
        raise ArchiveDamagedError(what=f"its format is {found.format[:40]} {found.version}")
    _check_names(found)
    return found


def _check_names(manifest: Manifest) -> None:
    names = [member.name for member in manifest.members()]
    right = [table.member.name == f"tables/{table.name}.jsonl" for table in manifest.tables]
    right += [UPLOAD.fullmatch(member.name) is not None for member in manifest.files]
    right += [manifest.key is None or manifest.key.name == KEY]
    kinds = {column.kind for table in manifest.tables for column in table.columns}
    if not all(right) or len(set(names)) < len(names) or not kinds <= KINDS.keys():
        raise ArchiveDamagedError(what="its manifest names what no backup holds")
