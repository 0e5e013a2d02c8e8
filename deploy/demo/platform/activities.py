"""Activities of a tool in a course: added by the teacher's form, as Moodle's modedit does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from deploy.demo.platform.courses import add_module
from deploy.demo.platform.rows import Activity, Grade, GradeItem, Module, Section, Tool

GRADE_MAXIMUM = 100  # Moodle's gradepointmax


class FormError(Exception):
    """A value that Moodle's activity form refuses; the message is shown beside the form."""


@dataclass(frozen=True, slots=True)
class ActivityForm:
    """The form's fields by Moodle's names, all text: what a content item filled in and what the
    teacher may change."""

    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def add_activity(session: Session, section: Section, tool: Tool, form: ActivityForm) -> Module:
    """Raises `FormError`."""
    name = form.get("name")
    if not name:
        raise FormError("Give the activity a name.")
    activity = Activity(
        course_id=section.course_id,
        tool_id=tool.id,
        name=name[:255],
        text=form.get("introeditor[text]"),
        url=form.get("toolurl"),
        custom=read_custom(form.get("instructorcustomparameters")),
        container="window" if form.get("launchcontainer") == "4" else "iframe",
    )
    maximum = _read_maximum(form)
    session.add(activity)
    session.flush()
    if maximum is not None:
        session.add(_make_column(activity, maximum, form))
    return add_module(session, section, "lti", activity.id, activity.name)


def _read_maximum(form: ActivityForm) -> int | None:
    """None: the activity takes no grades."""
    if form.get("instructorchoiceacceptgrades") != "1":
        return None
    text = form.get("grade[modgrade_point]")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= GRADE_MAXIMUM:
        raise FormError(
            f"Invalid grade value. This must be an integer between 1 and {GRADE_MAXIMUM}."
        )
    return int(text)


def _make_column(activity: Activity, maximum: int, form: ActivityForm) -> GradeItem:
    return GradeItem(
        course_id=activity.course_id,
        kind="mod",
        module="lti",
        instance=activity.id,
        name=activity.name,
        maximum=maximum,
        tool_id=activity.tool_id,
        activity_id=activity.id,
        resource_id=form.get("lineitemresourceid"),
        tag=form.get("lineitemtag"),
        review_url=form.get("lineitemsubreviewurl"),
        review_custom=read_custom(form.get("lineitemsubreviewparams")),
    )


def read_custom(text: str) -> dict[str, str]:
    """`name=value` per line."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def write_custom(custom: Mapping[str, object]) -> str:
    return "\n".join(f"{name}={value}" for name, value in custom.items())


def find_module(session: Session, cmid: int, kind: str) -> Module | None:
    module = session.get(Module, cmid)
    return module if module is not None and module.kind == kind else None


def delete_activity(session: Session, module: Module) -> None:
    """With its columns and grades; line items of it answer 404 from now on."""
    items = select(GradeItem.id).where(GradeItem.activity_id == module.instance)
    session.execute(delete(Grade).where(Grade.item_id.in_(items)))
    session.execute(delete(GradeItem).where(GradeItem.activity_id == module.instance))
    session.execute(delete(Activity).where(Activity.id == module.instance))
    session.delete(module)
