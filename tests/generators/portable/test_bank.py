"""The VAEs of items and responses through onnxruntime."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import onnxruntime
import pytest
import torch

from generators.bank.embedder import LexicalEmbedder
from generators.bank.item_model import ItemModel, fit_item_model, read_item_model, write_item_model
from generators.bank.item_training import ItemPlan, decode_latents, encode_items
from generators.bank.response_training import ResponsePlan, believe_learners, fit_responses
from generators.bank.response_vae import ResponseVae
from generators.bank.responses import Responses, arrange_responses
from generators.portable.folder import write_portable
from generators.portable.item import describe_items
from generators.portable.response import describe_responses, solve_small
from tests.generators.bank.conftest import invent_bank


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ItemModel:
    folder = tmp_path_factory.mktemp("bank")
    fitted = fit_item_model(invent_bank(90), LexicalEmbedder(), 0, ItemPlan(steps=60, every=30))
    write_item_model(folder, fitted)
    return read_item_model(folder)


@pytest.fixture(scope="module")
def responses() -> Responses:
    random = Random(0)
    return arrange_responses(
        (f"l{learner}", f"i{item}", float(random.random() < 0.5 + (learner - item) / 60))
        for learner in range(30)
        for item in range(20)
        if random.random() < 0.7
    )


def open_graph(folder: Path, name: str) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(folder / f"{name}.onnx")


def test_items_there_and_back(model: ItemModel, tmp_path: Path) -> None:
    write_portable(tmp_path / "out", describe_items(model))
    bank = model.bank
    given = {"embedding": bank.embeddings, "codes": bank.codes, "difficulty": bank.difficulty}
    mean, log_variance = open_graph(tmp_path / "out", "item_encoder").run(None, given)
    wanted, spread = encode_items(model.vae, bank, fields=True)
    np.testing.assert_allclose(mean, wanted, atol=1e-5)
    np.testing.assert_allclose(np.exp(log_variance / 2), spread, atol=1e-5)
    rows = open_graph(tmp_path / "out", "item_decoder").run(["embedding"], {"z": mean})[0]
    np.testing.assert_allclose(rows, decode_latents(model.vae, wanted), atol=1e-5)


def test_an_item_by_its_text_alone(model: ItemModel, tmp_path: Path) -> None:
    write_portable(tmp_path / "out", describe_items(model))
    number = len(model.bank)
    given = {
        "embedding": model.bank.embeddings,
        "codes": np.zeros((number, 3), dtype=np.int64),
        "difficulty": np.full(number, np.nan, dtype=np.float32),
    }
    mean, _ = open_graph(tmp_path / "out", "item_encoder").run(None, given)
    np.testing.assert_allclose(
        mean, encode_items(model.vae, model.bank, fields=False)[0], atol=1e-5
    )


def test_a_card_of_items_says_how_to_read_them_and_holds_none(
    model: ItemModel, tmp_path: Path
) -> None:
    write_portable(tmp_path / "out", describe_items(model))
    card = json.loads((tmp_path / "out" / "card.json").read_text())
    assert card["revision"] == model.card.sha256[:16]
    assert card["about"]["embedder"] == "lexical-384"
    assert len(card["about"]["kept"]) == model.vae.size
    assert card["about"]["fields"]["skill"][1:] == ["forces", "heat", "light"]
    assert card["provenance"]["data"]["items"] == 90
    assert not any(name in (tmp_path / "out" / "card.json").read_text() for name in model.ids[:1])


def test_learners_are_believed_the_same(responses: Responses, tmp_path: Path) -> None:
    vae = fit_responses(responses, 0, ResponsePlan(steps=40))
    write_portable(tmp_path / "out", describe_responses(vae, responses, 0))
    session = open_graph(tmp_path / "out", "response_encoder")
    ability, covariance = session.run(None, {"scores": responses.scores, "mask": responses.mask})
    beliefs = believe_learners(vae, responses)
    for at, name in enumerate(responses.learners):
        assert ability[at, 0] == pytest.approx(beliefs[name].mean, abs=1e-5)
        assert np.sqrt(covariance[at, 0, 0]) == pytest.approx(beliefs[name].sd, abs=1e-5)
    nothing = np.zeros((1, len(responses.items)), dtype=np.float32)
    ability, covariance = session.run(None, {"scores": nothing, "mask": nothing})
    np.testing.assert_allclose(ability, 0, atol=1e-6)
    np.testing.assert_allclose(covariance[0], np.eye(4), atol=1e-6)


def test_a_card_of_responses_names_exercises_and_no_learner(
    responses: Responses, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    vae = ResponseVae(len(responses.items))
    write_portable(tmp_path / "out", describe_responses(vae, responses, 0))
    text = (tmp_path / "out" / "card.json").read_text()
    card = json.loads(text)
    assert [one["name"] for one in card["about"]["items"]] == list(responses.items)
    assert card["provenance"]["data"]["learners"] == 30
    assert '"l1"' not in text


def test_systems_are_solved_as_by_cholesky() -> None:
    random = torch.Generator().manual_seed(0)
    half = torch.randn((50, 4, 4), generator=random) * 5
    matrix = half @ half.mT + torch.eye(4)
    right = torch.randn((50, 4, 2), generator=random)
    wanted = torch.linalg.solve(matrix.double(), right.double())
    torch.testing.assert_close(solve_small(matrix.double(), right.double()), wanted)
