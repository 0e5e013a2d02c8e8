"""Settings of one installation, read once from the environment.

Every variable begins with COURSEWRIGHT_; README and docs list them. The defaults are those of
the embedded form (one machine, SQLite); production sets at least DATABASE_URL, REDIS_URL,
BASE_URL and SECRET_KEY.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from generators.exercise.content import Language
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.origins import read_host
from lti_tool.lti.proxy import Proxy, read_proxy
from lti_tool.lti.vault import Vault
from lti_tool.model_settings import Get, ModelSettings

# Of the catalogue: it proves that models work here, and writes little that can be used.
TRIAL_MODEL = "smollm2-135m"


class SettingsError(ValueError):
    """A setting is missing or unusable; the message names the variable and what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path  # uploads, the embedded SQLite file, keys: everything to back up
    cache: Path  # models, outside the data folder: can be fetched again
    base_url: str  # https origin under which browsers and the platform reach the tool
    database_url: str
    redis_url: str
    secret_key: bytes  # signs tokens and, derived, encrypts keys and tokens at rest
    old_secret_key: bytes = b""  # the one before, while `coursewright keys reseal` is still to run
    course_bytes: int = 200 * 1024 * 1024  # upload limit of one course
    session_minutes: int = 120  # a launch session ends this long after its last request
    proxies: int = 0  # number of trusted reverse proxies that set X-Forwarded-*
    log_level: str = "INFO"
    drafter_model: str = TRIAL_MODEL
    embedder_model: str = "minilm-l6"  # finds passages by meaning where installed; "none": never
    embedder_languages: frozenset[Language] = frozenset()  # of a model that the catalogue lacks
    allow_http: bool = False  # plain http is for loopback only
    login_limit: int = 3000  # a minute and address, 0 for none; a school may share one address
    launch_limit: int = 3000  # likewise
    upload_limit: int = 60  # a minute and visit
    typed_limit: int = 300  # a minute and visit; a page that is typed into sends at most 100
    evidence_limit: int = 60  # requests a minute and key of another tool
    metrics_token: str = ""  # bearer token for /metrics
    metrics_addresses: tuple[IPv4Network | IPv6Network, ...] = ()  # read it without a token
    permitted_hosts: frozenset[str] = frozenset()  # platforms in a private network
    outgoing_proxy: Proxy | None = None  # the way to all other platforms
    models: ModelSettings = field(default_factory=ModelSettings)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Raises `SettingsError`."""
        values = os.environ if env is None else env

        def get(name: str, default: str = "") -> str:
            return values.get(f"COURSEWRIGHT_{name}", default)

        data = Path(get("DATA") or user_data_path("coursewright"))
        data.mkdir(parents=True, exist_ok=True)
        base_url = get("BASE_URL", "http://localhost:5000").rstrip("/")
        return cls(
            data=data,
            cache=Path(get("CACHE") or user_cache_path("coursewright")),
            base_url=base_url,
            database_url=get("DATABASE_URL") or f"sqlite:///{data / 'coursewright.db'}",
            redis_url=get("REDIS_URL", "redis://localhost:6379/0"),
            secret_key=_secret(get("SECRET_KEY"), data),
            old_secret_key=_long_enough("OLD_SECRET_KEY", get("OLD_SECRET_KEY")),
            course_bytes=_whole("COURSE_BYTES", get("COURSE_BYTES", str(200 * 1024 * 1024))),
            session_minutes=_whole("SESSION_MINUTES", get("SESSION_MINUTES", "120")),
            proxies=_whole("PROXIES", get("PROXIES", "0")),
            log_level=get("LOG_LEVEL", "INFO"),
            drafter_model=get("DRAFTER_MODEL", TRIAL_MODEL),
            embedder_model=get("EMBEDDER_MODEL", "minilm-l6"),
            embedder_languages=_languages(get("EMBEDDER_LANGUAGES")),
            allow_http=_is_loopback(base_url),
            login_limit=_whole("LOGIN_LIMIT", get("LOGIN_LIMIT", "3000")),
            launch_limit=_whole("LAUNCH_LIMIT", get("LAUNCH_LIMIT", "3000")),
            upload_limit=_whole("UPLOAD_LIMIT", get("UPLOAD_LIMIT", "60")),
            typed_limit=_whole("TYPED_LIMIT", get("TYPED_LIMIT", "300")),
            evidence_limit=_whole("EVIDENCE_LIMIT", get("EVIDENCE_LIMIT", "60")),
            metrics_token=get("METRICS_TOKEN"),
            metrics_addresses=_networks(get("METRICS_ADDRESSES")),
            permitted_hosts=_hosts(get("PERMITTED_HOSTS")),
            outgoing_proxy=_proxy(get("OUTGOING_PROXY")),
            models=_models(get),
        )

    @property
    def vault(self) -> Vault:
        return Vault(self.secret_key, self.old_secret_key)

    @property
    def permitted(self) -> Permitted:
        """Whose addresses may be private, whoever asks, and how to reach the others."""
        return Permitted(self.permitted_hosts, self.allow_http, self.outgoing_proxy)

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"


def _whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f"COURSEWRIGHT_{name} takes a whole number, not {text!r}.")
    return int(text)


def _models(get: Get) -> ModelSettings:
    try:
        return ModelSettings.read(get, _whole)
    except SettingsError:
        raise
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _languages(text: str) -> frozenset[Language]:
    try:
        return frozenset(Language(word) for word in text.replace(",", " ").split())
    except ValueError as error:
        raise SettingsError(
            f"COURSEWRIGHT_EMBEDDER_LANGUAGES takes {', '.join(Language)}, not {text!r}."
        ) from error


def _hosts(text: str) -> frozenset[str]:
    found = {entry: read_host(entry) for entry in text.replace(",", " ").split()}
    for entry, host in found.items():
        if not host:
            raise SettingsError(
                f"COURSEWRIGHT_PERMITTED_HOSTS takes hosts, as in moodle.school.lan, not {entry!r}."
            )
    return frozenset(found.values())


def _proxy(text: str) -> Proxy | None:
    try:
        return read_proxy(text) if text else None
    except ValueError as error:
        raise SettingsError(
            "COURSEWRIGHT_OUTGOING_PROXY takes an address as in http://proxy.school.lan:3128, with "
            "name:password@ before the host where the proxy asks for a login."
        ) from error


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(entry) for entry in text.replace(",", " ").split())
    except ValueError as error:
        raise SettingsError(
            f"COURSEWRIGHT_METRICS_ADDRESSES takes addresses or networks: {error}."
        ) from error


def _is_loopback(base_url: str) -> bool:
    if base_url.startswith("https://"):
        return False
    host = base_url.removeprefix("http://").split(":")[0].split("/")[0]
    if base_url.startswith("http://") and (host == "localhost" or host.startswith("127.")):
        return True
    raise SettingsError(
        f"COURSEWRIGHT_BASE_URL is {base_url!r}: it must be https, or http on localhost."
    )


def _long_enough(name: str, text: str) -> bytes:
    if text and len(text) < 32:
        raise SettingsError(f"COURSEWRIGHT_{name} needs at least 32 characters.")
    return text.encode()


def _secret(text: str, data: Path) -> bytes:
    if text:
        return _long_enough("SECRET_KEY", text)
    path = data / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip().encode()
