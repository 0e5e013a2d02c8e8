"""Other ways to draw sheets, which the planner is held against in the same run."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from generators.fitting.stage import Stage, fit
from generators.planner.encoding import Learners, Sheets
from generators.planner.stages import Coded, Course, descend, set_rate
from generators.planner.vocabulary import BLOOMS, Vocabulary

LATENT, HIDDEN = 32, 256
CVAE_STEPS, GAN_STEPS, PER_STEP = 800, 500, 3
PENALTY = 10.0  # of the gradient, as Gulrajani 2017 has it


def find_nearest(train: Coded, at: Coded, words: Vocabulary, random: torch.Generator) -> Sheets:
    """Bootstrap: the sheet of one of the three training learners whose mastery is nearest."""
    count = len(words.skills)
    off = torch.cdist(at.learners.profile[:, :count], train.learners.profile[:, :count])
    near = off.topk(min(3, len(train)), largest=False).indices
    chosen = torch.randint(near.shape[1], (len(at), 1), generator=random)
    return train.sheets.pick(near.gather(1, chosen).squeeze(1))


def slot_sizes(words: Vocabulary) -> tuple[int, ...]:
    """Of the choices of a slot, in the order of `Sheets`."""
    return (
        len(words.skills), len(BLOOMS), len(words.kinds), len(words.contexts) + 1, words.mistakes,
        len(words.difficulty.values), len(words.minutes.values),
    )  # fmt: skip


def flatten(sheets: Sheets) -> Tensor:
    """[B, L * sum(slot_sizes)]."""
    names = ("skill", "bloom", "kind", "context", "mistake", "value", "length")
    return torch.cat([getattr(sheets, name) for name in names], dim=-1).flatten(1)


def build(
    words: Vocabulary, hots: list[Tensor], lengths: Tensor, random: torch.Generator
) -> Sheets:
    """From choices [B, L, n]; numbers lie anywhere in their bins."""
    there = (torch.arange(hots[0].shape[1]) < lengths.unsqueeze(1)).float()
    skill, bloom, kind, context, mistake, value, length = (
        hot * there.unsqueeze(-1) for hot in hots
    )
    difficulty, minutes = (
        (hot @ torch.tensor(axis.values) + axis.width * _move(there, random)) * there
        for hot, axis in ((value, words.difficulty), (length, words.minutes))
    )
    return Sheets(
        skill, bloom, kind, context, mistake, value, length, difficulty, minutes, there
    )  # fmt: skip


class WholeSheet(nn.Module):
    """Profile and latent -> logits of all slots in one shot [B, L * sum(slot_sizes)]."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self.words = words
        self.net = nn.Sequential(
            nn.Linear(words.profile_width + LATENT, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, words.longest * sum(slot_sizes(words))),
        )

    def forward(self, profile: Tensor, latent: Tensor) -> list[Tensor]:
        """[B, L, n] for each choice."""
        flat = self.net(torch.cat([profile, latent], dim=-1))
        shaped = flat.view(len(profile), self.words.longest, -1)
        return list(torch.split(shaped, list(slot_sizes(self.words)), dim=-1))

    @torch.no_grad()
    def sample(self, at: Coded, random: torch.Generator) -> Sheets:
        latent = torch.randn(len(at), LATENT, generator=random)
        hots = [_harden(logits, random) for logits in self(at.learners.profile, latent)]
        return build(self.words, hots, at.lengths, random)


