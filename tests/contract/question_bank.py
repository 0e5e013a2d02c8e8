"""The question bank of a real Moodle course, used through its own pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deploy.demo.browsing import SECONDS, Page
from tests.contract.moodle_site import FORM, MoodleSite
from tests.contract.visitor import Visitor

UPLOAD = re.compile(r'"(\d+)":\{"id":"\d+","name":"[^"]*","type":"upload"')


@dataclass
class QuestionBank:
    site: MoodleSite
    instructor: Visitor

    def take(self, form: str, name: str, data: bytes) -> Page:
        """Import the file; "form" is Moodle's name of its format. The page that answers."""
        page = self._open("importquestions/import.php")
        itemid = str(page.find('input[name="newfile"]')["value"])
        found = UPLOAD.search(str(page.soup))
        assert found, "the page offers no upload"
        answer = self.instructor.session.post(
            f"{self.site.url}/repository/repository_ajax.php?action=upload",
            data={
                "sesskey": str(page.find('input[name="sesskey"]')["value"]),
                "repo_id": found[1],
                "itemid": itemid,
                "savepath": "/",
                "title": name,
                "author": "",
            },
            files={"repo_upload_file": (name, data)},
            timeout=SECONDS,
        ).json()
        assert "error" not in answer, answer
        values = {"format": form, "stoponerror": "0", "catfromfile": "1"}
        return self.instructor.submit(page, FORM, values)

    def give(self, form: str, category: str) -> bytes:
        """Export a category, by a part of its name."""
        page = self._open("exportquestions/export.php")
        options = page.soup.select('select[name="category"] option')
        named = [str(one["value"]) for one in options if category in one.get_text()]
        assert named, f"no category {category}: {[one.get_text() for one in options]}"
        page = self.instructor.submit(page, FORM, {"format": form, "category": named[-1]})
        link = page.find('a[href*="pluginfile.php"][href*="export"]')
        return self.instructor.session.get(str(link["href"]), timeout=SECONDS).content

    def _open(self, page: str) -> Page:
        url = f"{self.site.url}/question/bank/{page}?courseid={self.site.course_id}"
        return self.instructor.open(url)
