"""The item VAE: banks that are no bank first, then what it has to know."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generators.bank.embedder import LexicalEmbedder
from generators.bank.item_model import (
    VERSION,
    ItemModel,
    fit_item_model,
    read_item_model,
    write_item_model,
)
from generators.bank.item_training import (
    ItemPlan,
    bound_items,
    decode_latents,
    encode_items,
    fit_and_report,
    fit_items,
    start_model,
)
from generators.bank.items import (
    BankError,
    FieldCoder,
    Item,
    ItemArrays,
    learn_fields,
    read_coder,
)
from generators.bank.model_file import CARD, WEIGHTS, ModelFileError
from generators.bank.neighbourhood import Limits, choose_near, locate, vary_items
from generators.bank.plane import lay_out, pair_up
from generators.bank.ppca import fit_ppca
from generators.bank.sense import BankSense
from generators.fitting.stage import Ending
from tests.generators.bank.conftest import invent_bank

PLAN = ItemPlan(steps=120, every=20)


@pytest.fixture(scope="module")
def model() -> ItemModel:
    return fit_item_model(invent_bank(150), LexicalEmbedder(), 3, PLAN)


@pytest.mark.parametrize("number", [0, 1, 5, 39])
def test_small_bank_is_refused_with_what_it_takes(number: int, embedder: LexicalEmbedder) -> None:
    with pytest.raises(BankError, match=r"small|empty"):
        fit_item_model(invent_bank(number), embedder, 0, PLAN)


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf])
def test_difficulty_that_is_no_number_names_the_exercise(
    figure: float, embedder: LexicalEmbedder
) -> None:
    bank = invent_bank(60)
    bank[7] = replace(bank[7], difficulty=figure)
    with pytest.raises(BankError, match="i7"):
        fit_item_model(bank, embedder, 0, PLAN)


def test_vector_that_is_no_number_is_refused(embedder: LexicalEmbedder) -> None:
    bank = invent_bank(60)
    vectors = embedder.embed([item.text for item in bank])
    vectors[3, 0] = np.nan
    with pytest.raises(BankError, match="i3"):
        learn_fields(bank, vectors)


def test_vectors_of_another_number_are_refused(embedder: LexicalEmbedder) -> None:
    with pytest.raises(BankError, match="embed them anew"):
        learn_fields(invent_bank(4), embedder.embed(["one"]))


def test_a_bank_of_one_text_and_one_level_still_fits(embedder: LexicalEmbedder) -> None:
    bank = [Item(f"i{at}", f"the same {at % 2}", "cloze", "apply", 0.0, "s") for at in range(60)]
    fitted = fit_item_model(bank, embedder, 0, PLAN)
    assert np.isfinite(fitted.limits.off)


def test_contradictory_fields_are_no_error(embedder: LexicalEmbedder) -> None:
    """The same text once easy and once hard, of two skills."""
    bank = invent_bank(60) + [
        replace(item, id=item.id + "x", difficulty=-item.difficulty, skill="other")
        for item in invent_bank(60)
    ]
    assert fit_item_model(bank, embedder, 0, PLAN).place(bank[:2], embedder)[0].bound < 1e4


def read_bank(number: int, embedder: LexicalEmbedder) -> tuple[ItemArrays, FieldCoder]:
    bank = invent_bank(number)
    vectors = embedder.embed([item.text for item in bank])
    coder = learn_fields(bank, vectors)
    return coder.encode(bank, vectors), coder


def test_divergence_ends_training_and_the_last_good_state_stays(embedder: LexicalEmbedder) -> None:
    data, coder = read_bank(60, embedder)
    vae, done = fit_and_report(data, coder, 0, ItemPlan(steps=200, rate=1e30))
    assert (done.ending, done.best) == (Ending.DIVERGED, 0)
    assert np.isfinite(bound_items(vae, data, 0)).all()


def test_an_interrupted_training_goes_on_as_if_it_had_not_been(
    embedder: LexicalEmbedder, tmp_path: Path
) -> None:
    data, coder = read_bank(60, embedder)
    plan, told = ItemPlan(steps=40, every=10), []

    def break_off(_stage: str, done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fit_and_report(data, coder, 0, plan, break_off, tmp_path)
    resumed, done = fit_and_report(data, coder, 0, plan, break_off, tmp_path)
    assert (told, done.steps) == ([10, 20, 30, 40], 40)
    whole = fit_items(data, coder, 0, plan)
    for name, tensor in whole.state_dict().items():
        assert torch.allclose(tensor, resumed.state_dict()[name], atol=1e-6), name


def test_before_any_step_it_is_ppca(embedder: LexicalEmbedder) -> None:
    bank = invent_bank(120)
    vectors = embedder.embed([item.text for item in bank])
    coder = learn_fields(bank, vectors)
    data = coder.encode(bank, vectors)
    linear = fit_ppca(data.embeddings.astype(np.float64), 64)
    exact = linear.log_likelihood(data.embeddings.astype(np.float64)).mean()
    bound = bound_items(start_model(data, coder, 0.0), data, 0, draws=256).mean()
    assert bound == pytest.approx(exact, abs=1.0)


def test_few_rows_span_few_directions_and_keep_their_noise() -> None:
    random = np.random.default_rng(1)
    rows, others = random.normal(size=(30, 40)), random.normal(size=(50, 40))
    linear, plane = fit_ppca(rows, 64), fit_ppca(rows, 64, rows_each=1)
    assert (np.abs(linear.loadings).sum(axis=0) > 0).sum() == 30 // 4
    assert linear.log_likelihood(others).mean() > plane.log_likelihood(others).mean() + 20


def test_ppca_likelihood_is_that_of_its_gaussian() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 5)) @ np.diag([3.0, 2.0, 1.0, 0.5, 0.5])
    linear = fit_ppca(rows, 2)
    covariance = linear.loadings @ linear.loadings.T + linear.variance * np.eye(5)
    own = rows[0] - linear.mean
    exact = -0.5 * (
        5 * math.log(2 * math.pi)
        + np.linalg.slogdet(covariance)[1]
        + own @ np.linalg.solve(covariance, own)
    )
    assert linear.log_likelihood(rows[:1])[0] == pytest.approx(exact)


def test_the_same_seed_gives_the_same_model(model: ItemModel) -> None:
    again = fit_item_model(invent_bank(150), LexicalEmbedder(), 3, PLAN)
    for name, value in model.vae.state_dict().items():
        assert torch.equal(value, again.vae.state_dict()[name]), name


def test_unseen_exercises_lie_by_their_skill(model: ItemModel) -> None:
    unseen = invent_bank(30, seed=99)
    by_id = {item.id: item for item in invent_bank(150)}
    places = model.place(unseen, LexicalEmbedder())
    nearest = [by_id[model.ids[place.neighbours[0]]] for place in places]
    same = sum(one.skill == other.skill for one, other in zip(unseen, nearest, strict=True))
    assert same >= 27


def test_what_is_of_another_course_is_less_likely(model: ItemModel) -> None:
    embedder = LexicalEmbedder()
    strange = [
        Item(f"s{at}", text, "", "", 0.0, "")
        for at, text in enumerate(["the treaty of rome was signed", "bonds yield a coupon twice"])
    ]
    own = model.place(invent_bank(30, seed=99), embedder)
    assert max(place.bound for place in model.place(strange, embedder)) < np.median(
        [place.bound for place in own]
    )


def test_a_copy_is_nearer_than_the_limit(model: ItemModel) -> None:
    places = model.place(invent_bank(150)[:20], LexicalEmbedder())
    assert [model.ids[place.neighbours[0]] for place in places] == [f"i{at}" for at in range(20)]
    assert max(place.distance for place in places) <= model.limits.near


def test_neighbours_differ_from_their_text_and_stay_near(model: ItemModel) -> None:
    made = vary_items(model.vae, model.bank, 1)
    own = model.bank.embeddings
    likeness = (made * own).sum(axis=1) / np.linalg.norm(own, axis=1)
    others = np.array([(made[0] @ row) / np.linalg.norm(row) for row in own[1:]])
    assert likeness.max() < 0.999
    assert likeness.mean() > others.mean() + 0.1


def test_latents_have_the_declared_shapes(model: ItemModel) -> None:
    mean, spread = encode_items(model.vae, model.bank, fields=True)
    assert mean.shape == spread.shape == (150, 64)
    assert (spread > 0).all()
    assert decode_latents(model.vae, mean).shape == model.bank.embeddings.shape


def test_vectors_of_another_embedder_are_refused(model: ItemModel) -> None:
    other = LexicalEmbedder()
    other.name = "another"
    with pytest.raises(BankError, match="another"):
        model.place(invent_bank(1), other)


def test_kept_model_places_alike(model: ItemModel, tmp_path: Path) -> None:
    write_item_model(tmp_path, model)
    read = read_item_model(tmp_path)
    asked = invent_bank(5, seed=4)
    assert read.place(asked, LexicalEmbedder()) == model.place(asked, LexicalEmbedder())
    assert (read.limits, read.ids) == (model.limits, model.ids)


def _spoil(folder: Path, fault: str) -> None:
    card = json.loads((folder / CARD).read_text())
    match fault:
        case "no card":
            (folder / CARD).unlink()
        case "no weights":
            (folder / WEIGHTS).unlink()
        case "cut short":
            (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:1000])
        case "a pickle":
            torch.save({"a": torch.zeros(1)}, folder / WEIGHTS)
        case "card cut":
            (folder / CARD).write_text(json.dumps(card)[:50])
        case "other version":
            (folder / CARD).write_text(json.dumps(card | {"version": VERSION + 1}))
        case "other name":
            (folder / CARD).write_text(json.dumps(card | {"name": "planner"}))
        case "other shape":
            shape = card["shape"] | {"size": 7}
            (folder / CARD).write_text(json.dumps(card | {"shape": shape}))
        case "fewer ids":
            shape = card["shape"] | {"ids": ["i0"]}
            (folder / CARD).write_text(json.dumps(card | {"shape": shape}))


@pytest.mark.parametrize(
    "fault",
    [
        "no card",
        "no weights",
        "cut short",
        "a pickle",
        "card cut",
        "other version",
        "other name",
        "other shape",
        "fewer ids",
    ],
)
def test_spoilt_model_is_refused_with_a_reason(
    fault: str, model: ItemModel, tmp_path: Path
) -> None:
    write_item_model(tmp_path, model)
    _spoil(tmp_path, fault)
    with pytest.raises(ModelFileError, match="train"):
        read_item_model(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"values": 1}', "null"])
def test_spoilt_coder_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_coder(text)


def test_a_sense_of_another_embedder_is_refused(model: ItemModel) -> None:
    class Other(LexicalEmbedder):
        name = "other"

    with pytest.raises(BankError, match="train the bank's model anew"):
        BankSense(model, Other(), frozenset())


def test_a_sense_reads_the_bank_as_it_is_now(model: ItemModel) -> None:
    sense = BankSense(model, LexicalEmbedder(), frozenset())
    bank = [item.text for item in invent_bank(9, seed=5)]
    assert sense.find_nearest("force", [], 3) == []
    assert sense.look(bank[4], bank[:4], []).nearest != 4
    sight = sense.look(bank[4], bank, [])
    assert (sight.nearest, sight.likeness) == (4, None)
    assert sight.distance < sight.near
    assert sense.find_nearest(bank[4], bank, 1) == [4]


def test_the_plain_distance_is_kept_where_it_finds_as_many_copies(model: ItemModel) -> None:
    bank, other = model.bank.take(np.arange(60)), model.bank.take(np.arange(60, 80))
    near, by_text, found = choose_near(model.vae, bank, other, bank)
    assert found == {"near_found": 1.0, "near_found_text": 1.0}
    assert by_text
    assert near > 0


def test_what_is_unlikely_is_compared_with_the_sources(model: ItemModel) -> None:
    sense = BankSense(model, LexicalEmbedder(), frozenset())
    text = "the controller deletes personal data on request without undue delay"
    sight = sense.look(text, [], [text, "bread"])
    assert sight.bound < sight.off
    assert sight.likeness == pytest.approx(1)


def test_the_plane_keeps_neighbours_and_pairs_are_nearest_first(model: ItemModel) -> None:
    latents = locate(model.vae, model.bank, by_text=False)
    points, figures = lay_out(latents[:60], 1)
    assert (points.shape, points.min(), points.max()) == ((60, 2), 0.0, 1.0)
    assert figures["trust"] > figures["trust_pca"]
    pairs = pair_up(np.vstack([latents[:5], latents[:2]]), Limits(1.0, 0.0))
    assert [pair[:2] for pair in pairs[:2]] == [(0, 5), (1, 6)]
    assert [share for *_, share in pairs] == sorted(share for *_, share in pairs)
