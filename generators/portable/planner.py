"""The worksheet planner for other frameworks: G with all its slots in one graph, and the critic."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import torch
from torch import Tensor, nn

from generators.planner.card import VERSION
from generators.planner.critic import Critic
from generators.planner.encoding import Learners, Sheets, read_chances
from generators.planner.generator import NEVER, Generator, Limits
from generators.planner.law import DOUBT, UNKNOWN
from generators.planner.planner import Planner
from generators.planner.sampling import decode, draw_noise
from generators.planner.vocabulary import BLOOMS, Vocabulary
from generators.portable.folder import Portable
from generators.portable.graph import BATCH, Graph, Port

MODEL = "planner"
_LITTLE = 0.02  # of the noise
SEEN = ("skill", "bloom", "kind", "difficulty", "there")  # of a sheet, by the critic
_HOW = (
    "profile: mastery of each skill of about.words.skills (about.unknown where nothing is known), "
    "then how uncertain each is (a standard deviation; about.doubt where nothing is known), then 1 "
    "for each of about.words.contexts that the learner chose and 0 else, then about.words.band.",
    "grid: P(correct) of each skill at each of about.words.difficulty.values, falling. Without a "
    "learner model of your own: 1 / (1 + exp(-(law.base + law.mastery * logit(mastery) - "
    "law.difficulty * difficulty))) with about.words.law and mastery kept within .02 and .98.",
    "z: standard Gumbel noise, -log(-log(u)) of u uniform in (0, 1). The same inputs give the same "
    "sheet; another z gives another.",
    "skill_limit and kind_limit: 0 for what a sheet may use, about.never for what it may not.",
    "The product draws about.draws sheets for one learner, and keeps one at random with chances "
    "softmax(logit) over them.",
    "A slot's words are the places of the ones: skill in about.words.skills, bloom in "
    "about.blooms, kind in about.words.kinds; context and mistake have 'none' at place 0, then "
    "about.words.contexts and about.words.misconceptions of that skill.",
)


class _Planning(nn.Module):
    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(
        self,
        profile: Tensor,
        grid: Tensor,
        z: Tensor,
        lengths: Tensor,
        skill_limit: Tensor,
        kind_limit: Tensor,
    ) -> tuple[Tensor, ...]:
        learners = Learners(profile, grid)
        limits = Limits(skill_limit.unsqueeze(1), kind_limit.unsqueeze(1))
        sheets = decode(self.generator, learners, z, lengths, limits=limits)
        chance = read_chances(self.generator.words, grid, sheets) * sheets.there
        return (*(getattr(sheets, one.name) for one in fields(Sheets)), chance)


class _Judging(nn.Module):
    def __init__(self, critic: Critic) -> None:
        super().__init__()
        self.critic = critic

    def forward(self, profile: Tensor, grid: Tensor, *seen: Tensor) -> tuple[Tensor, ...]:
        given = dict(zip(SEEN, seen, strict=True))
        unseen = torch.zeros_like(given["skill"])
        sheets = Sheets(*(given.get(one.name, unseen) for one in fields(Sheets)))
        return (self.critic(Learners(profile, grid), sheets),)


def describe_planner(planner: Planner, slots: int | None = None) -> Portable:
    """`slots` is how many a sheet has at most; without, as many as the longest it learnt from."""
    card, words = planner.card, planner.card.words
    length = slots or words.longest
    trial = _Trial(planner.generator, length)
    return Portable(
        model=MODEL,
        revision=card.digest[:16],
        graphs=(
            Graph(
                "generator",
                "G(profile, z): a worksheet, slot by slot",
                _Planning(planner.generator),
                (*_list_learner(words), *_list_noise(planner.generator, length)),
                tuple(_list_sheet(words, length)),
                trial.draw_learners,
            ),
            Graph(
                "critic",
                "D(profile, sheet): how like a teacher's a sheet is for this learner",
                _Judging(planner.critic),
                (
                    *_list_learner(words),
                    *(one for one in _list_sheet(words, length) if one.name in SEEN),
                ),
                (Port("logit", (BATCH,), "above 0 a teacher's sheet is likelier"),),
                trial.draw_sheets,
            ),
        ),
        how=_HOW,
        about={
            "slots": length,
            "words": words.model_dump(mode="json"),
            "blooms": [bloom.value for bloom in BLOOMS],
            "unknown": UNKNOWN,
            "doubt": DOUBT,
            "never": NEVER,
            "draws": card.draws,
        },
        provenance={
            "card_version": VERSION,
            "weights_sha256": card.digest,
            "trained": card.date,
            "seed": card.seed,
            "data": card.data.model_dump(mode="json"),
            "stages": [stage.model_dump(mode="json") for stage in card.stages],
            "adversarial_fine_tuning_kept": card.tuned,
            "figures": card.figures,
        },
    )


def _list_learner(words: Vocabulary) -> tuple[Port, ...]:
    skills, values = len(words.skills), len(words.difficulty.values)
    return (
        Port("profile", (BATCH, words.profile_width), "mastery, uncertainty, interests, band"),
        Port("grid", (BATCH, skills, values), "P(correct) of each skill at each difficulty"),
    )


def _list_noise(generator: Generator, length: int) -> tuple[Port, ...]:
    words = generator.words
    return (
        Port("z", (BATCH, length, generator.noise), "standard Gumbel noise"),
        Port("lengths", (BATCH,), f"slots of each sheet, 1 to {length}", "int64"),
        Port("skill_limit", (BATCH, len(words.skills)), f"0, or {NEVER:g} for skills to leave out"),
        Port("kind_limit", (BATCH, len(words.kinds)), f"0, or {NEVER:g} for kinds to leave out"),
    )


def _list_sheet(words: Vocabulary, length: int) -> list[Port]:
    hots = (
        ("skill", len(words.skills), "about.words.skills"),
        ("bloom", len(BLOOMS), "about.blooms"),
        ("kind", len(words.kinds), "about.words.kinds"),
        ("context", len(words.contexts) + 1, "none, then about.words.contexts"),
        ("mistake", words.mistakes, "none, then about.words.misconceptions of the skill"),
        ("value", len(words.difficulty.values), "about.words.difficulty.values"),
        ("length", len(words.minutes.values), "about.words.minutes.values"),
    )
    numbers = (
        ("difficulty", "in logits, 0 is average"),
        ("minutes", "to work on it"),
        ("there", "1 for a slot, 0 beyond the sheet's length"),
        ("p_correct", "of this learner, off the grid"),
    )
    return [
        *(
            Port(name, (BATCH, length, size), f"one-hot over {of}; zeros beyond the sheet")
            for name, size, of in hots
        ),
        *(Port(name, (BATCH, length), meaning) for name, meaning in numbers),
    ]


class _Trial:
    """Invented learners: of half of their skills nothing is known, as at a course's start; half of
    them may not do everything. With every other one the networks decide and not the noise."""

    def __init__(self, generator: Generator, length: int) -> None:
        self._generator, self._words, self._length = generator, generator.words, length

    def draw_learners(self, rows: int, random: torch.Generator) -> tuple[Tensor, ...]:
        words = self._words
        learners = self._draw(rows, random)
        z = draw_noise(self._generator, rows, self._length, random)
        z[1::2] *= _LITTLE
        lengths = torch.randint(1, self._length + 1, (rows,), generator=random)
        limits = (self._limit(rows, of, random) for of in (len(words.skills), len(words.kinds)))
        return (learners.profile, learners.grid, z, lengths, *limits)

    def draw_sheets(self, rows: int, random: torch.Generator) -> tuple[Tensor, ...]:
        """Planned ones, for half of the rows another learner's."""
        profile, grid, z, lengths, *_ = self.draw_learners(rows, random)
        with torch.no_grad():
            sheets = decode(self._generator, Learners(profile, grid), z, lengths)
        order = torch.arange(rows)
        order[rows // 2 :] = order[rows // 2 :].roll(1)
        return (profile, grid, *(getattr(sheets.pick(order), name) for name in SEEN))

    def _draw(self, rows: int, random: torch.Generator) -> Learners:
        words = self._words
        count, liked = len(words.skills), len(words.contexts)
        mastery, doubt, known, likes = (
            torch.rand((rows, size), generator=random) for size in (count, count, count, liked)
        )
        mastery = torch.where(known < 0.5, UNKNOWN, mastery)
        doubt = torch.where(known < 0.5, DOUBT, doubt / 2)
        band = torch.tensor(words.band).expand(rows, 2)
        profile = torch.cat([mastery, doubt, (likes < 0.5).float(), band], dim=1)
        chances = words.law.chances(mastery.numpy()[..., None], np.array(words.difficulty.values))
        return Learners(profile, torch.from_numpy(chances.astype(np.float32)))

    @staticmethod
    def _limit(rows: int, size: int, random: torch.Generator) -> Tensor:
        drawn = torch.rand((rows, size), generator=random)
        left_out = (drawn > 0.5) & (drawn < drawn.amax(1, keepdim=True))  # never all
        left_out[rows // 2 :] = False
        return torch.where(left_out, NEVER, 0.0)
