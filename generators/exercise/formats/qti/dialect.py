"""The two spellings of QTI: 2.1 has assessmentItem with baseType, 3.0 qti-assessment-item with
base-type. Items are built once, in the names of 2.1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`namespace` of items; `resource` is their type in the manifest, whose own is `manifest`."""

    namespace: str
    schema: str
    resource: str
    manifest: str
    schema_name: str
    schema_version: str
    kebab: bool

    def root(self, name: str, **attributes: str) -> Element:
        spelled = {self._attribute(own): value for own, value in attributes.items()}
        return etree.Element(self._name(name), spelled, nsmap={None: self.namespace})

    def add(
        self, parent: Element, name: str, text: str | None = None, **attributes: str
    ) -> Element:
        spelled = {self._attribute(own): value for own, value in attributes.items()}
        element = etree.SubElement(parent, self._name(name), spelled)
        element.text = text
        return element

    def add_html(self, parent: Element, markup: str) -> Element:
        """A `<div>` in the item's namespace; `markup` is well-formed. Schemas of QTI know no text
        that is struck through, no styles, no titles of links and no numbers that lists begin at."""
        fragment = f'<div xmlns="{self.namespace}">{markup}</div>'
        element = etree.fromstring(fragment)
        for own in element.iter(f"{{{self.namespace}}}s"):
            own.tag = f"{{{self.namespace}}}span"
        etree.strip_attributes(element, "style", "start", "title")
        parent.append(element)
        return element

    def _name(self, name: str) -> str:
        local = f"qti-{_kebab(name)}" if self.kebab else name
        return f"{{{self.namespace}}}{local}"

    def _attribute(self, name: str) -> str:
        return _kebab(name) if self.kebab else name


def _kebab(name: str) -> str:
    return _HUMP.sub("-", name).lower()


QTI21 = Dialect(
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    resource="imsqti_item_xmlv2p1",
    manifest="http://www.imsglobal.org/xsd/imscp_v1p1",
    schema_name="QTIv2.1 Package",
    schema_version="1.0.0",
    kebab=False,
)
QTI30 = Dialect(
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    resource="imsqti_item_xmlv3p0",
    manifest="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema_name="QTI Package",
    schema_version="3.0.0",
    kebab=True,
)
