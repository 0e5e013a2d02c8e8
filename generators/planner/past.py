"""What a slot may know of the slots before it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from generators.planner.encoding import Sheets


@dataclass(frozen=True, slots=True)
class Past:
    """For S slots at once. `skills` [B, S, 3, K]: counts, last, first. `blooms`, `kinds`: how often
    each was had with the same skill; `earlier` [B, S, P] marks those slots, `all_*` what all P had.
    `any` [B, S] is 0 for a first slot."""

    time: Tensor
    skills: Tensor
    any: Tensor
    last_kind: Tensor
    last_context: Tensor
    last_difficulty: Tensor
    first_difficulty: Tensor
    last_minutes: Tensor
    last_surplus: Tensor
    earlier: Tensor
    all_bloom: Tensor
    all_kind: Tensor

    @property
    def blooms(self) -> Tensor:
        return self.earlier @ self.all_bloom

    @property
    def kinds(self) -> Tensor:
        return self.earlier @ self.all_kind

    def match(self, bloom: Tensor) -> Tensor:
        """[B, S, T]: the kinds that the same skill had at this Bloom level."""
        return (self.earlier * (bloom @ self.all_bloom.transpose(1, 2))) @ self.all_kind

    def of_skill(self, skill: Tensor, sheets: Sheets) -> Past:
        """For one slot that has just chosen its skill [B, 1, K]."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        fields["earlier"] = skill @ sheets.skill.transpose(1, 2)
        return Past(**fields)


def gather_past(sheets: Sheets, next_at: int | None, recalls: bool = True) -> Past:
    """For every slot of whole sheets (`next_at` None, S = P = L), or for the slot `next_at` that
    follows the P slots which are there (S = 1)."""
    batch, have = sheets.there.shape
    places = torch.arange(have) if next_at is None else torch.tensor([next_at])
    before = (torch.arange(have)[None, :] < places[:, None]).float()  # [S, P]
    last = (torch.arange(have)[None, :] == places[:, None] - 1).float()
    first = before * (torch.arange(have)[None, :] == 0)
    if not recalls:
        before, last, first = before * 0, last * 0, first * 0
    counts = before @ sheets.skill
    alike = (
        sheets.skill @ sheets.skill.transpose(1, 2) * before
        if next_at is None
        else torch.zeros(batch, 1, have)
    )
    minutes = torch.log1p(sheets.minutes)
    return Past(
        time=_tell_time(places, batch, counts),
        skills=torch.stack([counts, last @ sheets.skill, first @ sheets.skill], dim=2),
        any=(before.sum(1) > 0).float().expand(batch, -1),
        last_kind=last @ sheets.kind,
        last_context=last @ sheets.context,
        last_difficulty=sheets.difficulty @ last.T,
        first_difficulty=sheets.difficulty @ first.T,
        last_minutes=minutes @ last.T,
        last_surplus=minutes @ (before / before.sum(1, keepdim=True).clamp(min=1)).T,
        earlier=alike,
        all_bloom=sheets.bloom,
        all_kind=sheets.kind,
    )


def _tell_time(places: Tensor, batch: int, counts: Tensor) -> Tensor:
    """[B, S, 4]: which slot it is, whether it is the first or second, how many skills were had."""
    step = places.float()
    clock = torch.stack([step / 6, (step == 0).float(), (step == 1).float()], dim=-1)
    had = (counts > 0).float().sum(-1, keepdim=True) / 3
    return torch.cat([clock.expand(batch, -1, -1), had], dim=-1)
