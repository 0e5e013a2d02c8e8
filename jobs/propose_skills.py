"""Proposing skills from what a course's new sources hold. May run twice at any time."""

from __future__ import annotations

from collections.abc import Sequence

from generators.drafters.extractive.skill_notes import note_skills
from generators.exercise.passage import Passage as ReadPassage
from generators.sources.skills import SkillProposal, propose_skills
from jobs.parts import Parts, current_parts
from lti_tool.models import Source
from lti_tool.services import skill_proposals
from lti_tool.services.passages import list_passages_of, to_passage
from lti_tool.services.skill_proposals import Proposal


def run(context_id: str) -> None:
    propose_course_skills(current_parts(), context_id)


def propose_course_skills(parts: Parts, context_id: str) -> None:
    with parts.database.read() as session:
        new = skill_proposals.sources_without_proposals(session, context_id)
        passages = [
            _of_own_source(to_passage(row, source), source)
            for source in new
            for row in list_passages_of(session, source.id)
        ]
    proposals = _with_notes(propose_skills(passages), passages)
    with parts.database.write() as session:
        ids = [source.id for source in new]
        skill_proposals.add_proposals(session, context_id, ids, proposals)


def _of_own_source(passage: ReadPassage, source: Source) -> ReadPassage:
    """Two files of the same name are two files."""
    return passage.model_copy(update={"source": source.id})


def _with_notes(
    proposals: Sequence[SkillProposal], passages: Sequence[ReadPassage]
) -> list[Proposal]:
    """With what the sources say of each. A skill speaks the language of the first passage that
    teaches it.
    """
    language = {passage.id: passage.language.value for passage in passages}
    return [
        Proposal(
            proposal.name,
            proposal.description,
            proposal.terms,
            language[proposal.passages[0]],
            notes.definition,
            tuple((error.text, error.quote) for error in notes.errors),
            tuple((proposals[one.place].name, one.quote) for one in notes.requires),
        )
        for proposal, notes in zip(proposals, note_skills(proposals, passages), strict=True)
    ]
