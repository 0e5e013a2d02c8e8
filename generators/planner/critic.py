"""The critic: how like a teacher's this sheet is for this learner.

It is shown mastery, doubt, P(correct), readiness, difficulty and Bloom level of each slot, and
which slots match in skill, Bloom level and kind. It is not shown which skill or kind it is, where
it stands in the course, minutes, contexts and misconceptions: a test of likeness has those.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from generators.planner.encoding import Learners, Sheets, read_chances
from generators.planner.skills_net import find_readiness, is_met
from generators.planner.vocabulary import BLOOMS, Vocabulary

_HIDDEN = 96
_SLOT = 9 + len(BLOOMS)
_PAIR = 4
_LEARNER = 6
_WHOLE = 5


class Critic(nn.Module):
    """D(profile, sheet) -> logits [B]; above 0 a teacher's sheet is likelier."""

    def __init__(self, words: Vocabulary, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = words
        longest = words.longest
        inputs = longest * _SLOT + longest * (longest - 1) // 2 * _PAIR + _LEARNER + _WHOLE
        below = torch.tril_indices(longest, longest, offset=-1)
        self.register_buffer("below", below, persistent=False)
        self.net = nn.Sequential(
            nn.Linear(inputs, _HIDDEN),
            nn.LeakyReLU(0.2),
            nn.Dropout(dropout),
            nn.Linear(_HIDDEN, _HIDDEN),
            nn.LeakyReLU(0.2),
            nn.Dropout(dropout),
            nn.Linear(_HIDDEN, 1),
        )

    def forward(self, learners: Learners, sheets: Sheets) -> Tensor:
        return self.judge(self.look(learners, sheets))

    def judge(self, seen: Tensor) -> Tensor:
        logits: Tensor = self.net(seen).squeeze(-1)
        return logits

    def look(self, learners: Learners, sheets: Sheets) -> Tensor:
        """[B, inputs]: what it is shown; differentiable in the choices. Slots beyond the longest
        that it was trained on are not looked at."""
        longest = self.words.longest
        cut = Sheets(*(getattr(sheets, name)[:, :longest] for name in Sheets.__slots__))
        missing = longest - cut.there.shape[1]
        slots = show_slots(self.words, learners, cut)
        pairs = match_slots(cut)
        if missing:
            slots = nn.functional.pad(slots, (0, 0, 0, missing))
            pairs = nn.functional.pad(pairs, (0, 0, 0, missing, 0, missing))
        later, earlier = self.get_buffer("below")
        matched = pairs[:, later, earlier]
        about = describe_learner(self.words, learners)
        return torch.cat([slots.flatten(1), matched.flatten(1), about, describe_whole(cut)], -1)


def show_slots(words: Vocabulary, learners: Learners, sheets: Sheets) -> Tensor:
    """[B, L, _SLOT]; 0 where there is no slot."""
    count = len(words.skills)
    mastery, doubt = learners.profile[:, :count], learners.profile[:, count : 2 * count]
    chance = read_chances(words, learners.grid, sheets)
    low, high = words.band
    middle = (low + high) / 2
    known = _of(sheets, mastery)
    rank = _of(sheets, _order(mastery) / max(1, count - 1))
    columns = torch.stack(
        [
            sheets.there,
            known * 2 - 1,
            _of(sheets, doubt) * 5,
            (chance - middle) * 5,
            torch.relu((chance - middle).abs() - (high - low) / 2) * 10,
            find_readiness_of(words, learners, sheets) * 2 - 1,
            is_met(find_readiness_of(words, learners, sheets, practised=True)),
            sheets.difficulty / 2,
            rank,
        ],
        dim=-1,
    )
    return torch.cat([columns, sheets.bloom], dim=-1) * sheets.there.unsqueeze(-1)


def match_slots(sheets: Sheets) -> Tensor:
    """[B, L, L, _PAIR]: same skill, same skill and Bloom level, the same and kind, and the step
    in difficulty from the later to the earlier."""
    there = sheets.there.unsqueeze(-1) @ sheets.there.unsqueeze(1)
    same = sheets.skill @ sheets.skill.transpose(1, 2)
    bloom = same * (sheets.bloom @ sheets.bloom.transpose(1, 2))
    kind = bloom * (sheets.kind @ sheets.kind.transpose(1, 2))
    step = (sheets.difficulty.unsqueeze(-1) - sheets.difficulty.unsqueeze(1)) * there
    return torch.stack([same, bloom, kind, step], dim=-1)


def describe_whole(sheets: Sheets) -> Tensor:
    """[B, _WHOLE]: how many skills, doubles, how far difficulty falls on the way, its slope, the
    largest share of one skill."""
    there, size = sheets.there, sheets.there.sum(1, keepdim=True)
    steps = (sheets.difficulty[:, 1:] - sheets.difficulty[:, :-1]) * there[:, 1:]
    counts = sheets.skill.sum(1)
    columns = [
        counts.clamp(max=1).sum(-1, keepdim=True),
        count_doubles(sheets).unsqueeze(-1),
        steps.clamp(max=0).sum(1, keepdim=True),
        find_slope(sheets).unsqueeze(-1),
        counts.amax(-1, keepdim=True) / size,
    ]
    return torch.cat(columns, dim=-1)


def count_doubles(sheets: Sheets) -> Tensor:
    """[B]: pairs of slots of the same skill, Bloom level and kind."""
    same = torch.ones(sheets.there.shape[0], *(sheets.there.shape[1],) * 2)
    for hot in (sheets.skill, sheets.bloom, sheets.kind):
        same = same * (hot @ hot.transpose(1, 2))
    return torch.tril(same, diagonal=-1).sum((1, 2))


def find_slope(sheets: Sheets) -> Tensor:
    """[B]: of difficulty over the places of the slots, in logits a slot; 0 for a single one."""
    places = torch.arange(sheets.there.shape[1], dtype=torch.float32)
    size = sheets.there.sum(1, keepdim=True)
    off = (places - (sheets.there * places).sum(1, keepdim=True) / size) * sheets.there
    return (off * sheets.difficulty).sum(1) / (off**2).sum(1).clamp(min=1e-6)


def describe_learner(words: Vocabulary, learners: Learners) -> Tensor:
    count = len(words.skills)
    mastery, doubt = learners.profile[:, :count], learners.profile[:, count : 2 * count]
    low, high = mastery.amin(1), mastery.amax(1)
    ready = find_readiness(words, mastery).mean(1)
    return torch.stack([mastery.mean(1), mastery.std(1, False), low, high, doubt.mean(1), ready], 1)


def find_readiness_of(
    words: Vocabulary, learners: Learners, sheets: Sheets, practised: bool = False
) -> Tensor:
    """[B, L]: the weakest prerequisite of each slot's skill; with `practised`, one that an earlier
    slot works on counts as known."""
    mastery = learners.profile[:, : len(words.skills)]
    if not practised:
        return _of(sheets, find_readiness(words, mastery))
    earlier = torch.zeros_like(mastery)
    found = []
    for at in range(sheets.there.shape[1]):
        ready = find_readiness(words, torch.maximum(mastery, earlier))
        found.append((sheets.skill[:, at] * ready).sum(-1))
        earlier = torch.maximum(earlier, sheets.skill[:, at])
    whole = torch.stack(found, dim=1)
    return torch.where(sheets.there > 0, whole, torch.ones_like(whole))


def _order(figures: Tensor) -> Tensor:
    """[B, K]: the place of each in its row, smallest first."""
    # Many skills of which nothing is known are alike: left open, their order is each machine's own.
    rising = torch.argsort(figures, stable=True, dim=1)
    return torch.argsort(rising, stable=True, dim=1).to(figures.dtype)


def _of(sheets: Sheets, by_skill: Tensor) -> Tensor:
    """[B, L]: the figure [B, K] of each slot's skill."""
    return (sheets.skill @ by_skill.unsqueeze(-1)).squeeze(-1)
