"""What a full launch costs the processor, against an empty page.

A launch is the POST of the id_token up to the redirect: signature, claims, the one-use state,
the rows of person, course, activity and session, on SQLite in WAL mode. The empty page is
/healthz in the same worker. Both come over loopback on kept connections, by turns, so that both
meet the same load. Logins are begun and tokens signed between the measured parts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import func, select

from deploy.bench.machine import describe_machine
from deploy.bench.platform import BenchPlatform
from deploy.bench.web_process import WebProcess, find_port
from deploy.demo.processes import ProcessError
from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.models import LaunchSession

ROUNDS = 7
LAUNCHES = 200  # a round
PAGES = 1000  # a round
SLICE = 20  # launches, then pages in the same proportion
CONNECTIONS = 4
GOAL = 5.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Send = Callable[[HTTPConnection, Any], Any]
SendAll = Callable[[Send, Sequence[Any]], list[Any]]


@dataclass(frozen=True, slots=True)
class Post:
    """A launch that is ready to be sent: its form and the cookies of its login."""

    body: str
    cookies: str


def measure(rounds: int = ROUNDS, launches: int = LAUNCHES, pages: int = PAGES) -> dict[str, Any]:
    """One more round goes before, unmeasured. Raises `ProcessError` if an answer is wrong."""
    with tempfile.TemporaryDirectory(prefix="coursewright-bench-") as name:
        folder, port = Path(name), find_port()
        env = _environment(folder, port)
        database = Database(env["COURSEWRIGHT_DATABASE_URL"])
        migrate_database(database.engine)
        platform = BenchPlatform(f"http://127.0.0.1:{port}")
        platform.sow(database)
        with WebProcess(folder, env, port, CONNECTIONS) as web:
            found = [_run_round(web, platform, launches, pages) for _ in range(rounds + 1)]
        _check_sessions(database, (rounds + 1) * launches)
        database.close()
    return _summarise(found[1:], launches, pages)


def describe(figures: Mapping[str, Any]) -> list[str]:
    launch, page, ratio = figures["launch_ms"], figures["page_ms"], figures["ratio"]
    rate = figures["launches_per_cpu_second"]
    met = "met" if ratio["median"] <= GOAL else "missed"
    return [
        f"{figures['machine']['processor']}, {figures['machine']['cores']} cores",
        f"launch      {_show(launch)} ms of processor time",
        f"empty page  {_show(page)} ms",
        f"ratio       {_show(ratio)} (goal: at most {GOAL:g}, {met})",
        f"launches    {_show(rate)} a second of one core",
    ]


def _environment(folder: Path, port: int) -> dict[str, str]:
    values = {
        "DATA": str(folder),
        "CACHE": str(folder / "cache"),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",  # a learner's launch rings for nothing
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "bench" * 8,
    }
    values |= {"LOGIN_LIMIT": "0", "LAUNCH_LIMIT": "0"}  # all come from one address
    return {f"COURSEWRIGHT_{name}": value for name, value in values.items()}


def _run_round(
    web: WebProcess, platform: BenchPlatform, launches: int, pages: int
) -> tuple[float, float]:
    """Processor seconds of the launches, and of the pages."""
    of_launches = of_pages = 0.0
    with _open_clients(web) as send_all:
        ready = send_all(_prepare(platform), range(launches))
        slices = -(-launches // SLICE)
        for number in range(slices):
            begun = web.cpu_seconds()
            send_all(_launch, ready[number::slices])
            between = web.cpu_seconds()
            send_all(_open_page, range(number, pages, slices))
            of_launches += between - begun
            of_pages += web.cpu_seconds() - between
    return of_launches, of_pages


@contextmanager
def _open_clients(web: WebProcess) -> Iterator[SendAll]:
    """A function that sends requests on CONNECTIONS connections at once."""
    address = urlsplit(web.url).netloc
    clients = [HTTPConnection(address, timeout=30) for _ in range(CONNECTIONS)]

    def send_all(send: Send, items: Sequence[Any]) -> list[Any]:
        def send_share(first: int) -> list[Any]:
            return [send(clients[first], item) for item in items[first::CONNECTIONS]]

        return [one for found in pool.map(send_share, range(CONNECTIONS)) for one in found]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        try:
            yield send_all
        finally:
            for client in clients:
                client.close()


def _prepare(platform: BenchPlatform) -> Callable[[HTTPConnection, int], Post]:
    def begin(connection: HTTPConnection, number: int) -> Post:
        connection.request("POST", "/lti/login", urlencode(platform.initiation(number)), FORM)
        response = connection.getresponse()
        response.read()
        if response.status != 302:
            raise ProcessError(f"A login was answered with {response.status}.")
        query = parse_qs(urlsplit(response.headers["Location"]).query)
        token = platform.sign_token(number, query["nonce"][0])
        cookies = [line.split(";")[0] for line in response.headers.get_all("Set-Cookie", [])]
        body = urlencode({"state": query["state"][0], "id_token": token})
        return Post(body, "; ".join(cookies))

    return begin


def _launch(connection: HTTPConnection, post: Post) -> None:
    connection.request("POST", "/lti/launch", post.body, FORM | {"Cookie": post.cookies})
    response = connection.getresponse()
    response.read()
    if response.status != 303:
        raise ProcessError(f"A launch was answered with {response.status} instead of a redirect.")


def _open_page(connection: HTTPConnection, number: int) -> None:
    del number
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise ProcessError(f"The empty page was answered with {response.status}.")


def _check_sessions(database: Database, wanted: int) -> None:
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(LaunchSession))
    if found != wanted:
        raise ProcessError(f"{wanted} launches left {found} sessions.")


def _summarise(found: list[tuple[float, float]], launches: int, pages: int) -> dict[str, Any]:
    launch = [1000 * of_launches / launches for of_launches, _ in found]
    page = [1000 * of_pages / pages for _, of_pages in found]
    ratios = [one / other for one, other in zip(launch, page, strict=True)]
    return {
        "bench": "launch",
        "machine": describe_machine(),
        "rounds": len(found),
        "launches_per_round": launches,
        "pages_per_round": pages,
        "goal_ratio": GOAL,
        "launch_ms": _spread_of(launch),
        "page_ms": _spread_of(page),
        "ratio": _spread_of(ratios),
        "launches_per_cpu_second": _spread_of([1000 / one for one in launch]),
    }


def _spread_of(values: list[float]) -> dict[str, float]:
    return {
        "median": round(median(values), 3),
        "least": round(min(values), 3),
        "most": round(max(values), 3),
    }


def _show(spread: Mapping[str, float]) -> str:
    return f"{spread['median']:.3g} ({spread['least']:.3g} to {spread['most']:.3g})"
