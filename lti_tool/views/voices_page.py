"""Disagreements skill by skill, so that one sees where a figure or its exercises mislead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.models import DisagreementState
from lti_tool.services.disagreements import Voice
from lti_tool.views.learn_words import tell_change


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """`change` is empty where no test was taken."""

    voice: Voice
    change: str


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """`people` who disagree with a skill's figure, `tested` of them, `risen` after the test."""

    skill_id: str
    skill: str
    lines: tuple[VoiceLine, ...]
    people: int
    tested: int
    risen: int


def group_voices(voices: Sequence[Voice], names: Mapping[str, str]) -> list[VoiceGroup]:
    """The skill with most voices first."""
    by_skill: dict[str, list[Voice]] = {}
    for voice in voices:
        by_skill.setdefault(voice.row.skill_id, []).append(voice)
    groups = [_make_group(skill_id, names[skill_id], found) for skill_id, found in by_skill.items()]
    return sorted(groups, key=lambda group: (-group.people, group.skill))


def tell_voice(voice: Voice) -> str:
    return tell_change(voice.change) if voice.row.state is DisagreementState.TESTED else ""


def _make_group(skill_id: str, name: str, voices: Sequence[Voice]) -> VoiceGroup:
    tested = [voice for voice in voices if voice.row.state is DisagreementState.TESTED]
    return VoiceGroup(
        skill_id=skill_id,
        skill=name,
        lines=tuple(VoiceLine(voice, tell_voice(voice)) for voice in voices),
        people=len({voice.person.id for voice in voices}),
        tested=len({voice.person.id for voice in tested}),
        risen=len({v.person.id for v in tested if v.change.after.mean > v.change.before.mean}),
    )
