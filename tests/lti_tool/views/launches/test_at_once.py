"""Launches that meet: a class opens an activity at one moment, a token is sent twice at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from threading import Barrier

from flask import Flask

from lti_tool.db import Database
from lti_tool.models import (
    Context,
    LaunchSession,
    LineItem,
    LoginState,
    Membership,
    Person,
    ResourceLink,
)
from tests.lti_tool.platform_signer import LEARNER, Browser, Platform
from tests.lti_tool.views.launches.counting import count

THREADS = 4


def all_at_once(posts: list[Callable[[], int]]) -> list[int]:
    """The status of each answer, in order of size."""
    gate = Barrier(len(posts))

    def send(post: Callable[[], int]) -> int:
        gate.wait(timeout=30)
        return post()

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(send, posts))


def test_one_state_lets_one_launch_in(browser: Browser, database: Database) -> None:
    state, nonce = browser.begin()
    token = browser.platform.sign(browser.platform.claims(LEARNER, nonce))
    windows = [copy(browser) for _ in range(THREADS)]  # of one browser: they share its cookies
    for one in windows:
        one.client = copy(browser.client)
    answers = all_at_once([lambda one=one: one.post(token, state).status_code for one in windows])
    assert answers == [303, *[401] * (THREADS - 1)]
    assert count(database, LaunchSession) == 1
    assert count(database, LoginState) == 0


def test_first_launches_of_one_person_make_each_row_once(
    app: Flask, platform: Platform, database: Database
) -> None:
    browsers = [Browser(app, platform) for _ in range(THREADS)]
    ready = []
    for one in browsers:
        state, nonce = one.begin()
        ready.append((one, platform.sign(platform.claims(LEARNER, nonce)), state))
    answers = all_at_once([lambda r=r: r[0].post(r[1], r[2]).status_code for r in ready])
    assert answers == [303] * THREADS
    for kind in (Person, Context, Membership, ResourceLink, LineItem):
        assert count(database, kind) == 1, kind
    assert count(database, LaunchSession) == THREADS
