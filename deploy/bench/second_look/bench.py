"""How far a model that looks at drafts agrees with people who marked them, on sources held out.

Drafts come from `coursewright eval generation`, marks from readers with docs/READING.md; the shape
of both files is in docs/CHECKS.md.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from deploy.bench.checks.models import open_judge
from deploy.bench.machine import describe_machine
from deploy.bench.second_look.forms import FORMS, Features
from deploy.bench.second_look.marked import Marked, read_marked
from deploy.bench.second_look.measures import Point, auc, hold_out, spread_of
from generators.engines.scoring import ScoringEngine

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OPTIONS = [
    click.Option(
        ["--drafts"],
        type=_FILE,
        multiple=True,
        required=True,
        help="Drafts, as `eval generation` writes them, with ids. May be given again.",
    ),
    click.Option(
        ["--marks"],
        type=_FILE,
        multiple=True,
        required=True,
        help='Lines of {"id", "mark"}: A, B, C or K. May be given again.',
    ),
    click.Option(["--engine"], required=True, help="A model of the catalogue, whatever it is for."),
    click.Option(
        ["--form"],
        type=click.Choice(list(FORMS)),
        default="answers",
        show_default=True,
        help="answers: what the check asks. The others read likelihoods off.",
    ),
    click.Option(["--threads"], default=1, show_default=True, type=click.IntRange(1, 64)),
    click.Option(["--seed"], default=1, show_default=True),
    click.Option(
        ["--scores"],
        type=click.Path(dir_okay=False, path_type=Path),
        help="Keep each score here; what stands in it already is not asked again.",
    ),
]


def measure(
    drafts: Sequence[Path],
    marks: Sequence[Path],
    engine: str,
    form: str,
    threads: int,
    seed: int,
    scores: Path | None,
) -> Mapping[str, Any]:
    marked = read_marked(drafts, marks)
    rows = list(_score(marked, engine, form, threads, scores))
    languages = sorted({own.sheet.language for own in marked})
    return {
        "machine": describe_machine(),
        "engine": engine,
        "form": form,
        "seed": seed,
        "languages": {
            language.value: _figures(
                [
                    (own, features)
                    for own, features in zip(marked, rows, strict=True)
                    if own.sheet.language is language
                ],
                seed,
            )
            for language in languages
        },
    }


def _score(
    marked: Sequence[Marked], engine: str, form: str, threads: int, scores: Path | None
) -> Iterator[Features]:
    known, open_scorer = _read_scores(scores, engine, form), _Lazy(engine, form, threads)
    for own in marked:
        if own.id not in known:
            begun = time.perf_counter()
            features = open_scorer()(own)
            known[own.id] = features | {"seconds": round(time.perf_counter() - begun, 2)}
            _keep(scores, {"id": own.id, "engine": engine, "form": form} | known[own.id])
        yield known[own.id]


class _Lazy:
    """Loads the model once one is needed. Raises `click.ClickException`, `EngineError`."""

    def __init__(self, engine: str, form: str, threads: int) -> None:
        self._engine, self._form, self._threads = engine, form, threads
        self._scorer: Callable[[Marked], Features] | None = None

    def __call__(self) -> Callable[[Marked], Features]:
        if self._scorer is None:
            judge = open_judge(self._engine, self._threads)
            if judge is None:
                raise click.ClickException("Name the model that is to look at the drafts.")
            model: Any = judge.engine
            if self._form != "answers" and not isinstance(model, ScoringEngine):
                raise click.ClickException(
                    f"{self._engine} runs where its likelihoods cannot be read: --form answers."
                )
            form = FORMS[self._form]
            self._scorer = lambda own: form(model, own.sheet)
        return self._scorer


def _read_scores(file: Path | None, engine: str, form: str) -> dict[str, Features]:
    if file is None or not file.exists():
        return {}
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return {
            row["id"]: {
                name: one for name, one in row.items() if name not in ("id", "engine", "form")
            }
            for row in rows
            if (row["engine"], row["form"]) == (engine, form)
        }
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{file} holds no scores: {error!r}") from error


def _keep(file: Path | None, row: Mapping[str, Any]) -> None:
    if file is not None:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")


def _figures(rows: Sequence[tuple[Marked, Features]], seed: int) -> dict[str, Any]:
    """Of the first feature, which is the score; and the AUC of each other one."""
    names = [name for name in rows[0][1] if name != "seconds"]
    read = [(own, one) for own, one in rows if not math.isnan(one[names[0]])]
    points = _points(read, names[0])
    passed = [own for own, one in read if one.get("passed") == 1]
    return {
        "drafts": len(rows),
        "sources": len({own.source for own, _ in rows}),
        "usable": sum(own.usable for own, _ in rows),
        "without_a_score": len(rows) - len(read),
        "auc": auc(points),
        "auc_95": spread_of(points, seed),
        "held_out": hold_out({names[0]: points}, seed),
        "held_out_best": hold_out({name: _points(read, name) for name in names}, seed),
        **({"passed": _tell_passed(passed, read)} if "passed" in names else {}),
        "features": {name: auc(_points(read, name)) for name in names},
        "seconds_each": round(sum(one.get("seconds", 0) for _, one in rows) / len(rows), 1),
    }


def _points(rows: Sequence[tuple[Marked, Features]], name: str) -> list[Point]:
    return [Point(one[name], own.usable, own.source) for own, one in rows]


def _tell_passed(passed: Sequence[Marked], read: Sequence[Any]) -> dict[str, Any]:
    """What the check lets through, without any threshold."""
    usable = sum(own.usable for own in passed)
    return {
        "kept": round(len(passed) / len(read), 3) if read else None,
        "precision": round(usable / len(passed), 3) if passed else None,
    }


def describe(figures: Mapping[str, Any]) -> list[str]:
    lines = [f"{figures['engine']}, form {figures['form']}, seed {figures['seed']}"]
    for language, own in figures["languages"].items():
        lines += _describe(language, own)
    return lines


def _describe(language: str, own: Mapping[str, Any]) -> Iterator[str]:
    base = own["usable"] / own["drafts"]
    yield (
        f"{language}: {own['drafts']} drafts of {own['sources']} sources, {base:.0%} usable;"
        f" {own['without_a_score']} without a score; {own['seconds_each']} s each"
    )
    if own["auc"] is None:
        yield "  AUC: needs usable and other drafts with a score"
        return
    between = own["auc_95"] and " ({:.2f} to {:.2f} over sources)".format(*own["auc_95"])
    yield f"  AUC {own['auc']:.3f}{between or ''}"
    for name, words in (("held_out", "threshold"), ("held_out_best", "feature and threshold")):
        if (told := own[name])["splits"]:
            yield (
                f"  {words} of one half of the sources on the other, {told['splits']} halvings:"
                f" AUC {told['auc']:.2f} ± {told['auc_sd']:.2f}; {told['precision']:.0%} ±"
                f" {told['precision_sd']:.0%} usable among the {told['kept']:.0%} kept,"
                f" {told['base']:.0%} among all"
            )
    if "passed" in own and own["passed"]["precision"] is not None:
        kept, usable = own["passed"]["kept"], own["passed"]["precision"]
        yield f"  the check passes {kept:.0%}, and of these {usable:.0%} are usable"
    parts = (f"{name} {one:.2f}" for name, one in own["features"].items() if one is not None)
    yield f"  AUC of each: {', '.join(parts)}"
