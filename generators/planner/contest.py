"""All samplers in one run over the same sheets, for one seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from torch import Tensor

from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.fitting.progress import Progress
from generators.planner.encoding import Learners, Sheets, encode_sheets
from generators.planner.generator import Generator
from generators.planner.hand_rule import score_by_rule
from generators.planner.measures import Judge
from generators.planner.planner import FOCUS, Server
from generators.planner.rivals import find_nearest, train_cvae, train_wgan
from generators.planner.rule import choose_focus, plan_by_rule
from generators.planner.sampling import sample
from generators.planner.stages import Coded, Course, choose_best, warm_up
from generators.planner.training import Learnt, learn
from generators.planner.vocabulary import Vocabulary
from generators.planner.wishes import Wishes

SAMPLERS = (
    "planner", "real", "bootstrap", "factorised", "warm_start",
    "rule_best_of_8", "wgan_gp", "cvae",
)  # fmt: skip
Score = Callable[[Learners, Sheets], Tensor]
BESIDE = ("warm_start_with_critic", "finetuned_with_critic", "served", "rule")


@dataclass(frozen=True, slots=True)
class Contest:
    """`figures` by sampler; `learnt` says what became of fine-tuning."""

    figures: dict[str, dict[str, float]]
    learnt: Learnt


def hold_contest(
    course: Course, unseen: Coded, states: Sequence[LearnerState], again: Coded
) -> Contest:
    """`states` are the learners of `unseen`; `again` are as many other real sheets."""
    learnt = learn(course)
    judge = Judge(course.words, unseen.learners, unseen.sheets, course.train.sheets, course.seed)
    drawn = draw_rivals(course, unseen, states) | draw_ours(course, unseen, learnt)
    drawn["served"] = lambda: encode_sheets(course.words, serve_all(course, states, unseen, learnt))
    figures = {"real": judge.measure(again.sheets, again.learners)}
    for number, (name, draw) in enumerate(drawn.items()):
        figures[name] = judge.measure(draw())
        course.tell(Progress("samplers", number + 1, len(drawn)))
    figures["planner"] = figures["finetuned_with_critic" if learnt.keeps else BESIDE[0]]
    return Contest(figures, learnt)


def draw_ours(course: Course, unseen: Coded, learnt: Learnt) -> dict[str, Callable[[], Sheets]]:
    """Every choice is made among draws of the same noise."""
    draws, warm = course.settings.draws, learnt.warm[0]

    def choose(model: Generator, score: Score, by_chance: bool = True) -> Sheets:
        random = course.random("contest-choose")
        return choose_best(model, unseen, draws, random, score, by_chance)

    by_rule = score_by_rule(course.words)
    return {
        "warm_start": lambda: sample(
            warm, unseen.learners, unseen.lengths, course.random("contest")
        ),
        "rule_best_of_8": lambda: choose(warm, by_rule, by_chance=False),
        "warm_start_with_critic": lambda: choose(*learnt.warm),
        "finetuned_with_critic": lambda: choose(*learnt.tuned),
    }


def draw_rivals(
    course: Course, unseen: Coded, states: Sequence[LearnerState]
) -> dict[str, Callable[[], Sheets]]:
    words, train = course.words, course.train

    def draw_factorised() -> Sheets:
        model, _ = warm_up(course, recalls=False, name="factorised")
        return sample(model, unseen.learners, unseen.lengths, course.random("factorised"))

    return {
        "rule": lambda: encode_sheets(words, plan_all(words, states, unseen)),
        "bootstrap": lambda: find_nearest(train, unseen, words, course.random("bootstrap")),
        "factorised": draw_factorised,
        "cvae": lambda: train_cvae(course).sample(unseen, course.random("cvae-draw")),
        "wgan_gp": lambda: train_wgan(course).sample(unseen, course.random("wgan-draw")),
    }


def serve_all(
    course: Course, states: Sequence[LearnerState], unseen: Coded, learnt: Learnt
) -> list[PlannedSheet]:
    """As a course is served: among skills that are wanted, here by the rule, since these learners
    have no history."""
    words = course.words
    generator, critic = learnt.served
    server = Server(words, generator.eval(), critic.eval(), course.settings.draws)
    found = []
    for number, (state, length) in enumerate(zip(states, unseen.lengths.tolist(), strict=True)):
        known = [skill for skill in words.skills if skill in state.mastery]
        wanted = choose_focus(state, known, words.requires, FOCUS, Random(number))
        found += server.plan(state, Wishes(int(length)), seed=number, wanted=wanted)
    return found


def plan_all(
    words: Vocabulary, states: Sequence[LearnerState], unseen: Coded
) -> list[PlannedSheet]:
    """By the rule that is served where no planner is."""
    found = []
    for number, (state, length) in enumerate(zip(states, unseen.lengths.tolist(), strict=True)):
        wishes = Wishes(length=int(length), band=words.band)
        found += plan_by_rule(state, wishes, seed=number, requires=words.requires)
    return found
