"""The default language model, fetched into the cache before anything else starts."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from rich.console import Console

from deploy.demo.processes import ProcessError
from deploy.demo.running import coursewright
from generators.models.catalogue import EndpointSource, load_catalogue
from generators.models.errors import DamagedModelError, NotInstalledError
from generators.models.store import check_model
from lti_tool.settings import Settings


def ensure_model(console: Console, environment: Mapping[str, str]) -> None:
    """Raises `ProcessError` where it could not be installed; the command has said why."""
    settings = Settings.from_env(environment)
    entry = load_catalogue(settings.models.catalogue).find(settings.drafter_model)
    if isinstance(entry.source, EndpointSource):
        return
    try:
        check_model(entry, settings.cache, thorough=False)
    except (NotInstalledError, DamagedModelError):
        console.print(f"Fetching the language model {entry.name} into {settings.cache}, once ...")
        _install(entry.name, environment)


def _install(name: str, environment: Mapping[str, str]) -> None:
    command = [*coursewright(), "models", "install", name]
    done = subprocess.run(command, env=dict(environment), check=False)
    if done.returncode:
        raise ProcessError(
            f"The model {name} could not be installed. Is the package registry reachable? Another "
            "model can be named in COURSEWRIGHT_DRAFTER_MODEL."
        )
