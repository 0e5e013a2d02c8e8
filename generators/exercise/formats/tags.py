"""What travels in tags: the skill, the Bloom level, the language, and the label of GB 45438-2025.

A tag is "name: value". Names are the same in every language, so that any copy reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generators.exercise.content import Bloom, Language
from generators.exercise.formats.portable import Portable

GENERATED = "AI-generated"
MAX_TAG = 255  # of Moodle's tag table
_BLOOMS = {level.value: level for level in Bloom}


def write_tags(portable: Portable) -> Iterator[str]:
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


def read_tags(portable: Portable, tags: Iterable[str]) -> Portable:
    """The exercise with what its tags say; tags of other tools are left alone."""
    named = dict(_split(tag) for tag in tags)
    bloom = _BLOOMS.get(named.get("bloom", "").casefold())
    aigc = {name[5:]: value for name, value in named.items() if name.startswith("AIGC-")}
    return replace(
        portable,
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
