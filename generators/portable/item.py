"""The item VAE for other frameworks: an exercise's vector and fields to z, and back."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from generators.bank.embedder import LexicalEmbedder
from generators.bank.item_model import NAME, VERSION, ItemModel
from generators.bank.item_net import WIDTH, ItemVae
from generators.bank.items import CATEGORIES
from generators.models.catalogue import load_catalogue
from generators.portable.folder import Portable
from generators.portable.graph import BATCH, Graph, Port

_HOW = (
    "embedding: the vector that about.embedder makes of an exercise's text and key, of length 1, "
    "and of it only the entries that about.kept names.",
    "codes: the place of the exercise's kind, Bloom level and skill in about.fields, 0 where it is "
    "not known or not listed.",
    "difficulty: (logits - about.difficulty_centre) / about.difficulty_scale, NaN where it is not "
    "known. By its text alone an exercise has codes 0 and difficulty NaN.",
    "z is drawn as mean + exp(log_variance / 2) * noise; the decoder gives the mean of the "
    "embedding, whose entries vary by exp(about.log_variance / 2) about it.",
    "Do not draw z from N(0, 1) to invent exercises: neighbours of real ones are good, draws from "
    "the prior are not.",
)


class _Encoding(nn.Module):
    def __init__(self, vae: ItemVae) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, embedding: Tensor, codes: Tensor, difficulty: Tensor) -> tuple[Tensor, ...]:
        return self.vae.encode(embedding, codes, difficulty)


class _Decoding(nn.Module):
    def __init__(self, vae: ItemVae) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, z: Tensor) -> tuple[Tensor, ...]:
        fields = (head(z) for head in self.vae.heads)
        return (self.vae.decode(z), *fields, self.vae.difficulty(z)[:, 0])


def describe_items(model: ItemModel) -> Portable:
    """Of the bank's exercises it holds none: the networks, and how fields are numbered."""
    vae, coder, card = model.vae, model.coder, model.card
    return Portable(
        model=NAME,
        revision=card.sha256[:16],
        graphs=(_describe_encoder(vae), _describe_decoder(vae)),
        how=_HOW,
        about={
            "embedder": card.data["embedder"],
            "kept": list(coder.kept),
            "fields": dict(zip(CATEGORIES, map(list, coder.values), strict=True)),
            "difficulty_centre": coder.centre,
            "difficulty_scale": coder.scale,
            "log_variance": vae.log_variance.clamp(min=-14.0).tolist(),
        },
        provenance={
            "card_version": VERSION,
            "weights_sha256": card.sha256,
            "trained": card.made,
            "seed": card.seed,
            "data": card.data,
            "embedder_licence": _find_licence(str(card.data["embedder"])),
            "figures": card.figures,
        },
    )


def _describe_encoder(vae: ItemVae) -> Graph:
    def draw(rows: int, random: torch.Generator) -> tuple[Tensor, ...]:
        """Of every third nothing but the text is known."""
        embedding = torch.randn((rows, vae.size), generator=random)
        share = torch.rand((rows, len(vae.categories)), generator=random)
        codes = (share * torch.tensor(vae.categories)).long()
        difficulty = torch.randn(rows, generator=random)
        hidden = torch.arange(rows) % 3 == 0
        codes[hidden], difficulty[hidden] = 0, math.nan
        return nn.functional.normalize(embedding, dim=1), codes, difficulty

    return Graph(
        "item_encoder",
        "an exercise to a Gaussian over z",
        _Encoding(vae),
        (
            Port("embedding", (BATCH, vae.size), "of the text, the kept entries"),
            Port("codes", (BATCH, len(vae.categories)), "kind, Bloom level, skill", "int64"),
            Port("difficulty", (BATCH,), "standardised, NaN where it is not known"),
        ),
        (
            Port("mean", (BATCH, WIDTH), "of z"),
            Port("log_variance", (BATCH, WIDTH), "of z"),
        ),
        draw,
    )


def _describe_decoder(vae: ItemVae) -> Graph:
    sizes = zip(CATEGORIES, vae.categories, strict=True)
    return Graph(
        "item_decoder",
        "z to what an exercise there is like",
        _Decoding(vae),
        (Port("z", (BATCH, WIDTH), "a place in the bank"),),
        (
            Port("embedding", (BATCH, vae.size), "its mean, the kept entries"),
            *(Port(name, (BATCH, size), "logits over about.fields") for name, size in sizes),
            Port("difficulty", (BATCH,), "its mean, standardised"),
        ),
        lambda rows, random: (torch.randn((rows, WIDTH), generator=random),),
    )


def _find_licence(embedder: str) -> str:
    if embedder == LexicalEmbedder.name:
        return "Apache-2.0 (part of coursewright)"
    name = embedder.partition("@")[0]
    entries = {entry.name: entry.licence for entry in load_catalogue().models}
    return entries.get(name, "not known here")
