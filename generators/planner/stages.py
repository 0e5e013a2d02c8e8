"""The three stages of the planner: maximum likelihood, the critic, one against the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from generators.fitting.progress import Tell, tell_nobody
from generators.fitting.stage import Fitted, Stage, fit
from generators.planner.critic import Critic
from generators.planner.encoding import Learners, Sheets, read_chances
from generators.planner.generator import Generator
from generators.planner.sampling import decode, draw_noise, sample
from generators.planner.settings import TrainSettings
from generators.planner.vocabulary import Vocabulary

_CLIP = 5.0


@dataclass(frozen=True, slots=True)
class Coded:
    learners: Learners
    sheets: Sheets

    def pick(self, rows: Tensor) -> Coded:
        return Coded(self.learners.pick(rows), self.sheets.pick(rows))

    @property
    def lengths(self) -> Tensor:
        return self.sheets.there.sum(1)

    def __len__(self) -> int:
        return len(self.sheets)


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt from, and how. `key` names it all, for checkpoints."""

    words: Vocabulary
    train: Coded
    validation: Coded
    settings: TrainSettings
    seed: int
    key: str = ""
    folder: Path | None = None
    tell: Tell = tell_nobody

    def random(self, name: str, step: int = 0) -> torch.Generator:
        """The same for the same seed, name and step, so that a resumed run repeats."""
        places = sum(ord(letter) * 31**at for at, letter in enumerate(name)) % 1_000_003
        return torch.Generator().manual_seed(self.seed * 7_919 + places * 104_729 + step)

    def draw_rows(self, name: str, step: int, size: int) -> Tensor:
        return torch.randint(len(self.train), (size,), generator=self.random(name, step))


def warm_up(course: Course, recalls: bool = True, name: str = "warm") -> tuple[Generator, Fitted]:
    """The generator by maximum likelihood."""
    settings = course.settings
    torch.manual_seed(course.seed)
    model = Generator(course.words, recalls)
    optimizer = torch.optim.AdamW(model.parameters(), settings.warm_rate, weight_decay=1e-3)

    def step(number: int) -> Tensor:
        set_rate(optimizer, settings.warm_rate, number / settings.warm_steps)
        batch = course.train.pick(course.draw_rows(name, number, settings.batch))
        loss = -model.log_likelihood(batch.learners, batch.sheets).mean()
        return descend(loss, model, optimizer)

    def look() -> float:
        with torch.no_grad():
            held = course.validation
            return float(-model.log_likelihood(held.learners, held.sheets).mean())

    return model, fit(_stage(course, name, model, [optimizer], step, look, settings.warm_steps))


def train_critic(
    course: Course, model: Generator, name: str = "critic", begin: Critic | None = None
) -> tuple[Critic, Fitted]:
    """Against sheets that the generator draws for the learners of the training sheets."""
    settings = course.settings
    torch.manual_seed(course.seed + 1)
    critic = Critic(course.words)
    if begin is not None:
        critic.load_state_dict(begin.state_dict())
    optimizer = torch.optim.AdamW(critic.parameters(), settings.critic_rate, weight_decay=0.05)
    true, false = _look_twice(course, model, critic, course.train, settings.pool, name)
    held_true, held_false = _look_twice(course, model, critic, course.validation, 2, name + "-held")

    def step(number: int) -> Tensor:
        torch.manual_seed(course.seed + number)  # dropout, as it would be without a break
        rows = course.draw_rows(name, number, 2 * settings.batch)
        others = torch.randint(len(false), rows.shape, generator=course.random(name, -1 - number))
        loss = _tell_apart(critic.judge(true[rows]), critic.judge(false[others]))
        return descend(loss, critic, optimizer)

    def look() -> float:
        critic.eval()
        with torch.no_grad():
            loss = _tell_apart(critic.judge(held_true), critic.judge(held_false))
        critic.train()
        return float(loss)

    found = fit(_stage(course, name, critic, [optimizer], step, look, settings.critic_steps))
    critic.eval()
    return critic, found


