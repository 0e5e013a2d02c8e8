"""How far the tool goes for a platform: to public addresses, and to private ones only where an
admin said so, for the site, by an invitation or on the registration's page.

Every request to a platform, the first one and any later one, goes by `open_http`: a name that was
public when it was registered must not lead inside afterwards (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import requests
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import InvalidInputError
from lti_tool.lti.addresses import (
    NameUnknownError,
    Permitted,
    PrivateAddressError,
    find_addresses,
)
from lti_tool.lti.http import LARGEST_BYTES, make_session
from lti_tool.lti.origins import host_of
from lti_tool.models import Registration
from lti_tool.services.site_settings import read_permitted_hosts


class PrivatePlatformError(InvalidInputError):
    code = "private_platform"
    message = (
        "The address %(host)s belongs to a private network. If your platform really is there, "
        "tick “The platform is in a private network” and save again."
    )


def permit(session: Session, site: Permitted, hosts: Iterable[str]) -> Permitted:
    """What the environment permits, what an admin permits for the site, and these hosts."""
    return replace(site, hosts=read_permitted_hosts(session, site.hosts | frozenset(hosts)))


def open_http(
    database: Database, site: Permitted, registration_id: str, largest_bytes: int = LARGEST_BYTES
) -> requests.Session:
    """The way to one platform. `site`: what the environment permits."""
    with database.read() as session:
        row = session.get_one(Registration, registration_id)
        permitted = permit(session, site, row.private_hosts)
    return make_session(largest_bytes, permitted)


def list_hosts(row: Registration) -> list[str]:
    """All hosts that the tool itself may ask, by what the registration says."""
    further = [f"https://{host}" for host in row.service_hosts]
    urls = (row.auth_token_url, row.jwks_url, row.web_service_url or "", *further)
    return sorted({host_of(url) for url in urls} - {""})


def require_permitted(hosts: Iterable[str], permitted: Permitted) -> None:
    """Look the hosts up, as no transaction may be open for. One that is unknown passes: it leads
    nowhere, and the check of a registration names it. Raises `PrivatePlatformError`."""
    for host in hosts:
        try:
            find_addresses(host, permitted)
        except PrivateAddressError:
            raise PrivatePlatformError(host=host) from None
        except NameUnknownError:
            continue
