"""The planner through onnxruntime: the sheets that torch plans, to the slot."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import onnxruntime
import pytest
import torch
from torch import Tensor

from generators.exercise.content import Kind
from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.planner.encoding import Sheets, decode_sheets, encode_learners
from generators.planner.planner import Planner, find_limits
from generators.planner.sampling import draw_noise
from generators.planner.vocabulary import Axis
from generators.planner.wishes import Wishes
from generators.portable.check import compare
from generators.portable.errors import PortableError
from generators.portable.folder import write_portable
from generators.portable.planner import SEEN, describe_planner
from tests.generators.portable.models import small_words, store_planner

LEARNER = LearnerState(
    mastery={f"s{at}": 0.5 if at % 2 else at / 8 for at in range(7)},
    uncertainty={"s0": 0.2},
    interests=("music",),
)


@dataclass(frozen=True)
class Elsewhere:
    """Plans as the product does, with the graphs in place of the networks."""

    planner: Planner
    generator: onnxruntime.InferenceSession
    critic: onnxruntime.InferenceSession

    def plan(self, wishes: Wishes, seed: int) -> PlannedSheet:
        words, draws = self.planner.card.words, self.planner.card.draws
        limits = find_limits(words, LEARNER, wishes)
        assert limits.skill is not None
        assert limits.kind is not None
        one = encode_learners(words, [LEARNER])
        many = one.repeat(draws)
        random = torch.Generator().manual_seed(seed * 1_000_003)
        drawn = draw_noise(self.planner.generator, draws, wishes.length, random)
        z = torch.nn.functional.pad(drawn, (0, 0, 0, words.longest - wishes.length))
        given = {
            "profile": many.profile,
            "grid": many.grid,
            "z": z,
            "lengths": torch.full((draws,), wishes.length),
            "skill_limit": limits.skill.expand(draws, -1),
            "kind_limit": limits.kind.expand(draws, -1),
        }
        made = run(self.generator, given)
        judged = {name: given[name] for name in ("profile", "grid")}
        [logits] = run(self.critic, judged | {name: made[name] for name in SEEN}).values()
        picked = torch.multinomial(logits.softmax(0), 1, generator=random)
        sheets = Sheets(*(made[own.name] for own in fields(Sheets)))
        [sheet] = decode_sheets(words, [LEARNER], one, sheets.pick(picked))
        return sheet


def run(session: onnxruntime.InferenceSession, given: dict[str, Tensor]) -> dict[str, Tensor]:
    names = [port.name for port in session.get_outputs()]
    found = session.run(names, {name: one.contiguous().numpy() for name, one in given.items()})
    return {name: torch.from_numpy(one) for name, one in zip(names, found, strict=True)}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("planner")
    planner = store_planner(folder / "own")
    write_portable(folder / "out", describe_planner(planner))
    sessions = (
        onnxruntime.InferenceSession(folder / "out" / f"{name}.onnx")
        for name in ("generator", "critic")
    )
    return Elsewhere(planner, *sessions)


@pytest.mark.parametrize("length", [1, 3, 4])
def test_a_sheet_is_the_one_that_torch_plans(elsewhere: Elsewhere, length: int) -> None:
    sheets = set()
    for seed in range(20):
        wishes = Wishes(length)
        [wanted] = elsewhere.planner.plan(LEARNER, wishes, seed=seed)
        assert elsewhere.plan(wishes, seed) == wanted
        sheets.add(wanted.model_dump_json())
    assert len(sheets) > 10  # so that equal sheets say something


def test_what_is_not_wished_for_stays_out(elsewhere: Elsewhere) -> None:
    wishes = Wishes(4, skills=frozenset({"s1", "s2"}), kinds=frozenset({Kind.CLOZE}))
    for seed in range(5):
        sheet = elsewhere.plan(wishes, seed)
        assert {slot.skill for slot in sheet.sheet} <= {"s1", "s2"}
        assert {slot.kind for slot in sheet.sheet} == {Kind.CLOZE}


def test_many_learners_at_once_are_each_their_own(elsewhere: Elsewhere) -> None:
    [graph, _] = describe_planner(elsewhere.planner).graphs
    given = graph.draw(50, torch.Generator().manual_seed(9))
    names = [port.name for port in graph.inputs]
    whole = run(elsewhere.generator, dict(zip(names, given, strict=True)))
    alone = run(
        elsewhere.generator, {name: one[17:18] for name, one in zip(names, given, strict=True)}
    )
    for name, found in alone.items():
        assert compare(found.numpy(), whole[name][17:18].numpy()) < 1e-5


def test_skills_that_are_known_alike_keep_the_order_of_the_course(elsewhere: Elsewhere) -> None:
    """Torch's quick sort leaves it open, and each machine has its own."""
    [_, graph] = describe_planner(elsewhere.planner).graphs
    given = list(graph.draw(40, torch.Generator().manual_seed(3)))
    given[0][:, : len(elsewhere.planner.card.words.skills)] = 0.5
    names = [port.name for port in graph.inputs]
    [found] = run(elsewhere.critic, dict(zip(names, given, strict=True))).values()
    assert compare(found.numpy(), graph.run(tuple(given))[0].numpy()) < 1e-5


def test_longer_sheets_than_it_learnt_from(tmp_path: Path) -> None:
    planner = store_planner(tmp_path / "own")
    assert planner.card.words.longest == 4
    write_portable(tmp_path / "out", describe_planner(planner, slots=6))
    session = onnxruntime.InferenceSession(tmp_path / "out" / "generator.onnx")
    shapes = {one.name: one.shape for one in session.get_outputs()}
    assert shapes["there"] == ["B", 6]
    assert shapes["skill"] == ["B", 6, 8]


def test_a_course_of_next_to_nothing(tmp_path: Path) -> None:
    """One skill, one value, no contexts, no misconceptions, one slot."""
    words = small_words().model_copy(
        update={
            "skills": ("s0",),
            "contexts": (),
            "misconceptions": {},
            "requires": {},
            "difficulty": Axis(values=(0.0,), width=0.0),
            "minutes": Axis(values=(2.0,), width=0.0),
            "longest": 1,
        }
    )
    report = write_portable(
        tmp_path / "out", describe_planner(store_planner(tmp_path / "own", words))
    )
    assert set(report["graphs"]) == {"generator", "critic"}


def test_graphs_of_other_weights_are_not_taken_for_the_model(tmp_path: Path) -> None:
    planner, other = (store_planner(tmp_path / str(seed), seed=seed) for seed in (0, 1))
    right, wrong = describe_planner(planner), describe_planner(other)
    for number, graph in enumerate(right.graphs):
        mixed = replace(graph, truth=wrong.graphs[number].module.eval())
        with pytest.raises(PortableError, match=f"{graph.name}: .* differs by"):
            write_portable(tmp_path / "out", replace(right, graphs=(mixed,)))
