"""The edit form of an exercise: out of its JSON, out of a post, and back, nothing typed lost.

A field posts as its name ("stem"), a row's as "options.0.text"; the row that is right posts its
number as "options.correct". Those of a question of a case have its prefix in front ("q0.stem").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from generators.exercise.content import Content, Kind, Language, read_content
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.family import Family
from lti_tool.services.drafts import DraftText
from lti_tool.views.content_errors import describe_family_error, list_problems
from lti_tool.views.content_shapes import Field, Part, Rows, Widget, parts_of
from lti_tool.views.translate import gettext

Values = dict[str, Any]


@dataclass
class ContentForm:
    """`values` as typed: text per field, a list of such per Rows. `problems` has a sentence by
    field path ("stem", "options", "options.0.text"; "" for the whole)."""

    kind: Kind
    language: Language
    is_family: bool = False
    values: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    prefix: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.kind, family=self.is_family, question=bool(self.prefix))

    @classmethod
    def begin(cls, kind: Kind, language: Language, *, is_family: bool = False) -> ContentForm:
        form = cls(kind, language, is_family)
        form.values = {part.name: _blank(part) for part in form.parts}
        if is_family:
            form.values |= {"decimals": "2", "tolerance": "0.005"}
        return form

    @classmethod
    def of_text(cls, kind: Kind, language: Language, text: DraftText) -> ContentForm:
        """Of a draft without readable text: an empty form."""
        source = text.family or text.content
        form = cls.begin(kind, language, is_family=text.family is not None)
        if source is not None:
            form.fill(source.model_dump(mode="json"))
            form.language = source.language
        return form

    @classmethod
    def of_post(cls, kind: Kind, post: Mapping[str, str], *, is_family: bool) -> ContentForm:
        language = Language.ZH if post.get("language") == Language.ZH else Language.EN
        form = cls(kind, language, is_family)
        form.take(post)
        return form

    def fill(self, data: Values) -> None:
        self.values = {part.name: _show(part, data.get(part.name)) for part in self.parts}

    def take(self, post: Mapping[str, str]) -> None:
        start = self.prefix
        own = {name[len(start) :]: v for name, v in post.items() if name.startswith(start)}
        self.values = {part.name: _take(part, own) for part in self.parts}

    def rows_to_show(self, rows: Rows) -> list[Values]:
        """Those that are filled and at least one empty one to fill."""
        filled: list[Values] = self.values[rows.name]
        spare = max(1, rows.least - len(filled))
        return [*filled, *({} for _ in range(spare))][: rows.most]

    @property
    def quotes(self) -> list[tuple[str, str]]:
        """Each quote with the id of the passage that it was taken from, "" for a new one."""
        return [(row["quote"], row["passage"]) for row in self.values["citations"]]

    def set_passages(self, passages: Mapping[str, str]) -> None:
        """`passages`: quote to the id of the passage that holds it."""
        for row in self.values["citations"]:
            row["passage"] = passages.get(row["quote"], "")

    def problem(self, path: str) -> str:
        """Of this field, the entries of its text included."""
        below = (text for key, text in self.problems.items() if key.startswith(f"{path}."))
        return self.problems.get(path) or next(below, "")

    def row_problem(self, rows: Rows, number: int, name: str) -> str:
        place = f"{rows.name}.{number}"
        return self.problems.get(place, "") if rows.flat else self.problem(f"{place}.{name}")

    def read(self) -> DraftText | None:
        """None with `problems` filled where something cannot be used."""
        self.problems = {}
        data = self.to_data()
        try:
            text = self._read_family(data) if self.is_family else self._read_fixed(data)
        except ValidationError as error:
            self.tell_problems(error)
        except FamilyError as error:
            self.problems = describe_family_error(str(error))
        self.problems |= self._list_lost_quotes()
        return None if self.problems else text

    def to_data(self) -> Values:
        """What was typed in the JSON form of a content or a family."""
        data = _filled({part.name: _read(part, self.values[part.name]) for part in self.parts})
        return {**data, "language": self.language.value}

    def _list_lost_quotes(self) -> dict[str, str]:
        text = gettext(
            "No source of this course says this. Copy the sentence word for word, or leave this "
            "empty."
        )
        lost = [number for number, (_, passage) in enumerate(self.quotes) if not passage]
        return {f"citations.{number}.quote": text for number in lost}

    def tell_problems(self, error: ValidationError) -> None:
        self.problems = list_problems(error)

    def _read_fixed(self, data: Values) -> DraftText:
        content: Content = read_content({**data, "kind": self.kind.value})
        return DraftText(content, None)

    def _read_family(self, data: Values) -> DraftText:
        family = Family.model_validate(data)
        check_family(family)
        return DraftText(draw_variant(family, 0), family)


def _blank(part: Part) -> Any:
    return [] if isinstance(part, Rows) else ""


def _show(part: Part, data: Any) -> Any:
    """A JSON value as the form shows it."""
    if isinstance(part, Field):
        return _show_field(part, data)
    entries = [{part.key.name: entry} for entry in data] if part.flat else data
    return [{f.name: _show_field(f, entry.get(f.name)) for f in part.fields} for entry in entries]


def _show_field(part: Field, data: Any) -> str:
    if part.widget is Widget.LINES:
        return "\n".join(data or ())
    if part.widget in (Widget.CHECK, Widget.PICK):
        return "yes" if data else ""
    if part.widget is Widget.TRUTH:
        return "true" if data else "false"
    if part.widget is Widget.NUMBER:
        return f"{data:.15g}"
    return data or ""


def _take(part: Part, post: Mapping[str, str]) -> Any:
    """What was posted for this part; empty rows are dropped."""
    if isinstance(part, Field):
        return post.get(part.name, "").strip()
    picked = {f.name: post.get(f"{part.name}.{f.name}") for f in part.fields}
    rows = []
    for number in range(part.most):
        row = {
            f.name: _picked(picked[f.name], number)
            if f.widget is Widget.PICK
            else post.get(f"{part.name}.{number}.{f.name}", "").strip()
            for f in part.fields
        }
        if any(row[f.name] for f in part.fields if _says_something(f)):
            rows.append(row)
    return rows


def _picked(chosen: str | None, number: int) -> str:
    return "yes" if chosen == str(number) else ""


def _says_something(part: Field) -> bool:
    return part.widget not in (Widget.PICK, Widget.CHECK, Widget.HIDDEN)


def _read(part: Part, value: Any) -> Any:
    """The JSON value of what was typed."""
    if isinstance(part, Field):
        return _read_field(part, value)
    rows = [_filled({f.name: _read_field(f, row[f.name]) for f in part.fields}) for row in value]
    return [row[part.key.name] for row in rows] if part.flat else rows


def _filled(data: Values) -> Values:
    """Without numbers and choices that were left empty: these have defaults, or are missed."""
    return {name: value for name, value in data.items() if value is not None}


def _read_field(part: Field, value: str) -> Any:
    if part.widget is Widget.LINES:
        return [line.strip() for line in value.splitlines() if line.strip()]
    if part.widget in (Widget.CHECK, Widget.PICK):
        return value == "yes"
    if part.widget is Widget.TRUTH:
        return {"true": True, "false": False}.get(value)
    if part.widget is Widget.NUMBER:
        return value.replace(",", ".").replace("−", "-") or None
    return None if part.optional and not value else value
