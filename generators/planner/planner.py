"""The learnt planner as others use it: profile and noise in, worksheets out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.fitting.errors import TensorFileError
from generators.fitting.tensor_file import read_tensors
from generators.planner.card import WEIGHTS, Card, read_card
from generators.planner.chances import ChanceGrid
from generators.planner.critic import Critic
from generators.planner.encoding import decode_sheets, encode_learners
from generators.planner.errors import PlannerFileError, PlannerInputError
from generators.planner.generator import NEVER, Generator, Limits
from generators.planner.sampling import decode, draw_noise
from generators.planner.vocabulary import Vocabulary
from generators.planner.wishes import Wishes

FOCUS = 3  # so many of the wanted skills a sheet may be about


@dataclass(frozen=True, slots=True)
class Server:
    """Draws `draws` sheets by G(profile, z) and keeps one with chance exp(critic). Where `wanted`
    names skills, the most wanted first, they are of the first three of them: teachers' sheets
    show how to practise a skill, the learner model knows which one is due."""

    words: Vocabulary
    generator: Generator
    critic: Critic
    draws: int

    def plan(
        self,
        learner: LearnerState,
        wishes: Wishes,
        *,
        seed: int,
        alternatives: int = 1,
        grid: ChanceGrid | None = None,
        wanted: Sequence[str] = (),
    ) -> list[PlannedSheet]:
        """Raises PlannerInputError as `Planner.plan` does."""
        limits = find_limits(self.words, learner, wishes, wanted)
        one = encode_learners(self.words, [learner], [grid])
        many = one.repeat(self.draws)
        lengths = torch.full((self.draws,), wishes.length)
        found = []
        for number in range(alternatives):
            random = torch.Generator().manual_seed(seed * 1_000_003 + number)
            z = draw_noise(self.generator, self.draws, wishes.length, random)
            with torch.no_grad():
                made = decode(self.generator, many, z, lengths, limits=limits)
                chances = self.critic(many, made).softmax(0)
            picked = torch.multinomial(chances, 1, generator=random)
            found += decode_sheets(self.words, [learner], one, made.pick(picked))
        return found


class Planner:
    """A stored planner: what it serves, and its card."""

    def __init__(self, card: Card, generator: Generator, critic: Critic) -> None:
        self.card = card
        self.generator = generator.eval()
        self.critic = critic.eval()
        self.server = Server(card.words, self.generator, self.critic, card.draws)

    @classmethod
    def load(cls, folder: Path) -> Planner:
        """Raises PlannerFileError, whose words are the reason why the rule has to serve."""
        card = read_card(folder)
        try:
            tensors, _ = read_tensors(folder / WEIGHTS)
        except TensorFileError as error:
            raise PlannerFileError(f"{error} Train the planner again.") from error
        generator, critic = Generator(card.words), Critic(card.words)
        for name, module in (("generator", generator), ("critic", critic)):
            own = {
                key.removeprefix(f"{name}/"): tensor
                for key, tensor in tensors.items()
                if key.startswith(f"{name}/")
            }
            try:
                module.load_state_dict(own)
            except RuntimeError as error:
                raise PlannerFileError(
                    f"{WEIGHTS} does not fit its card ({name}). Train the planner again."
                ) from error
        return cls(card, generator, critic)

    def plan(
        self,
        learner: LearnerState,
        wishes: Wishes | None = None,
        *,
        seed: int = 0,
        alternatives: int = 1,
        grid: ChanceGrid | None = None,
        wanted: Sequence[str] = (),
    ) -> list[PlannedSheet]:
        """The same arguments give the same sheets; an alternative comes of another z. `wanted` are
        skills, the most wanted first, by whoever knows what the learner did.

        Raises PlannerInputError where the model knows none of the skills, or none of the kinds.
        """
        return self.server.plan(
            learner,
            wishes or Wishes(),
            seed=seed,
            alternatives=alternatives,
            grid=grid,
            wanted=wanted,
        )


def find_limits(
    words: Vocabulary, learner: LearnerState, wishes: Wishes, wanted: Sequence[str] = ()
) -> Limits:
    """Only skills that both the learner's course and the model know, and what was wished; of those
    the first wanted ones."""
    known = [skill for skill in words.skills if skill in learner.mastery]
    if not known:
        raise PlannerInputError(
            "The planner was trained on none of this learner's skills. Train it on this course."
        )
    wished = wishes.pick_skills(known)
    skills = [skill for skill in wanted if skill in wished][:FOCUS] or wished
    kinds = [kind for kind in words.kinds if not wishes.kinds or kind in wishes.kinds]
    if not kinds:
        raise PlannerInputError(
            "The planner was trained before there were exercises of these kinds. Train it again."
        )
    return Limits(_only(words.skills, skills), _only(words.kinds, kinds))


def _only(names: Sequence[str], kept: Sequence[str]) -> Tensor:
    chosen = set(kept)
    return torch.tensor([0.0 if name in chosen else NEVER for name in names])
