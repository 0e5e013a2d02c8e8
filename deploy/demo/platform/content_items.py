"""What a deep-linking response becomes: filled activity forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.demo.platform.activities import GRADE_MAXIMUM, ActivityForm, write_custom
from deploy.demo.platform.claims import strip_tags
from deploy.demo.platform.rows import Tool

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def read_items(claims: Mapping[str, Any], tool: Tool) -> tuple[ActivityForm, ...]:
    """One form per content item. Only ltiResourceLink was asked for; what else comes makes no
    activity here. More than one item: a maximum that the form would refuse becomes 100."""
    items = claims.get(f"{DL}content_items") or []
    links = [item for item in items if isinstance(item, dict) and _is_link(item)]
    forms = tuple(_fill_form(item, tool) for item in links)
    return tuple(map(_mend_maximum, forms)) if len(forms) > 1 else forms


def _is_link(item: Mapping[str, Any]) -> bool:
    return item.get("type") == "ltiResourceLink"


def _fill_form(item: Mapping[str, Any], tool: Tool) -> ActivityForm:
    """iframe, window, available, submission, thumbnail and lineItem.label are not honoured."""
    line_item = item.get("lineItem") or {}
    review = line_item.get("submissionReview") or {}
    icon = item.get("icon") or {}
    url = str(icon.get("url", "")) if isinstance(icon, dict) else ""
    secure = url.startswith("https:")
    return ActivityForm(
        {
            "name": strip_tags(str(item.get("title") or "")) or tool.name,
            "introeditor[text]": str(item.get("text") or ""),
            "toolurl": str(item.get("url") or ""),
            "typeid": str(tool.id),
            "icon": "" if secure else url,
            "secureicon": url if secure else "",
            "instructorcustomparameters": write_custom(item.get("custom") or {}),
            "instructorchoiceacceptgrades": "1" if "scoreMaximum" in line_item else "0",
            "grade[modgrade_point]": str(line_item.get("scoreMaximum", GRADE_MAXIMUM)),
            "lineitemresourceid": str(line_item.get("resourceId") or ""),
            "lineitemtag": str(line_item.get("tag") or ""),
            "lineitemsubreviewurl": str(review.get("url") or ""),
            "lineitemsubreviewparams": write_custom(review.get("custom") or {}),
            "launchcontainer": "1",
        }
    )


def _mend_maximum(form: ActivityForm) -> ActivityForm:
    text = form.get("grade[modgrade_point]")
    if text.isascii() and text.isdigit() and 1 <= int(text) <= GRADE_MAXIMUM:
        return form
    return ActivityForm({**form.fields, "grade[modgrade_point]": str(GRADE_MAXIMUM)})
