"""Learners who answer over HTTP whatever happens to the server: a request that fails is sent
again, as a person would, until the tool has said that it took the answer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

import requests

from deploy.bench.scores.tool import EXERCISES, Seat
from deploy.demo.processes import ProcessError
from lti_tool.db import new_id

AT_ONCE = 4
AGAIN_SECONDS = 0.2
PATIENCE_SECONDS = 120.0


@dataclass
class Learner:
    """`answered`: how many of their answers the tool has acknowledged."""

    seat: Seat
    url: str
    http: requests.Session
    gone: threading.Event  # they have left: the run has failed
    showing: str = ""
    answered: int = 0

    def answer(self) -> None:
        """Raises `ProcessError` if the tool refuses, or takes nothing for long."""
        if not self.showing:
            self.showing = self._post("learn/start")
        answer = {"value": "true", "token": new_id(), "version": "1"}
        self._post(f"learn/{self.showing}/answer", **answer)
        self.answered += 1
        self.showing = self._post(f"learn/{self.showing}/next") if self.has_more else ""

    @property
    def has_more(self) -> bool:
        return self.answered < EXERCISES

    def _post(self, path: str, **fields: str) -> str:
        """The last part of the address that one is sent to."""
        url, form = (
            f"{self.url}/s/{self.seat.visit}/{path}",
            fields | {"visit_token": self.seat.token},
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and not self.gone.is_set():
            try:
                reply = self.http.post(url, form, allow_redirects=False, timeout=20)
            except (requests.RequestException, HTTPException):
                time.sleep(AGAIN_SECONDS)
                continue
            if reply.status_code == 303:
                return urlsplit(reply.headers["Location"]).path.rpartition("/")[2]
            if reply.status_code < 500:
                raise ProcessError(f"The tool answered {path} with {reply.status_code}.")
            time.sleep(AGAIN_SECONDS)
        raise ProcessError(f"The tool took nothing at {path} for {PATIENCE_SECONDS:.0f} s.")


class Crowd:
    """A context manager: within, all learners go on answering until `over` is set and each has
    given at least `least` answers; at its end they have."""

    def __init__(
        self, seats: Sequence[Seat], url: str, least: int, pause: Callable[[], float]
    ) -> None:
        self.over, self._gone = threading.Event(), threading.Event()
        self.learners = [Learner(seat, url, requests.Session(), self._gone) for seat in seats]
        self._least, self._pause = least, pause
        self._pool = ThreadPoolExecutor(AT_ONCE)
        shares = [self.learners[first::AT_ONCE] for first in range(AT_ONCE)]
        self._running = [self._pool.submit(self._answer_all, share) for share in shares]

    def check(self) -> None:
        """Raises what ended a thread of the learners."""
        for one in self._running:
            if one.done():
                one.result()

    def finish(self) -> None:
        self.over.set()
        for one in self._running:
            one.result()

    def close(self) -> None:
        self.over.set()
        self._gone.set()
        self._pool.shutdown(cancel_futures=True)

    def _answer_all(self, learners: list[Learner]) -> None:
        """One round after the other, in an order of chance."""
        while left := [one for one in learners if self._goes_on(one)]:
            random.shuffle(left)
            for learner in left:
                learner.answer()
                self.over.wait(self._pause())

    def _goes_on(self, learner: Learner) -> bool:
        return learner.answered < self._least or (learner.has_more and not self.over.is_set())
