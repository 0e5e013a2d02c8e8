"""Reading a large course from a platform's web services: seconds, calls, rows and memory.

The platform is a stand-in on loopback that answers at once: what is measured is the tool. Everybody
is in a group and handed in the one assignment; the gradebook is larger than what the tool reads.
"""

from __future__ import annotations

import json
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import click
from sqlalchemy import func, select

from deploy.bench.class_pages import NoQueue
from deploy.bench.machine import describe_machine
from deploy.bench.platform import BenchPlatform
from jobs.parts import Parts
from jobs.sync_course import sync_course
from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.models import Context, CourseGroup, GroupMember, Membership, Registration, Submission
from lti_tool.moodle import changes, contents, grades, people, submissions
from lti_tool.services.course_sync import WEB_SERVICE_PURPOSE
from lti_tool.settings import Settings

OPTIONS = [click.Option(["--learners"], default=40_000, show_default=True)]
IN_GROUP = 30
LATE = 1_795_000_000  # a time of Moodle's
ITEMS = 6
ROWS = (Membership, CourseGroup, GroupMember, Submission)


def measure(learners: int = 40_000) -> dict[str, Any]:
    """Of a first reading and of a second one, in which nothing had changed."""
    calls: Counter[str] = Counter()
    with TemporaryDirectory() as folder, _serve(learners, calls) as url:
        parts, context_id = _open_course(Path(folder), url)
        readings = [_read(parts, context_id, calls) for _ in range(2)]
        with parts.database.read() as session:
            rows = {
                kind.__tablename__: session.scalar(select(func.count()).select_from(kind))
                for kind in ROWS
            }
        parts.database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "machine": describe_machine(),
        "learners": learners,
        "first": readings[0],
        "second": readings[1],
        "rows": rows,
        "peak_mb": round(peak),
    }


def describe(figures: Mapping[str, Any]) -> list[str]:
    return [
        f"{figures['learners']} learners, peak {figures['peak_mb']} MB",
        *(
            f"{name} reading: {figures[name]['seconds']} s ({figures[name]['cpu_seconds']} s of a "
            f"processor, the stand-in's included), {figures[name]['calls']} calls, "
            f"not read: {figures[name]['problems'] or 'nothing'}"
            for name in ("first", "second")
        ),
        ", ".join(f"{count} {name}" for name, count in figures["rows"].items()),
    ]


def _read(parts: Parts, context_id: str, calls: Counter[str]) -> dict[str, Any]:
    calls.clear()
    start, worked = time.perf_counter(), time.process_time()
    reading = sync_course(parts, context_id)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - worked, 1),
        "calls": calls.total(),
        "problems": {part.value: code for part, code in reading.problems.items()}
        if reading
        else {},
    }


def _open_course(folder: Path, url: str) -> tuple[Parts, str]:
    """A course whose platform offers no roster: the web services give it."""
    settings = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(folder),
            "COURSEWRIGHT_SECRET_KEY": "-" * 32,
            "COURSEWRIGHT_PERMITTED_HOSTS": "127.0.0.1",
        }
    )
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    migrate_database(database.engine)
    BenchPlatform("https://tool.invalid").sow(database)
    parts = Parts(settings, database, NoQueue(), settings.vault)
    with database.write() as session:
        registration = session.scalars(select(Registration)).one()
        registration.web_service_url = url
        registration.web_service_token = parts.vault.seal(b"token", WEB_SERVICE_PURPOSE)
        context = session.scalars(select(Context)).one()
        context.lti_id = "2"
        context.memberships_url = context.lineitems_url = None
        return parts, context.id


@contextmanager
def _serve(learners: int, calls: Counter[str]) -> Iterator[str]:
    course = _Course(learners)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            calls[form["wsfunction"]] += 1
            answer = json.dumps(course.answer(form)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            try:
                self.wfile.write(answer)
            except ConnectionError:  # more than the tool reads
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """It would stand between the figures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Course:
    """Answers as long as Moodle's, as far as it tells more than the tool wants."""

    def __init__(self, learners: int) -> None:
        self.numbers = range(3, 3 + learners)

    def answer(self, form: Mapping[str, str]) -> Any:
        match form["wsfunction"]:
            case people.ENROLLED:
                start = int(form["options[1][value]"])
                return [self._person(one) for one in self.numbers[start : start + people.A_PAGE]]
            case people.GROUPINGS:
                return []
            case contents.FUNCTION:
                module = {"id": 7, "modname": "assign", "instance": 1, "name": "Report"}
                return [{"name": "Week 1", "visible": 1, "modules": [module | {"visible": 1}]}]
            case grades.FUNCTION:
                items = [{"id": one, "itemtype": "mod", "graderaw": 7} for one in range(ITEMS)]
                return {
                    "usergrades": [{"userid": one, "gradeitems": items} for one in self.numbers]
                }
            case submissions.SUBMISSIONS:
                found = [{"userid": one, "status": "submitted", "timemodified": LATE}
                         for one in self.numbers]  # fmt: skip
                return {"assignments": [{"assignmentid": 1, "submissions": found}]}
            case changes.UPDATES:
                return {"instances": []}
        return {"exception": "e", "errorcode": "accessexception", "message": ""}

    def _person(self, number: int) -> dict[str, Any]:
        group = 1 + number // IN_GROUP
        return {
            "id": number,
            "fullname": f"Learner {number}",
            "email": f"{number}@example.invalid",
            "lastcourseaccess": LATE,
            "roles": [{"shortname": "student"}],
            "groups": [{"id": group, "name": f"Group {group}", "description": "-" * 200}],
        }
