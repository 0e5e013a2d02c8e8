"""Sheets out of the generator: z is drawn from a seed, and choices follow from z."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Tensor
from torch.nn import functional

from generators.planner.encoding import Learners, Sheets, join_sheets
from generators.planner.generator import Generator, Limits, Reading, gather_numbers
from generators.planner.past import gather_past
from generators.planner.vocabulary import Axis

NO_LIMITS = Limits()
_CHUNK = 512  # rows decoded at once


def draw_noise(model: Generator, rows: int, length: int, random: torch.Generator) -> Tensor:
    """z [B, L, F]: standard Gumbel."""
    uniform = torch.rand((rows, length, model.noise), generator=random)
    return -torch.log(-torch.log(uniform.clamp(1e-9, 1 - 1e-7)))


def decode(
    model: Generator,
    learners: Learners,
    z: Tensor,
    lengths: Tensor,
    *,
    heat: float | None = None,
    limits: Limits = NO_LIMITS,
) -> Sheets:
    """G(profile, z). `lengths` [B] in slots. With `heat`, choices are hard forward and soft (a
    softmax of that temperature) backward: straight-through Gumbel."""
    reading = model.read(learners)
    sheets = _empty(model, learners.profile.shape[0])
    memory = torch.tanh(model.begin(reading.summary)).unsqueeze(1)
    for at in range(z.shape[1]):
        there = (lengths > at).float().unsqueeze(1)
        slot = _decode_slot(model, reading, sheets, memory, z[:, at : at + 1], there, heat, limits)
        if model.recalls:
            _, state = model.memory(
                model.describe(reading, slot), memory.transpose(0, 1).contiguous()
            )
            memory = state.transpose(0, 1)
        sheets = Sheets(
            *(
                torch.cat([getattr(sheets, one.name), getattr(slot, one.name)], dim=1)
                for one in fields(Sheets)
            )
        )
    return sheets


@torch.no_grad()
def sample(
    model: Generator,
    learners: Learners,
    lengths: Tensor,
    random: torch.Generator,
    limits: Limits = NO_LIMITS,
) -> Sheets:
    """One sheet for each learner, in chunks, as long as the vocabulary's longest."""
    longest = max(model.words.longest, int(lengths.max()))
    parts = []
    for start in range(0, len(learners), _CHUNK):
        rows = torch.arange(start, min(start + _CHUNK, len(learners)))
        z = draw_noise(model, len(rows), longest, random)
        parts.append(decode(model, learners.pick(rows), z, lengths[rows], limits=limits))
    return join_sheets(parts)


def _decode_slot(
    model: Generator,
    reading: Reading,
    sheets: Sheets,
    memory: Tensor,
    z: Tensor,
    there: Tensor,
    heat: float | None,
    limits: Limits,
) -> Sheets:
    noise = torch.split(z, [*model.sizes, 1, 1], dim=-1)
    past = gather_past(sheets, sheets.there.shape[1], model.recalls)
    told = model.tell(reading, memory, past)

    def choose(scores: Tensor, number: int, limit: Tensor | None = None) -> Tensor:
        limited = scores if limit is None else scores + limit
        return _choose(limited, noise[number], heat) * there.unsqueeze(-1)

    skill = choose(model.score_skill(reading, told, past), 0, limits.skill)
    if model.recalls:
        past = past.of_skill(skill, sheets)
    about = model.know(reading, told, skill)
    bloom = choose(model.score_bloom(about, past), 1)
    kind = choose(model.score_kind(about, bloom, past, past.match(bloom)), 2, limits.kind)
    form = torch.cat([bloom, kind], dim=-1)
    value = choose(model.score_value(reading, about, skill, form, past), 5)
    words = model.words
    difficulty = _place(value, words.difficulty, noise[7], past.last_difficulty, past.any)
    chance = (skill @ reading.learners.grid * value).sum(-1)
    context = choose(model.score_context(reading, told, past), 3)
    mistake = choose(model.score_mistake(reading, skill, kind, past), 4)
    numbers = gather_numbers(chance, difficulty, past)
    length = choose(model.score_length(told, form, numbers), 6)
    minutes = _place(length, words.minutes, noise[8], past.last_minutes.expm1(), past.any)
    return Sheets(
        skill, bloom, kind, context, mistake, value, length,
        difficulty * there, minutes * there, there,
    )  # fmt: skip


def _choose(scores: Tensor, noise: Tensor, heat: float | None) -> Tensor:
    noisy = scores + noise
    hard = functional.one_hot(noisy.argmax(-1), scores.shape[-1]).to(scores.dtype)
    if heat is None:
        return hard
    soft = (noisy / heat).softmax(-1)
    return hard + soft - soft.detach()


def _place(hot: Tensor, axis: Axis, noise: Tensor, last: Tensor, follows: Tensor) -> Tensor:
    """[B, 1]: the chosen value, moved within its bin by a uniform number out of the noise; where
    the slot before lies in the same bin, above or below that as often as in the data."""
    middle = hot @ torch.tensor(axis.values)
    if not axis.width:
        return middle
    uniform = torch.exp(-torch.exp(-noise.squeeze(-1)))
    low, high = middle - axis.width / 2, middle + axis.width / 2
    rises = max(axis.rises, 1e-6)
    above = last + (high - last) * uniform / rises
    below = low + (last - low) * (uniform - rises) / max(1 - rises, 1e-6)
    same = (follows > 0) & (last >= low) & (last <= high)
    near = torch.where(uniform < rises, above, below)
    return torch.where(same, near, low + axis.width * uniform)


def _empty(model: Generator, rows: int) -> Sheets:
    skill, bloom, kind, context, mistake, value, length = model.sizes
    sizes = (skill, bloom, kind, context, mistake, value, length)
    return Sheets(
        *(torch.zeros(rows, 0, size) for size in sizes),
        *(torch.zeros(rows, 0) for _ in range(3)),
    )
