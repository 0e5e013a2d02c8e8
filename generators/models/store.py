"""Where installed models lie, whether they are whole, and taking them away."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from generators.models.catalogue import Catalogue, EndpointSource, ModelEntry, PathSource
from generators.models.errors import DamagedModelError, InstallError, NotInstalledError

MANIFEST = "coursewright-model.json"
_CHUNK = 1024 * 1024
_LOCK_SECONDS = 3600


class Manifest(BaseModel):
    """What was installed: `files` maps each name to its SHA-256, `sizes` to its bytes."""

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str
    files: dict[str, str]
    sizes: dict[str, int]


class InstalledModel(BaseModel):
    """`bytes` is the room taken on disk; a local path and an endpoint are not ours to measure."""

    model_config = ConfigDict(frozen=True)

    entry: ModelEntry
    installed: bool
    path: Path | None = None
    bytes: int = 0


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_manifest(folder: Path, name: str, revision: str) -> Manifest:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    manifest = Manifest(
        name=name,
        revision=revision,
        files={own: digest_of(folder / own) for own in names},
        sizes={own: (folder / own).stat().st_size for own in names},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Raises `NotInstalledError`, or `DamagedModelError` where it is unreadable."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotInstalledError(f"No model is installed at {folder}.") from error
    except (OSError, ValidationError) as error:
        raise DamagedModelError(f"{folder / MANIFEST} cannot be read: install it anew.") from error


@contextmanager
def locked(cache: Path, name: str) -> Iterator[None]:
    """One process at a time installs or removes a model."""
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache / f".{name}.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise InstallError(
            f"Another process has been installing {name} for an hour. End it and try again."
        ) from error


def locate(entry: ModelEntry, cache: Path) -> Path:
    """The folder of an installed model. Raises `NotInstalledError`."""
    if isinstance(entry.source, EndpointSource):
        raise NotInstalledError(f"{entry.name} is a server: it has no folder.")
    folder = entry.source.path if isinstance(entry.source, PathSource) else cache / entry.name
    if not has_weights(entry, folder):
        raise NotInstalledError(
            f"{entry.name} is not installed. Run: coursewright models install {entry.name}"
        )
    return folder


def has_weights(entry: ModelEntry, folder: Path) -> bool:
    """Whether what its engine reads first is there."""
    needed = "*.gguf" if entry.runner == "llamacpp" else "config.json"
    return any(path.is_file() for path in folder.glob(needed))


def revision_of(entry: ModelEntry, cache: Path) -> str:
    """Names the exact weights; for a folder of the admin's, the time of its last change."""
    folder = locate(entry, cache)
    if isinstance(entry.source, PathSource):
        newest = max(int(path.stat().st_mtime) for path in folder.iterdir())
        return f"path-{newest}"
    return read_manifest(folder).revision


def check_model(entry: ModelEntry, cache: Path, *, thorough: bool = True) -> None:
    """Compares sizes and, if `thorough`, SHA-256s with those at installation.

    Raises `NotInstalledError` or `DamagedModelError`.
    """
    folder = locate(entry, cache)
    if isinstance(entry.source, PathSource):
        return
    manifest = read_manifest(folder)
    for name, size in manifest.sizes.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise DamagedModelError(f"{path} is missing or cut short: install {entry.name} anew.")
        if thorough and digest_of(path) != manifest.files[name]:
            raise DamagedModelError(f"{path} was changed: install {entry.name} anew.")


def list_models(catalogue: Catalogue, cache: Path) -> tuple[InstalledModel, ...]:
    return tuple(_describe(entry, cache) for entry in catalogue.models)


def _describe(entry: ModelEntry, cache: Path) -> InstalledModel:
    if isinstance(entry.source, EndpointSource):
        return InstalledModel(entry=entry, installed=True)
    try:
        folder = locate(entry, cache)
    except NotInstalledError:
        return InstalledModel(entry=entry, installed=False)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return InstalledModel(entry=entry, installed=True, path=folder, bytes=size)


def remove_model(entry: ModelEntry, cache: Path) -> bool:
    """Whether there was one to remove. An admin's own folder is left alone."""
    if isinstance(entry.source, PathSource | EndpointSource):
        return False
    with locked(cache, entry.name):
        folder = cache / entry.name
        if not folder.exists():
            return False
        shutil.rmtree(folder)
        return True