def train_cvae(course: Course) -> WholeSheet:
    """A conditional VAE over whole sheets: Gaussian latent, categorical slots, beta 1."""
    words = course.words
    steps = max(20, int(CVAE_STEPS * course.settings.rival_share))
    torch.manual_seed(course.seed + 3)
    decoder = WholeSheet(words)
    inputs = words.longest * sum(slot_sizes(words)) + words.profile_width
    encoder = nn.Sequential(nn.Linear(inputs, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 2 * LATENT))
    both = nn.ModuleDict({"decoder": decoder, "encoder": encoder})
    optimizer = torch.optim.Adam(both.parameters(), 1e-3)

    def bound(at: Coded, random: torch.Generator) -> Tensor:
        seen = torch.cat([flatten(at.sheets), at.learners.profile], dim=-1)
        mean, log_spread = encoder(seen).chunk(2, dim=-1)
        noise = torch.randn(mean.shape, generator=random)
        scores = decoder(at.learners.profile, mean + log_spread.exp() * noise)
        hots = flatten(at.sheets).view(len(at), words.longest, -1)
        parts = torch.split(hots, list(slot_sizes(words)), dim=-1)
        likely = sum(
            (score.log_softmax(-1) * hot).sum((1, 2))
            for score, hot in zip(scores, parts, strict=True)
        )
        kl = 0.5 * (mean**2 + (2 * log_spread).exp() - 2 * log_spread - 1).sum(-1)
        loss: Tensor = (kl - likely).mean()
        return loss

    def step(number: int) -> Tensor:
        set_rate(optimizer, 1e-3, number / steps)
        batch = course.train.pick(course.draw_rows("cvae", number, course.settings.batch))
        return descend(bound(batch, course.random("cvae-z", number)), both, optimizer)

    def look() -> float:
        with torch.no_grad():
            return float(bound(course.validation, course.random("cvae-look")))

    fit(
        Stage(
            "cvae", both, [optimizer], step, look, steps, course.settings.look,
            course.settings.patience, course.key, None, course.tell,
        )
    )  # fmt: skip
    return decoder


def train_wgan(course: Course) -> WholeSheet:
    """The textbook form: a conditional WGAN-GP over whole sheets, one shot, five critic steps cut
    to three for the time. It has no likelihood to stop by, so it runs its steps."""
    words, random = course.words, course.random("wgan")
    torch.manual_seed(course.seed + 4)
    maker = WholeSheet(words)
    inputs = words.longest * sum(slot_sizes(words)) + words.profile_width
    critic = nn.Sequential(
        nn.Linear(inputs, HIDDEN), nn.LeakyReLU(0.2),
        nn.Linear(HIDDEN, HIDDEN), nn.LeakyReLU(0.2), nn.Linear(HIDDEN, 1),
    )  # fmt: skip
    climb = torch.optim.Adam(maker.parameters(), 2e-4, betas=(0.5, 0.9))
    judge = torch.optim.Adam(critic.parameters(), 2e-4, betas=(0.5, 0.9))
    for number in range(max(20, int(GAN_STEPS * course.settings.rival_share))):
        for turn in range(PER_STEP):
            batch = course.train.pick(
                course.draw_rows("wgan", number * PER_STEP + turn, course.settings.batch)
            )
            true = torch.cat([flatten(batch.sheets), batch.learners.profile], dim=-1)
            false = _make_soft(maker, batch.learners, random).detach()
            gap = critic(false).mean() - critic(true).mean()
            descend(gap + _penalise(critic, true, false, random), critic, judge)
        descend(-critic(_make_soft(maker, batch.learners, random)).mean(), maker, climb)
    return maker


def _make_soft(maker: WholeSheet, learners: Learners, random: torch.Generator) -> Tensor:
    latent = torch.randn(len(learners), LATENT, generator=random)
    soft = [
        ((logits + _gumbel(logits, random)) / 0.5).softmax(-1)
        for logits in maker(learners.profile, latent)
    ]
    return torch.cat([torch.cat(soft, dim=-1).flatten(1), learners.profile], dim=-1)


def _penalise(critic: nn.Module, true: Tensor, false: Tensor, random: torch.Generator) -> Tensor:
    share = torch.rand(len(true), 1, generator=random)
    between = (share * true + (1 - share) * false).requires_grad_()
    [slope] = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    found: Tensor = PENALTY * ((slope.norm(dim=1) - 1) ** 2).mean()
    return found


def _harden(logits: Tensor, random: torch.Generator) -> Tensor:
    noisy = logits + _gumbel(logits, random)
    return functional.one_hot(noisy.argmax(-1), logits.shape[-1]).to(logits.dtype)


def _gumbel(like: Tensor, random: torch.Generator) -> Tensor:
    uniform = torch.rand(like.shape, generator=random).clamp(1e-9, 1 - 1e-7)
    return -torch.log(-torch.log(uniform))


def _move(like: Tensor, random: torch.Generator) -> Tensor:
    return torch.rand(like.shape, generator=random) - 0.5
