"""Where the drafts of a worksheet lie among a course's published exercises: the item VAE's word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.walk.setting import Setting
from generators.exercise.content import Content
from generators.exercise.texts import filled_stem, text_of
from lti_tool.models import IS_CURRENT, Draft, DraftState, Exercise, ExerciseVersion, Worksheet
from lti_tool.services.drafts import read_text
from lti_tool.services.exercises import show_content

SEED = 7
STEPS = 300  # of training, on a bank of some dozens
SHOWN = 60  # characters of a stem

Known = tuple[str, Content, str]  # id, content, skill


def find_neighbours(setting: Setting, context_id: str) -> list[str]:
    """A line a draft: the nearest published exercise, and how far it is in z."""
    from generators.bank.embedder import open_embedder
    from generators.bank.item_model import fit_item_model
    from generators.bank.item_training import ItemPlan
    from generators.bank.items import BankError, Item

    def make(known: Iterable[Known]) -> list[Item]:
        return [
            Item(own, text_of(content), content.kind.value, "", 0.0, skill)
            for own, content, skill in known
        ]

    with setting.running.database.read() as session:
        bank, drafts = _read_bank(session), _read_drafts(session, context_id)
    embedder = open_embedder(setting.running.settings.cache, {"en", "zh"})
    try:
        model = fit_item_model(make(bank), embedder, SEED, ItemPlan(steps=STEPS))
        places = model.place(make(drafts), embedder, nearest=1) if drafts else []
    except BankError as error:
        return [f"The item VAE could not be fitted to this bank: {error}"]
    lines = [f"Item VAE on {len(bank)} published exercises, read by {embedder.name}:"]
    for (_, content, _), place in zip(drafts, places, strict=True):
        nearest = bank[place.neighbours[0]][1]
        lines.append(f"“{_cut(content)}” is nearest to “{_cut(nearest)}” ({place.distance:.1f})")
    return lines


def _read_bank(session: Session) -> list[Known]:
    """Of both courses: one alone is few to learn from."""
    query = select(Exercise, ExerciseVersion).join(ExerciseVersion, IS_CURRENT)
    return [
        (exercise.id, show_content(version, SEED), exercise.skill_id)
        for exercise, version in session.execute(query.order_by(Exercise.id))
    ]


def _read_drafts(session: Session, context_id: str) -> list[Known]:
    """Those of the worksheet that wait for review."""
    query = (
        select(Draft)
        .join(Worksheet, Worksheet.request_id == Draft.request_id)
        .where(Worksheet.context_id == context_id, Draft.state == DraftState.IN_REVIEW)
        .order_by(Draft.created_at)
    )
    found = []
    for draft in session.scalars(query):
        text = read_text(draft)
        if text.content:
            found.append((draft.id, text.content, draft.skill_id))
    return found


def _cut(content: Content) -> str:
    stem = " ".join(filled_stem(content).split())
    return stem if len(stem) <= SHOWN else f"{stem[: SHOWN - 1]}…"
