"""One skill's figure as every page of the learner shows it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.types import Mastery
from lti_tool.models import Skill
from lti_tool.views.learn_words import Level, judge_level


@dataclass(frozen=True, slots=True)
class SkillLine:
    skill: Skill
    mastery: Mastery
    level: Level


def make_line(skill: Skill, mastery: Mastery) -> SkillLine:
    return SkillLine(skill, mastery, judge_level(mastery))