def tune(course: Course, warm: Generator, against: Critic) -> tuple[Generator, Fitted]:
    """Adversarial fine-tuning: straight-through Gumbel, a hinge on the band and R1 on the critic.

    `look` is the likelihood of validation sheets less what a critic that stays fixed says of the
    generator's own: likelihood alone would call every move away from the warm start worse.
    """
    settings = course.settings
    torch.manual_seed(course.seed + 2)
    model, critic = Generator(course.words), Critic(course.words, dropout=0.0)
    model.load_state_dict(warm.state_dict())
    critic.load_state_dict(against.state_dict())
    both = nn.ModuleDict({"model": model, "critic": critic})
    ascent = torch.optim.Adam(model.parameters(), settings.tune_rate, betas=(0.5, 0.99))
    judge = torch.optim.Adam(critic.parameters(), settings.tune_rate * 2, betas=(0.5, 0.99))

    def step(number: int) -> Tensor:
        batch = course.train.pick(course.draw_rows("tune", number, settings.batch))
        random = course.random("tune-z", number)
        z = draw_noise(model, len(batch), batch.sheets.there.shape[1], random)
        made = decode(model, batch.learners, z, batch.lengths, heat=settings.heat)
        seen = critic.look(batch.learners, made)
        descend(_judge_loss(critic, batch, seen.detach(), settings.r1), critic, judge)
        loss = functional.softplus(-critic.judge(seen)).mean()
        loss = loss + settings.band_weight * leave_band(course.words, batch.learners, made)
        likely = model.log_likelihood(batch.learners, batch.sheets).mean()
        loss = loss - settings.likelihood_weight * likely
        return descend(loss, model, ascent)

    def look() -> float:
        held = course.validation
        with torch.no_grad():
            made = sample(model, held.learners, held.lengths, course.random("tune-look"))
            likely = model.log_likelihood(held.learners, held.sheets).mean()
            return float(-against(held.learners, made).mean() - 0.1 * likely)

    done = fit(_stage(course, "tune", both, [ascent, judge], step, look, settings.tune_steps))
    return model, done


def leave_band(words: Vocabulary, learners: Learners, sheets: Sheets) -> Tensor:
    """How far P(correct) lies outside of the band, on average over the slots."""
    chance = read_chances(words, learners.grid, sheets)
    low, high = words.band
    outside = torch.relu(low - chance) + torch.relu(chance - high)
    return (outside * sheets.there).sum() / sheets.there.sum()


def descend(loss: Tensor, module: nn.Module, optimizer: torch.optim.Optimizer) -> Tensor:
    """One step down. A loss that is no number moves nothing."""
    if not torch.isfinite(loss):
        return loss.detach()
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(module.parameters(), _CLIP)
    optimizer.step()
    return loss.detach()


def set_rate(optimizer: torch.optim.Optimizer, rate: float, share: float) -> None:
    """Falls by a straight line to a twentieth."""
    for group in optimizer.param_groups:
        group["lr"] = rate * max(0.05, 1 - share)


def _judge_loss(critic: Critic, batch: Coded, made: Tensor, r1: float) -> Tensor:
    true = critic.look(batch.learners, batch.sheets).detach().requires_grad_()
    said = critic.judge(true)
    [slope] = torch.autograd.grad(said.sum(), true, create_graph=True)
    return _tell_apart(said, critic.judge(made)) + r1 / 2 * (slope**2).sum(1).mean()


def _tell_apart(true: Tensor, false: Tensor) -> Tensor:
    return functional.softplus(-true).mean() + functional.softplus(false).mean()


def _look_twice(
    course: Course, model: Generator, critic: Critic, at: Coded, times: int, name: str
) -> tuple[Tensor, Tensor]:
    """What the critic is shown of true sheets, and of `times` as many of the generator's."""
    with torch.no_grad():
        made = [
            critic.look(
                at.learners,
                sample(model, at.learners, at.lengths, course.random(f"{name}-pool", number)),
            )
            for number in range(times)
        ]
        return critic.look(at.learners, at.sheets), torch.cat(made)


def _stage(
    course: Course,
    name: str,
    module: nn.Module,
    optimizers: Sequence[torch.optim.Optimizer],
    step: Callable[[int], Tensor],
    look: Callable[[], float],
    steps: int,
) -> Stage:
    settings = course.settings
    return Stage(
        name, module, optimizers, step, look, steps, settings.look, settings.patience,
        course.key, course.folder, course.tell,
    )  # fmt: skip


def choose_best(
    model: Generator,
    at: Coded,
    draws: int,
    random: torch.Generator,
    score: Callable[[Learners, Sheets], Tensor],
    by_chance: bool = True,
) -> Sheets:
    """One of `draws` sheets for each learner: with chance exp(score), or the best one."""
    learners = at.learners.repeat(draws)
    with torch.no_grad():
        made = sample(model, learners, at.lengths.repeat_interleave(draws), random)
        scores = score(learners, made).view(-1, draws)
        if by_chance:
            picked = torch.multinomial(scores.softmax(1), 1, generator=random).squeeze(1)
        else:
            picked = scores.argmax(1)
    return made.pick(torch.arange(len(at)) * draws + picked)
