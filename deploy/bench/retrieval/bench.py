"""Measure how well questions find the passages that answer them: by words, by meaning, by both.

The gold set is in English and Chinese, half of it for trying things out (dev), half never (test).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from deploy.bench.machine import describe_machine
from deploy.bench.retrieval.gold import GoldSet, read_gold
from deploy.bench.retrieval.measures import Score, compare_scores, score_ranking, sum_up
from generators.exercise.content import Language
from generators.models.catalogue import load_catalogue
from generators.models.embedding import Embedder, EmbedderSettings, find_embedder
from generators.sources.fusion import FusedIndex, MeaningIndex
from generators.sources.retrieval import Found, Index
from lti_tool.settings import Settings

Search = Callable[[str, int], Found]
DEPTH = 50
SPLITS = ("dev", "test")
NO_MODEL = "none"

OPTIONS = (
    click.Option(
        ["--embedder"],
        default="",
        help="A model of the catalogue, the path of a folder or none, instead of the setting's.",
    ),
    click.Option(["--seed"], default=7, show_default=True, help="Of the bootstrap."),
)


def measure(embedder: str, seed: int) -> dict[str, Any]:
    """Raises `ModelError` for an embedder that is not known or damaged; without an installed one
    only the words are measured."""
    model = _open(embedder)
    return {
        "bench": "retrieval",
        "machine": describe_machine(),
        "embedder": f"{model.name} {model.revision}" if model else "",
        "seed": seed,
        "languages": {
            language.value: _measure_language(language, model, seed) for language in Language
        },
    }


def _open(name: str) -> Embedder | None:
    settings = Settings.from_env()
    name = name or settings.embedder_model
    if name == NO_MODEL:
        return None
    entry = load_catalogue(settings.models.catalogue).find(name)
    own = EmbedderSettings(languages=settings.embedder_languages)
    return find_embedder(entry, settings.cache, own)


def _measure_language(language: Language, model: Embedder | None, seed: int) -> dict[str, Any]:
    gold = read_gold(language)
    index = Index(gold.passages)
    ways: dict[str, Search] = {"plain words": index.search, "words": index.find}
    began = time.perf_counter()
    if model and language in model.languages:
        ways["meaning"] = MeaningIndex(gold.passages, model).search
        ways["both"] = FusedIndex(gold.passages, model).find
    seconds = (time.perf_counter() - began) / 2  # two indexes embed all passages
    scores = {name: _ask(gold, search) for name, search in ways.items()}
    return {
        "passages": len(gold.passages),
        "seconds_to_embed": seconds if "both" in ways else None,
        "splits": {split: _sum_split(gold, split, scores, seed) for split in SPLITS},
    }


def _ask(gold: GoldSet, search: Search) -> list[Score]:
    scores = []
    for question, answering in zip(gold.questions, gold.answering, strict=True):
        began = time.perf_counter()
        found = search(question.question, DEPTH)
        seconds = time.perf_counter() - began
        scores.append(score_ranking([passage.id for passage, _ in found], answering, seconds))
    return scores


def _sum_split(
    gold: GoldSet, split: str, scores: Mapping[str, Sequence[Score]], seed: int
) -> dict[str, Any]:
    places = [at for at, question in enumerate(gold.questions) if question.split == split]
    hard = [at for at in places if gold.questions[at].hard]
    ways = {}
    for name, all_scores in scores.items():
        ways[name] = sum_up([all_scores[at] for at in places], seed)
        ways[name]["hard"] = sum_up([all_scores[at] for at in hard], seed)
    figures: dict[str, Any] = {"questions": len(places), "hard": len(hard), "ways": ways}
    if "both" in scores:
        both, words = ([scores[name][at] for at in places] for name in ("both", "words"))
        figures["both_over_words"] = compare_scores(both, words, seed)
    return figures


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = [f"embedder: {figures['embedder'] or 'none installed; words alone'}"]
    for language, found in figures["languages"].items():
        for split, part in found["splits"].items():
            lines.append(
                f"{language}, {split}: {part['questions']} questions ({part['hard']} hard), "
                f"{found['passages']} passages"
            )
            lines += [_describe_way(name, way) for name, way in part["ways"].items()]
            if gain := part.get("both_over_words"):
                lines.append(
                    f"  both over words: recall@5 {_interval(gain['recall_at_5'], '+')}, "
                    f"MRR {_interval(gain['mrr'], '+')}"
                )
    return lines


def _describe_way(name: str, way: Mapping[str, Any]) -> str:
    return (
        f"  {name:11} recall@5 {_interval(way['recall_at_5'])}, MRR {_interval(way['mrr'])}; hard: "
        f"recall@5 {way['hard']['recall_at_5']['mean']:.3f}; "
        f"{1000 * way['seconds_a_query']:.1f} ms a query"
    )


def _interval(figure: Mapping[str, float], sign: str = "") -> str:
    return f"{figure['mean']:{sign}.3f} ({figure['low']:{sign}.3f} to {figure['high']:{sign}.3f})"


def has_failed(figures: Mapping[str, Any]) -> bool:
    """Whether asking the meaning too made unseen questions find less."""
    gains = (found["splits"]["test"].get("both_over_words") for found in _languages(figures))
    return any(gain["recall_at_5"]["mean"] < 0 for gain in gains if gain)


def _languages(figures: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return list(figures["languages"].values())
