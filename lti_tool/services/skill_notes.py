"""Where in the sources stands what a skill's page says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.content import Citation
from lti_tool.models import Skill
from lti_tool.services.citations import Quote, list_quotes
from lti_tool.services.quotes import locate_quotes
from lti_tool.services.skill_prerequisites import list_reasons
from lti_tool.services.skills import mark_error


@dataclass(frozen=True, slots=True)
class SkillPlaces:
    """`definition` is None where it is the instructor's own words, or its source is gone. `errors`
    are the quotes of misconceptions by their mark, `reasons` those of the skills that it builds
    on by id; a quote without a passage is no longer in the course, one without text never was.
    """

    definition: Quote | None
    errors: Mapping[str, Quote]
    reasons: Mapping[str, Quote]


def find_places(session: Session, skill: Skill) -> SkillPlaces:
    errors = {mark_error(error): error["quote"] for error in skill.misconceptions}
    reasons = list_reasons(session, skill.id)
    texts = {text for text in (skill.definition, *errors.values(), *reasons.values()) if text}
    found = locate_quotes(session, skill.context_id, [(text, "") for text in sorted(texts)])
    citations = [Citation(passage=passage, quote=text) for text, passage in found.items()]
    quotes = {quote.text: quote for quote in list_quotes(session, skill.context_id, citations)}
    return SkillPlaces(
        quotes.get(skill.definition),
        {mark: quotes.get(text, Quote(text)) for mark, text in errors.items()},
        {required: quotes.get(text, Quote(text)) for required, text in reasons.items()},
    )
