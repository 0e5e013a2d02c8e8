"""What the generator sees of a learner's skills, and how it chooses one of them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from generators.planner.rule import READY
from generators.planner.vocabulary import Vocabulary

NAMED, KEY, GLOBAL, NEAR = 12, 40, 24, 12
_FEATURES = 7


def find_readiness(words: Vocabulary, mastery: Tensor) -> Tensor:
    """[B, K]: the weakest prerequisite's mastery, 1 where none is named."""
    places = {skill: place for place, skill in enumerate(words.skills)}
    most = max((len(needed) for needed in words.requires.values()), default=0)
    if not most:
        return torch.ones_like(mastery)
    # Padded with a column that is always known, so that one gather serves all skills.
    table = torch.full((len(places), most), len(places))
    for skill, needed in words.requires.items():
        for at, other in enumerate(needed):
            table[places[skill], at] = places[other]
    known = torch.cat([mastery, torch.ones_like(mastery[:, :1])], dim=1)
    return known[:, table].amin(dim=-1)


def is_met(readiness: Tensor) -> Tensor:
    """-1 where a prerequisite is clearly not met, 1 where all clearly are; steep about READY."""
    return ((readiness - READY) * 20).clamp(-1, 1)


class SkillReader(nn.Module):
    """Profile -> keys [B, K, KEY] of the skills and a summary [B, GLOBAL] of the learner.

    A key knows its skill's figures, those of its neighbours in course order, and its name.
    """

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self.words = words
        count, others = len(words.skills), len(words.contexts) + 2
        self.names = nn.Parameter(0.1 * torch.randn(count, NAMED))
        self.around = nn.Conv1d(_FEATURES, 24, 7, padding=3)
        self.wide = nn.Conv1d(24, 16, 5, padding=6, dilation=3)
        self.key = nn.Linear(_FEATURES + 24 + 16 + NAMED, KEY)
        self.pool = nn.Linear(KEY + others, GLOBAL)

    def forward(self, profile: Tensor) -> tuple[Tensor, Tensor]:
        count = len(self.words.skills)
        mastery, doubt = profile[:, :count], profile[:, count : 2 * count]
        place = torch.linspace(-1, 1, count).expand_as(mastery)
        logits = torch.logit(mastery, eps=0.02) / 2
        ready = find_readiness(self.words, mastery)
        middling = (mastery - 0.5).abs()
        columns = [mastery, logits, middling, doubt * 4, ready, is_met(ready), place]
        own = torch.stack(columns, dim=-1)
        near = torch.relu(self.around(own.transpose(1, 2)))
        wide = torch.relu(self.wide(near))
        names = self.names.expand(profile.shape[0], -1, -1)
        seen = torch.cat([own, near.transpose(1, 2), wide.transpose(1, 2), names], dim=-1)
        keys: Tensor = self.key(seen)
        summed = torch.cat([torch.relu(keys).mean(dim=1), profile[:, 2 * count :]], dim=-1)
        return keys, torch.tanh(self.pool(summed))


class SkillChooser(nn.Module):
    """Scores [B, S, K] for the next slot's skill from what was chosen before."""

    def __init__(self, words: Vocabulary, memory: int) -> None:
        super().__init__()
        count = len(words.skills)
        self.query = nn.Linear(memory, KEY)
        self.used = nn.Parameter(torch.zeros(3, KEY))
        self.out = nn.Linear(KEY, 1)
        self.near = nn.Parameter(torch.zeros(2, 2 * NEAR + 1))
        self.tied = nn.Parameter(torch.zeros(2, 2))
        self.follow = nn.Linear(NAMED, NAMED, bias=False)
        steps = torch.arange(count)
        offset = (steps[None, :] - steps[:, None]).clamp(-NEAR, NEAR) + NEAR
        self.register_buffer("offset", offset, persistent=False)
        self.register_buffer("needs", _tie(words), persistent=False)

    def forward(self, keys: Tensor, names: Tensor, memory: Tensor, before: Tensor) -> Tensor:
        """`memory` [B, S, *]; `before` [B, S, 3, K]: how often each skill was chosen, the last
        one and the first one, as one-hots."""
        counts = before[:, :, 0]
        seen = torch.stack([counts, (counts > 0).float(), before[:, :, 1]], dim=-1)
        hidden = keys.unsqueeze(1) + self.query(memory).unsqueeze(2) + seen @ self.used
        score = self.out(torch.relu(hidden)).squeeze(-1)
        for number in range(2):
            score = score + before[:, :, 1 + number] @ self._ties(number)
        followed: Tensor = (before[:, :, 2] @ self.follow(names)) @ names.T
        scores: Tensor = score + followed
        return scores

    def _ties(self, number: int) -> Tensor:
        """[K, K]: by how far apart two skills are, and whether one requires the other."""
        needs: Tensor = self.get_buffer("needs")
        tied = self.tied[number]
        near: Tensor = self.near[number][self.get_buffer("offset")]
        return near + tied[0] * needs + tied[1] * needs.T


def _tie(words: Vocabulary) -> Tensor:
    places = {skill: place for place, skill in enumerate(words.skills)}
    needs = torch.zeros(len(places), len(places))
    for skill, needed in words.requires.items():
        for other in needed:
            needs[places[other], places[skill]] = 1.0
    return needs
