"""The edit form that fits a kind: most kinds are one table of fields, a case has questions."""

from __future__ import annotations

from collections.abc import Mapping

from generators.exercise.content import Kind, Language
from lti_tool.services.drafts import DraftText
from lti_tool.views.case_form import CaseForm
from lti_tool.views.content_form import ContentForm


def begin_form(kind: Kind, language: Language, *, is_family: bool = False) -> ContentForm:
    return _form_of(kind).begin(kind, language, is_family=is_family)


def fill_form(kind: Kind, language: Language, text: DraftText) -> ContentForm:
    return _form_of(kind).of_text(kind, language, text)


def take_form(kind: Kind, post: Mapping[str, str], *, is_family: bool) -> ContentForm:
    return _form_of(kind).of_post(kind, post, is_family=is_family)


def _form_of(kind: Kind) -> type[ContentForm]:
    return CaseForm if kind is Kind.CASE_STUDY else ContentForm
