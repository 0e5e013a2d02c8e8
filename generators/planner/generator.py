"""The generator: profile and noise to a worksheet, slot by slot."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from generators.planner.encoding import Learners, Sheets
from generators.planner.past import Past, gather_past
from generators.planner.skills_net import GLOBAL, KEY, NAMED, SkillChooser, SkillReader
from generators.planner.vocabulary import BLOOMS, Vocabulary

MEMORY, WIDE, SCORE = 64, 64, 48
_TIME = 4
NEVER = -30.0  # a logit


@dataclass(frozen=True, slots=True)
class Limits:
    """Logits added [K] and [T]: NEVER for skills and kinds that were not wished for."""

    skill: Tensor | None = None
    kind: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Of a batch of learners, read once for all slots."""

    learners: Learners
    keys: Tensor
    summary: Tensor


def _net(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, WIDE), nn.ReLU(), nn.Linear(WIDE, outputs))


class Generator(nn.Module):
    """G(profile [B, 2K + C + 2], z [B, L, F]) -> `Sheets`; z is Gumbel noise, and the same
    profile and z give the same sheet. Without `recalls`, slots do not know of each other."""

    def __init__(self, words: Vocabulary, recalls: bool = True) -> None:
        super().__init__()
        self.words, self.recalls = words, recalls
        values, lengths = len(words.difficulty.values), len(words.minutes.values)
        contexts, mistakes = len(words.contexts) + 1, words.mistakes
        blooms, kinds = len(BLOOMS), len(words.kinds)
        self.sizes = (len(words.skills), blooms, kinds, contexts, mistakes, values, lengths)
        self.noise = sum(self.sizes) + 2
        self.reader = SkillReader(words)
        slot = KEY + blooms + kinds + contexts + mistakes + 3
        self.memory = nn.GRU(slot, MEMORY, batch_first=True)
        self.begin = nn.Linear(GLOBAL, MEMORY)
        told = MEMORY + GLOBAL + _TIME
        self.skill = SkillChooser(words, told)
        about = told + KEY + NAMED
        self.bloom = _net(about + blooms, blooms)
        self.kind = _net(about + blooms + 3 * kinds, kinds)
        form = about + blooms + kinds
        self.value_from = nn.Linear(form, SCORE)
        self.value_of = nn.Linear(7, SCORE)
        self.value_out = nn.Linear(SCORE, 1)
        self.context = _net(told + len(words.contexts) + contexts, contexts)
        self.mistake = _net(NAMED + KEY + kinds + _TIME, mistakes)
        self.length = _net(told + kinds + blooms + 4, lengths)
        self.register_buffer("axis", torch.tensor(words.difficulty.values), persistent=False)
        self.register_buffer("allowed", _allow_mistakes(words), persistent=False)

    def read(self, learners: Learners) -> Reading:
        keys, summary = self.reader(learners.profile)
        return Reading(learners, keys, summary)

    def remember(self, reading: Reading, sheets: Sheets) -> Tensor:
        """[B, L + 1, MEMORY]: what is remembered before each slot, and after all."""
        first = torch.tanh(self.begin(reading.summary))
        if not self.recalls:
            return first.unsqueeze(1).expand(-1, sheets.there.shape[1] + 1, -1)
        after, _ = self.memory(self.describe(reading, sheets), first.unsqueeze(0))
        return torch.cat([first.unsqueeze(1), after], dim=1)

    def describe(self, reading: Reading, sheets: Sheets) -> Tensor:
        """Slots [B, L, *] as the memory takes them in."""
        chance = (sheets.skill @ reading.learners.grid * sheets.value).sum(-1)
        numbers = torch.stack(
            [sheets.difficulty / 2, torch.log1p(sheets.minutes) - 1, chance * 2 - 1], dim=-1
        )
        forms = (sheets.bloom, sheets.kind, sheets.context, sheets.mistake)
        return torch.cat([sheets.skill @ reading.keys, *forms, numbers], dim=-1)

    def tell(self, reading: Reading, memory: Tensor, past: Past) -> Tensor:
        return torch.cat(
            [memory, reading.summary.unsqueeze(1).expand(-1, memory.shape[1], -1), past.time], -1
        )

    def score_skill(self, reading: Reading, told: Tensor, past: Past) -> Tensor:
        scores: Tensor = self.skill(reading.keys, self.reader.names, told, past.skills)
        return scores

    def know(self, reading: Reading, told: Tensor, skill: Tensor) -> Tensor:
        return torch.cat([told, skill @ reading.keys, skill @ self.reader.names], dim=-1)

    def score_bloom(self, about: Tensor, past: Past) -> Tensor:
        scores: Tensor = self.bloom(torch.cat([about, past.blooms], -1))
        return scores

    def score_kind(self, about: Tensor, bloom: Tensor, past: Past, used: Tensor) -> Tensor:
        scores: Tensor = self.kind(
            torch.cat([about, bloom, past.kinds, used, past.last_kind], dim=-1)
        )
        return scores

    def score_value(
        self, reading: Reading, about: Tensor, skill: Tensor, form: Tensor, past: Past
    ) -> Tensor:
        """[B, S, V]: each value by the chance that it would give and how it follows the others."""
        axis = self.get_buffer("axis")
        chance = skill @ reading.learners.grid
        bare = torch.zeros_like(chance)
        step = axis - past.last_difficulty.unsqueeze(-1)
        rise = (step / 2) * past.any.unsqueeze(-1)
        seen = torch.stack(
            [
                chance,
                torch.logit(chance, eps=0.02) / 2,
                bare + axis / 2,
                rise,
                (step * 5).clamp(-1, 1) * past.any.unsqueeze(-1),
                torch.relu(-step).clamp(max=1) * past.any.unsqueeze(-1),
                (axis - past.first_difficulty.unsqueeze(-1)) / 2 * past.any.unsqueeze(-1),
            ],
            dim=-1,
        )
        hidden = self.value_from(torch.cat([about, form], -1)).unsqueeze(2) + self.value_of(seen)
        scores: Tensor = self.value_out(torch.relu(hidden)).squeeze(-1)
        return scores

    def score_context(self, reading: Reading, told: Tensor, past: Past) -> Tensor:
        start = 2 * len(self.words.skills)
        liked = reading.learners.profile[:, start : start + len(self.words.contexts)]
        spread = liked.unsqueeze(1).expand(-1, told.shape[1], -1)
        scores: Tensor = self.context(torch.cat([told, spread, past.last_context], -1))
        return scores

    def score_mistake(self, reading: Reading, skill: Tensor, kind: Tensor, past: Past) -> Tensor:
        seen = [skill @ self.reader.names, skill @ reading.keys, kind, past.time]
        scores: Tensor = self.mistake(torch.cat(seen, -1))
        return scores + skill @ self.get_buffer("allowed")

    def score_length(self, told: Tensor, form: Tensor, numbers: Tensor) -> Tensor:
        """`numbers` [B, S, 4]: chance, difficulty, the last slot's minutes and their surplus."""
        scores: Tensor = self.length(torch.cat([told, form, numbers], dim=-1))
        return scores

    def log_likelihood(self, learners: Learners, sheets: Sheets) -> Tensor:
        """[B]: of the sheets, given their learners, by teacher forcing."""
        reading = self.read(learners)
        memory = self.remember(reading, sheets)[:, :-1]
        past = gather_past(sheets, None, self.recalls)
        told = self.tell(reading, memory, past)
        about = self.know(reading, told, sheets.skill)
        form = torch.cat([sheets.bloom, sheets.kind], -1)
        chance = (sheets.skill @ learners.grid * sheets.value).sum(-1)
        numbers = gather_numbers(chance, sheets.difficulty, past)
        pairs = (
            (self.score_skill(reading, told, past), sheets.skill),
            (self.score_bloom(about, past), sheets.bloom),
            (self.score_kind(about, sheets.bloom, past, past.match(sheets.bloom)), sheets.kind),
            (self.score_value(reading, about, sheets.skill, form, past), sheets.value),
            (self.score_context(reading, told, past), sheets.context),
            (self.score_mistake(reading, sheets.skill, sheets.kind, past), sheets.mistake),
            (self.score_length(told, form, numbers), sheets.length),
        )
        found = torch.stack([(score.log_softmax(-1) * hot).sum(-1) for score, hot in pairs])
        return (found.sum(0) * sheets.there).sum(-1)


def gather_numbers(chance: Tensor, difficulty: Tensor, past: Past) -> Tensor:
    return torch.stack([chance, difficulty / 2, past.last_minutes, past.last_surplus], dim=-1)


def _allow_mistakes(words: Vocabulary) -> Tensor:
    """[K, M]: NEVER where a skill has no such misconception."""
    allowed = torch.full((len(words.skills), words.mistakes), NEVER)
    for place, skill in enumerate(words.skills):
        allowed[place, : 1 + len(words.misconceptions.get(skill, ()))] = 0.0
    return allowed
