"""Train what knows the exercises of one course as a whole. May run twice at any time: it goes on at
checkpoints.

What was there before stays in use until the new model lies whole beside its card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog

from generators.bank.items import BankError, DivergedError, Item
from generators.exercise.content import Language
from generators.exercise.texts import text_of
from jobs.bank_shelf import choose_embedder
from jobs.course_material import read_passages
from jobs.model_folders import clear_others, fresh_folder, put_beside
from jobs.parts import Parts, current_parts
from jobs.training_progress import Teller, TrainingLease
from jobs.training_turn import DIVERGED, TOO_LITTLE, NotTrainedError, take_turn
from lti_tool.db import utcnow
from lti_tool.models import BankModel
from lti_tool.services import bank_models
from lti_tool.services.bank_models import TrainedBank, bank_folder, list_bank
from lti_tool.services.exercises import show_content
from lti_tool.services.trainings import Turn

if TYPE_CHECKING:
    from generators.bank.embedder import Embedder
    from generators.bank.item_model import ItemModel
    from generators.bank.item_training import ItemPlan

log = structlog.get_logger(__name__)

SEED = 20261127


def run(context_id: str) -> None:
    train_bank(current_parts(), context_id)


def train_bank(parts: Parts, context_id: str, plan: ItemPlan | None = None) -> None:
    took = take_turn(parts, BankModel, context_id, lambda turn: _try(parts, turn, plan))
    if took is None:
        return
    turn, trained = took
    folder = bank_folder(parts.settings.data, context_id)
    put_beside(folder, trained.revision)
    with parts.database.write() as session:
        kept = bank_models.keep_bank(session, turn, trained, utcnow())
    if kept:
        clear_others(folder, trained.revision)
    log.info("bank_trained", context=context_id, kept=kept, revision=trained.revision)


def _try(parts: Parts, turn: Turn, plan: ItemPlan | None) -> TrainedBank:
    try:
        return _train(parts, turn, plan)
    except BankError as error:
        reason = DIVERGED if isinstance(error, DivergedError) else TOO_LITTLE
        raise NotTrainedError(reason, str(error)) from error


def _train(parts: Parts, turn: Turn, plan: ItemPlan | None) -> TrainedBank:
    """Raises `BankError`, `StoppedError` and `CancelledError`."""
    from generators.bank.embedder import embed_in_slices  # brings torch

    context_id, tell = turn.context_id, Teller(parts, turn)
    tell.say("data", 0, 1)
    items, passages, languages = _gather(parts, context_id)
    if len(items) < bank_models.FEWEST:
        raise BankError(
            f"The course has {len(items)} published exercises; it takes {bank_models.FEWEST}."
        )
    embedder = choose_embedder(parts, languages)
    texts = [*(item.text for item in items), *passages]  # remembered, so that they are read once
    embed_in_slices(embedder, texts, lambda at, of: tell.say("reading", at, of))
    model, digest = _fit(parts, context_id, items, passages, embedder, tell, plan)
    tell.say("map", 0, 1)
    with TrainingLease(parts, turn):
        trained = _lay_out(items, model, digest, len(passages))
    tell.say("map", 1, 1)
    return trained


def _gather(parts: Parts, context_id: str) -> tuple[list[Item], list[str], frozenset[Language]]:
    """Exercises, texts of passages, and the languages of the exercises."""
    items, languages = [], set()
    with parts.database.read() as session:
        for exercise, version in list_bank(session, context_id):
            text = text_of(show_content(version, SEED))
            languages.add(Language(exercise.language))
            items.append(
                Item(
                    exercise.id, text, exercise.kind, exercise.bloom, exercise.difficulty,
                    exercise.skill_id,
                )
            )  # fmt: skip
        passages = [passage.text for passage in read_passages(session, context_id)]
    return items, passages, frozenset(languages)


def _fit(
    parts: Parts,
    context_id: str,
    items: Sequence[Item],
    passages: Sequence[str],
    embedder: Embedder,
    tell: Teller,
    plan: ItemPlan | None,
) -> tuple[ItemModel, str]:
    """With the digest of its weights."""
    from generators.bank.item_model import fit_item_model, write_item_model  # brings torch

    fresh = fresh_folder(bank_folder(parts.settings.data, context_id))
    fresh.mkdir(parents=True, exist_ok=True)
    model = fit_item_model(items, embedder, SEED, plan, tell.say, fresh, passages)
    for path in fresh.glob("checkpoint-*"):
        path.unlink()
    return model, write_item_model(fresh, model)


def _lay_out(items: Sequence[Item], model: ItemModel, digest: str, passages: int) -> TrainedBank:
    from generators.bank.forms import draw_forms
    from generators.bank.neighbourhood import locate
    from generators.bank.plane import lay_out, pair_up

    points, figures = lay_out(locate(model.vae, model.bank, by_text=False), SEED)
    near = pair_up(locate(model.vae, model.bank, by_text=model.limits.by_text), model.limits)
    forms = draw_forms(items, model.bank, model.coder, SEED)
    if forms.gain is not None:
        figures["forms_gain"] = forms.gain
    ids = model.ids
    return TrainedBank(
        revision=digest[:16],
        data={**model.card.data, "passages": passages},
        figures={**model.card.figures, **figures},
        places={own: [round(float(x), 4), round(float(y), 4)]
                for own, (x, y) in zip(ids, points, strict=True)},
        pairs=[(ids[one], ids[other], round(share, 3))
               for one, other, share in near],
        forms={own: [asdict(form) for form in some] for own, some in forms.of.items() if some},
    )  # fmt: skip
