"""Where an exercise comes from, for people and for machines.

`AIGC` is the metadata that GB 45438-2025 asks of generated content (its names are the
standard's): label "1" says that the content is generated, ProduceID names it at the producer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from lti_tool.models import Draft
from lti_tool.services.drafts import IMPORTED, INSTRUCTOR, read_text

PRODUCER = "coursewright"


def describe_provenance(draft: Draft) -> dict[str, Any]:
    """The JSON that stays with the version: by what it was drafted, from which passages, and
    what the checks said."""
    content = read_text(draft).content
    provenance: dict[str, Any] = {
        "draft": draft.id,
        "drafter": draft.drafter,
        "revision": draft.revision,
        "seed": draft.seed,
        "edited": draft.edited,
        "checked": draft.checked,
        "passages": sorted({citation.passage for citation in content.citations} if content else ()),
        "verdicts": draft.verdicts,
    }
    if draft.drafter == IMPORTED:
        provenance |= {"imported": True} | _read_label(draft.raw)
    elif draft.drafter != INSTRUCTOR:
        provenance["AIGC"] = describe_aigc(draft.id)
    return provenance


def _read_label(raw: str) -> dict[str, Any]:
    """What a file said of being generated goes on to say it."""
    label = json.loads(raw).get("AIGC") if raw else None
    return {"AIGC": label} if label else {}


def describe_correction(
    provenance: dict[str, Any], corrects: int, passages: Iterable[str]
) -> dict[str, Any]:
    """Of a version that an instructor corrected: the checks saw another text, so it says that
    none of them saw this one."""
    changed = {
        "edited": True,
        "corrects": corrects,
        "checked": False,
        "passages": sorted(passages),
        "verdicts": [],
    }
    return {**provenance, **changed}


def describe_aigc(content_id: str) -> dict[str, str]:
    return {
        "Label": "1",
        "ContentProducer": PRODUCER,
        "ProduceID": content_id,
        "ReservedCode1": "",
        "ContentPropagator": PRODUCER,
        "PropagateID": content_id,
        "ReservedCode2": "",
    }
