"""What the class pages show: cells by level, sort links, whom to write to and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lti_tool.models import Person, Registration
from lti_tool.services.class_view import ClassFilter
from lti_tool.views.class_filter import filter_args

MOST_ADDRESSES = 60  # in one mail link: mail programs cut longer ones


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column's link: its arguments, and what the table says of it now ("ascending", ...)."""

    args: dict[str, str]
    state: str


def sort_links(wanted: ClassFilter, columns: Sequence[str]) -> dict[str, Sorting]:
    """By column; the one that is sorted by already turns round."""
    links = {}
    for column in columns:
        chosen = wanted.sort == column
        args = {k: v for k, v in filter_args(wanted).items() if k not in ("sort", "down")}
        if column:
            args["sort"] = column
        if chosen and not wanted.descending:
            args["down"] = "yes"
        state = ("descending" if wanted.descending else "ascending") if chosen else "none"
        links[column] = Sorting(args, state)
    return links


@dataclass(frozen=True, slots=True)
class Letter:
    """`url` opens a mail to all who have an address, none of whom sees the others; "" where the
    platform gave none, or too many for a link. `without` have none."""

    url: str
    reached: int
    without: int


def write_letter(people: Sequence[Person], subject: str) -> Letter:
    addresses = [person.email for person in people if "@" in person.email]
    url = f"mailto:?bcc={quote(','.join(addresses), safe='@,')}&subject={quote(subject)}"
    usable = 0 < len(addresses) <= MOST_ADDRESSES
    return Letter(url if usable else "", len(addresses), len(people) - len(addresses))


def message_url(registration: Registration, person: Person) -> str:
    """Where Moodle writes a message to the person; "" on other platforms."""
    if "moodle" not in registration.product.lower() or not person.subject.isdecimal():
        return ""
    return f"{registration.issuer.rstrip('/')}/message/index.php?id={person.subject}"
