"""What a person is called on pages for instructors."""

from __future__ import annotations

from lti_tool.models import Person
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.views.translate import gettext


def name_person(person: Person) -> str:
    """Platforms may keep names to themselves: then a stable pseudonym is left."""
    return person.name or gettext("Participant %(number)s", number=pseudonym_of(person.id))
