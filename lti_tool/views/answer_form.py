"""The form in which an exercise is answered: what templates/exercise/fields.html shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generators.exercise.content import Content, Kind
from generators.exercise.presentation import Entry, Presentation, present
from lti_tool.views.learn_answer import part_prefix, write_fields
from lti_tool.views.markdown import render_markdown

# Not inside a tag: clean HTML escapes < and > everywhere else.
GAP = re.compile(r"\{\{(\d)\}\}(?![^<>]*>)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cloze text, or the gap behind it."""

    html: Markup
    gap: str


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """`fields` hold what the form is filled with, `tried` the shown ids of options chosen
    before. In the page its fields have `prefix` before their names, and so have the fields and the
    options of each of `parts`, the questions of a case, in those of the whole."""

    shown: Presentation
    pieces: tuple[Piece, ...]
    steps: tuple[Entry, ...]
    fields: Mapping[str, str]
    tried: frozenset[str] = frozenset()
    prefix: str = ""
    parts: tuple[AnswerForm, ...] = ()


def make_form(
    shown: Presentation,
    fields: Mapping[str, str],
    tried: frozenset[str] = frozenset(),
    prefix: str = "",
) -> AnswerForm:
    parts = []
    for part in shown.parts:
        start = part_prefix(part.id)
        own = {n.removeprefix(start): v for n, v in fields.items() if n.startswith(start)}
        chosen = frozenset(n.removeprefix(start) for n in tried if n.startswith(start))
        parts.append(make_form(part.shown, own, chosen, start))
    pieces, steps = cut_cloze(shown), place_steps(shown, fields)
    return AnswerForm(shown, pieces, steps, fields, tried, prefix, tuple(parts))


def empty_answer_form(content: Content, seed: int) -> AnswerForm:
    """As a learner with this seed meets it first."""
    return make_form(present(content, seed), write_fields(content, seed, {}))


def place_steps(shown: Presentation, fields: Mapping[str, str]) -> tuple[Entry, ...]:
    """As the form has them, so that going on from an answer starts where it ended."""
    return tuple(sorted(shown.steps, key=lambda step: fields.get(f"place-{step.id}", "").zfill(4)))


def cut_cloze(shown: Presentation) -> tuple[Piece, ...]:
    """The rendered text in pieces; a gap that a formula or a link's title swallowed comes at the
    end."""
    if shown.kind is not Kind.CLOZE:
        return ()
    texts = [Markup(text) for text in GAP.split(str(render_markdown(shown.stem)))]
    pieces = [Piece(*pair) for pair in zip(texts[::2], [*texts[1::2], ""], strict=True)]
    found = {piece.gap for piece in pieces}
    pieces += [Piece(Markup(), gap.id) for gap in shown.gaps if gap.id not in found]
    return tuple(pieces)
