"""The demo platform in a thread on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from werkzeug.serving import make_server

from deploy.demo.browsing import Page
from deploy.demo.courses.catalogue import load_courses
from deploy.demo.platform.app import create_platform
from deploy.demo.platform.config import (
    AssignmentPlan,
    CoursePlan,
    PlatformConfig,
    QuizPlan,
    SectionPlan,
)
from tests.contract.platform import Role, ToolState
from tests.contract.visitor import Visitor

TOKEN = "contract-token"
USER_IDS = {Role.ADMIN: 2, Role.INSTRUCTOR: 3, Role.NON_EDITING: 4, Role.LEARNER: 5}
COURSE = CoursePlan(
    title="Data protection at work",
    label="DP101",
    language="en",
    sections=(SectionPlan("General", (load_courses()[0].files[0].path,)),),
    quizzes=(
        QuizPlan(
            "Entry quiz",
            0,
            10,
            (("learner01", 5.0),),
            ("Is speed a vector?", "What is the unit of force?"),
            (("learner01", (True, False)),),
        ),
    ),
    learners=3,
    assignments=(AssignmentPlan("Report", 0, 3, (("learner01", -1.0), ("learner02", 1.0))),),
    groups=(("Early & late", ("learner01", "learner03")),),
)


class DemoSite:
    name = "demo"
    course_id = 2
    web_service_token = TOKEN

    def __init__(self, url: str) -> None:
        self.url = url

    def sign_in(self, role: Role) -> Visitor:
        visitor = Visitor()
        visitor.post(f"{self.url}/login", {"user": USER_IDS[role]})
        return visitor

    def read_sesskey(self, visitor: Visitor) -> str:
        """Pages with a form hold it; the instructor's course page has none without activities."""
        for path in ("/admin/tools", f"/course/{self.course_id}", self._grades):
            page = visitor.look(f"{self.url}{path}")
            if page.has('input[name="sesskey"]'):
                return str(page.find('input[name="sesskey"]')["value"])
        raise AssertionError("no page shows a sesskey")

    @property
    def _grades(self) -> str:
        return f"/course/{self.course_id}/grades"

    def list_tools(self, admin: Visitor) -> list[ToolState]:
        page = admin.open(f"{self.url}/admin/tools")
        return [
            ToolState(
                str(section["data-tool"]),
                section.select("code")[0].get_text(),
                section.select_one('button[value="deactivate"]') is not None,
            )
            for section in page.soup.select("section[data-tool]")
        ]

    def activate(self, admin: Visitor, tool_id: str) -> None:
        page = admin.open(f"{self.url}/admin/tools")
        admin.submit(page, f'section[data-tool="{tool_id}"] button[value="activate"]')

    def remove_tool(self, admin: Visitor, tool_id: str) -> None:
        """It goes with the whole platform."""

    def clean_up(self, instructor: Visitor, cmids: Sequence[int]) -> None:
        """They go with the whole platform."""

    def save_items(self, instructor: Visitor, tool_id: str, returned: Page) -> list[int]:  # noqa: ARG002 - the page knows it
        if not returned.has('form[action$="/modedit"]'):
            return []
        page = instructor.submit(returned, 'form[action$="/modedit"]')
        _, _, added = page.url.partition("added=")
        return [int(cmid) for cmid in unquote(added).split(",") if cmid]

    def remove_activity(self, instructor: Visitor, cmid: int) -> None:
        page = instructor.open(f"{self.url}/course/{self.course_id}")
        instructor.submit(page, f'form[action$="/remove/{cmid}"]')

    def read_gradebook(self, instructor: Visitor, item_id: str, user_id: str) -> str:
        page = instructor.open(f"{self.url}{self._grades}")
        cell = page.find(f'td[data-user="{user_id}"][data-item="{item_id}"]')
        return str(cell.find(string=True, recursive=False)).strip()

    def override(self, instructor: Visitor, item_id: str, user_id: str, value: str) -> None:
        self._change(instructor, item_id, user_id, "override", {"value": value})

    def lock(self, instructor: Visitor, item_id: str, user_id: str) -> None:
        self._change(instructor, item_id, user_id, "lock", {})

    def _change(
        self, instructor: Visitor, item_id: str, user_id: str, do: str, values: dict[str, str]
    ) -> None:
        page = instructor.open(f"{self.url}{self._grades}")
        form = f'form[action$="/grades/{item_id}/{user_id}"]'
        instructor.submit(page, f'{form} button[value="{do}"]', values)


@contextmanager
def run_demo(data_dir: Path) -> Iterator[DemoSite]:
    server = make_server("localhost", 0, lambda environ, start: app(environ, start), threaded=True)
    url = f"http://localhost:{server.server_port}"
    app = create_platform(PlatformConfig(url, data_dir, (COURSE,), webservice_token=TOKEN))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield DemoSite(url)
    finally:
        server.shutdown()
        thread.join(timeout=10)
