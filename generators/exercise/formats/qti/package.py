"""Items and their manifest in one zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from lxml import etree

from generators.exercise.formats.portable import Portable
from generators.exercise.formats.qti.dialect import QTI21, QTI30, Dialect
from generators.exercise.formats.qti.items import LOCALES, write_item
from generators.exercise.formats.tags import write_tags
from generators.exercise.formats.titles import title_of

LOM = "http://ltsc.ieee.org/xsd/LOM"


def write_qti21(exercises: Iterable[Portable], course: str) -> bytes:
    return _write(QTI21, exercises, course)


def write_qti30(exercises: Iterable[Portable], course: str) -> bytes:
    return _write(QTI30, exercises, course)


def _write(dialect: Dialect, exercises: Iterable[Portable], course: str) -> bytes:
    file = io.BytesIO()
    named = {f"item{place:04d}": own for place, own in enumerate(exercises, start=1)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", _manifest(dialect, named, course))
        for identifier, portable in named.items():
            archive.writestr(f"items/{identifier}.xml", write_item(dialect, portable, identifier))
    return file.getvalue()


def _manifest(dialect: Dialect, named: dict[str, Portable], course: str) -> bytes:
    space = dialect.manifest
    root = etree.Element(
        f"{{{space}}}manifest", identifier="MANIFEST-1", nsmap={None: space, "lom": LOM}
    )
    metadata = etree.SubElement(root, f"{{{space}}}metadata")
    etree.SubElement(metadata, f"{{{space}}}schema").text = dialect.schema_name
    etree.SubElement(metadata, f"{{{space}}}schemaversion").text = dialect.schema_version
    _describe(metadata, course, "en", ())
    etree.SubElement(root, f"{{{space}}}organizations")
    resources = etree.SubElement(root, f"{{{space}}}resources")
    for identifier, portable in named.items():
        href = f"items/{identifier}.xml"
        resource = etree.SubElement(
            resources,
            f"{{{space}}}resource",
            identifier=identifier,
            type=dialect.resource,
            href=href,
        )
        own = etree.SubElement(resource, f"{{{space}}}metadata")
        locale = LOCALES[portable.content.language]
        _describe(own, title_of(portable), locale, write_tags(portable))
        etree.SubElement(resource, f"{{{space}}}file", href=href)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _describe(metadata: etree._Element, title: str, locale: str, tags: Iterable[str]) -> None:
    """Title and tags as learning object metadata: the skill, the Bloom level, the label."""
    general = etree.SubElement(etree.SubElement(metadata, f"{{{LOM}}}lom"), f"{{{LOM}}}general")
    for name, text in (("title", title), *(("keyword", tag) for tag in tags)):
        entry = etree.SubElement(etree.SubElement(general, f"{{{LOM}}}{name}"), f"{{{LOM}}}string")
        entry.text = text
        entry.set("language", locale)
