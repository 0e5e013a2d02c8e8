"""Sheets as rows of numbers for tests of likeness: what the critic is not shown, and what it is."""

from __future__ import annotations

import torch
from torch import Tensor

from generators.planner.critic import (
    count_doubles,
    describe_whole,
    find_readiness_of,
    find_slope,
    show_slots,
)
from generators.planner.encoding import Learners, Sheets
from generators.planner.vocabulary import Vocabulary


def find_usual(sheets: Sheets) -> tuple[Tensor, Tensor]:
    """log P(kind | skill) [K, T] and log P(misconception | skill) [K, M] in these sheets."""
    kinds = sheets.skill.flatten(0, 1).T @ sheets.kind.flatten(0, 1)
    mistakes = sheets.skill.flatten(0, 1).T @ sheets.mistake.flatten(0, 1)
    return _log_shares(kinds), _log_shares(mistakes)


def hidden_features(
    words: Vocabulary, usual: tuple[Tensor, Tensor], learners: Learners, sheets: Sheets
) -> Tensor:
    """[B, *]: kinds, minutes, places in the course, contexts and misconceptions, none of which the
    critic is shown; beside the learner's own figures, which tell no sheet from another by
    themselves."""
    there, size = sheets.there, sheets.there.sum(1, keepdim=True)

    def mean(numbers: Tensor) -> Tensor:
        return (numbers * there).sum(1, keepdim=True) / size

    minutes = torch.log1p(sheets.minutes) * there
    liked = _liking(words, learners, sheets)
    usual_kind = ((sheets.skill @ usual[0]) * sheets.kind).sum(-1)
    usual_mistake = ((sheets.skill @ usual[1]) * sheets.mistake).sum(-1)
    changes = 1 - (sheets.context[:, 1:] * sheets.context[:, :-1]).sum(-1)
    columns = [
        (sheets.kind * there.unsqueeze(-1)).sum(1) / size,
        (sheets.kind.sum(1) > 0).float().sum(-1, keepdim=True),
        mean(minutes),
        (mean(minutes**2) - mean(minutes) ** 2).clamp(min=0).sqrt(),
        minutes.amax(1, keepdim=True),
        minutes[:, :1],
        _describe_places(words, sheets),
        mean(sheets.context[..., 0]),
        mean(liked),
        (changes * there[:, 1:]).sum(1, keepdim=True) / size,
        mean(sheets.mistake[..., 0]),
        mean(usual_kind),
        (usual_kind * there).amin(1, keepdim=True),
        mean(usual_mistake),
        _describe_learner(words, learners),
    ]
    return torch.cat(columns, dim=-1)


def seen_features(words: Vocabulary, learners: Learners, sheets: Sheets) -> Tensor:
    """[B, *]: figures of a sheet out of what the critic is shown."""
    size = sheets.there.sum(1, keepdim=True)
    slots = show_slots(words, learners, sheets)
    return torch.cat([slots.sum(1) / size, describe_whole(sheets)], dim=-1)


def find_valid(words: Vocabulary, learners: Learners, sheets: Sheets) -> Tensor:
    """[B] of 0 and 1: no slot twice, two or three skills, difficulty rising and, where they are
    named, prerequisites met: mastered by half or worked on earlier in the sheet."""
    skills = (sheets.skill.sum(1) > 0).float().sum(-1)
    met = find_readiness_of(words, learners, sheets, practised=True)
    unmet = ((met < 0.5).float() * sheets.there).sum(1)
    fine = (count_doubles(sheets) == 0) & (skills >= 2) & (skills <= 3) & (unmet == 0)
    return (fine & (find_slope(sheets) > 0)).float()


def _describe_places(words: Vocabulary, sheets: Sheets) -> Tensor:
    """First, mean, lowest and highest place in the course, and the way from slot to slot."""
    count = len(words.skills)
    places = sheets.skill @ torch.arange(count, dtype=torch.float32)
    there, size = sheets.there, sheets.there.sum(1, keepdim=True)
    ways = (places[:, 1:] - places[:, :-1]).abs() * there[:, 1:]
    mean = (places * there).sum(1, keepdim=True) / size
    low = (places + (1 - there) * count).amin(1, keepdim=True)
    high = (places * there).amax(1, keepdim=True)
    span = (high - low).clamp(max=20)
    return torch.cat([places[:, :1], mean, span, ways.clamp(max=20).sum(1, keepdim=True)], -1)


def _describe_learner(words: Vocabulary, learners: Learners) -> Tensor:
    count = len(words.skills)
    mastery, doubt = learners.profile[:, :count], learners.profile[:, count : 2 * count]
    half = (mastery > 0.5).float().sum(1, keepdim=True)
    return torch.cat([mastery.mean(1, keepdim=True), doubt.mean(1, keepdim=True), half], -1)


def _liking(words: Vocabulary, learners: Learners, sheets: Sheets) -> Tensor:
    """[B, L]: whether a slot's context is one that the learner chose."""
    start = 2 * len(words.skills)
    liked = learners.profile[:, start : start + len(words.contexts)]
    return (sheets.context[..., 1:] * liked.unsqueeze(1)).sum(-1)


def _log_shares(table: Tensor) -> Tensor:
    return torch.log((table + 0.5) / (table + 0.5).sum(-1, keepdim=True))
