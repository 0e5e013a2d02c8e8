"""What travels in tags: skill, Bloom level, language, where a question of a case belongs, and the
label of GB 45438-2025.

A tag is "name: value". Names are the same in every language, so that any copy reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from generators.exercise.content import Bloom, Language
from generators.exercise.formats.portable import CaseHead, CasePlace, Portable

GENERATED = "AI-generated"
MAX_TAG = 255  # of Moodle's tag table
_KEY = re.compile(r"[\w.-]{1,80}", re.ASCII)
_PLACE = re.compile(r"(\S{1,80})(?: (\d) (\d{1,2}))?$")
Carried = TypeVar("Carried", Portable, CaseHead)
_BLOOMS = {level.value: level for level in Bloom}


def write_tags(portable: Portable) -> Iterator[str]:
    if place := portable.place:
        numbers = f" {place.number} {place.points}" if place.number else ""
        yield f"case: {_spell_key(place.case)}{numbers}"
    if portable.generated:
        yield GENERATED
        aigc = portable.provenance.get("AIGC") or {}
        yield from (
            f"AIGC-{name}: {aigc[name]}"
            for name in ("Label", "ContentProducer", "ProduceID")
            if aigc.get(name)
        )
    if portable.bloom:
        yield f"bloom: {portable.bloom.value}"
    yield f"language: {portable.content.language.value}"
    if portable.skill:
        yield f"skill: {portable.skill}"[:MAX_TAG]


def _spell_key(case: str) -> str:
    """Ids of other tools may hold what ends a tag, or be longer than one."""
    return case if _KEY.fullmatch(case) else sha256(case.encode()).hexdigest()[:12]


def read_place(tags: Iterable[str]) -> CasePlace | None:
    """Of a case or of one of its questions."""
    found = _PLACE.match(dict(_split(tag) for tag in tags).get("case", ""))
    if found is None:
        return None
    return CasePlace(found[1], int(found[2] or 0), int(found[3] or 1))


def read_tags(portable: Carried, tags: Iterable[str]) -> Carried:
    """The exercise with what its tags say; tags of other tools are left alone."""
    every = tuple(tags)
    named = dict(_split(tag) for tag in every)
    bloom = _BLOOMS.get(named.get("bloom", "").casefold())
    aigc = {name[5:]: value for name, value in named.items() if name.startswith("AIGC-")}
    return replace(
        portable,
        place=read_place(every),
        skill=named.get("skill", portable.skill),
        bloom=bloom or portable.bloom,
        generated=GENERATED in named or portable.generated,
        provenance={**portable.provenance, **({"AIGC": aigc} if aigc else {})},
    )


def language_of(tags: Iterable[str]) -> Language | None:
    found = dict(_split(tag) for tag in tags).get("language")
    return Language(found) if found in set(Language) else None


def _split(tag: str) -> tuple[str, str]:
    name, _, value = tag.partition(": ")
    return name.strip(), value.strip()
