"""Where a course's trained models lie: a folder for each revision, so that its row names a whole
one at any moment. What is being trained grows beside them, checkpoints included."""

from __future__ import annotations

import shutil
from pathlib import Path


def fresh_folder(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.new")


def put_beside(folder: Path, revision: str) -> None:
    """What was trained becomes a revision; what is in use stays until the row names the other. One
    of the same revision has the same weights, so its card may be replaced beside them."""
    fresh = fresh_folder(folder)
    (folder / revision).mkdir(parents=True, exist_ok=True)
    for path in fresh.iterdir():
        path.replace(folder / revision / path.name)
    fresh.rmdir()


def clear_others(folder: Path, revision: str) -> None:
    for path in folder.iterdir():
        if path.name != revision:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
