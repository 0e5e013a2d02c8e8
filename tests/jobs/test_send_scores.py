from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from jobs import score_leases, send_scores
from jobs.score_leases import ScoreLeases
from jobs.send_scores import LANES
from lti_tool.db import utcnow
from lti_tool.lti import http
from lti_tool.lti.http import make_session
from lti_tool.models import Breaker, LineItem, Registration, Score, ScoreState, ToolKey
from lti_tool.services.connections import connect_platform
from lti_tool.services.score_outbox import (
    LEASE,
    claim_due_score,
    resend_score,
    settle_score,
)
from lti_tool.services.score_sending import send_score
from tests.fake_platform import Grade, run_platform
from tests.jobs.site import EXACT_TIME, Site, open_site


def test_score_is_confirmed_by_what_the_platform_then_holds(site: Site) -> None:
    score_id = site.add(given=100 / 3)
    assert site.send() == 1
    score = site.score(score_id)
    assert (score.state, score.sent_version, score.last_status) == (ScoreState.CONFIRMED, 1, 200)
    assert site.platform.grade("6").value == pytest.approx(4)
    assert site.send() == 0


def test_all_that_is_due_is_sent_with_one_token_for_each_service(site: Site) -> None:
    ids = [site.add(str(user)) for user in range(5)]
    assert site.send() == 5
    assert all(site.score(one).state is ScoreState.CONFIRMED for one in ids)
    assert len(site.platform.scopes_asked) == 2


def test_zero_is_confirmed_where_the_platform_omits_its_value(site: Site) -> None:
    site.platform.omits_zero = True
    score_id = site.add(given=0.0)
    site.send()
    assert site.score(score_id).state is ScoreState.CONFIRMED


def test_lost_answer_is_found_to_have_arrived(site: Site) -> None:
    score_id = site.add()
    site.platform.faults.append("lose_answer")
    site.send()
    assert site.score(score_id).state is ScoreState.WAITING
    site.make_due()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_status) == (ScoreState.CONFIRMED, 409)
    assert score.ts == EXACT_TIME
    assert len(site.platform.posts) == 2


def test_time_out_waits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.3)
    monkeypatch.setattr(random, "uniform", lambda *bounds: max(bounds))  # not due at once
    score_id = site.add()
    site.platform.faults.append("hang")
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.WAITING, "timed_out")
    assert score.failures == 1


def test_later_value_in_the_gradebook_is_overtaken(site: Site) -> None:
    later = utcnow().replace(microsecond=0) + timedelta(hours=1)
    site.platform.grades["6"] = Grade(2, int(later.timestamp()))
    score_id = site.add()
    assert site.send() == 2
    score = site.score(score_id)
    assert score.state is ScoreState.CONFIRMED
    assert score.ts == later + timedelta(seconds=1)
    assert site.platform.grade("6").value == pytest.approx(8.4)


def test_silent_override_is_found(site: Site) -> None:
    site.platform.grades["6"] = Grade(3, 1000, overridden=True)
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.result) == (ScoreState.OVERRIDDEN, 25)
    assert site.send() == 0


def test_locked_grade_is_found(site: Site) -> None:
    site.platform.grades["6"] = Grade(3, 1000, locked=True)
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.result, score.last_status) == (ScoreState.LOCKED, 25, 500)


def test_who_is_not_enrolled_is_parked_and_nothing_of_the_reason_is_kept_or_logged(
    site: Site, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.platform.enrolled = {"7"}
    refused, taken = site.add("6"), site.add("7")
    site.send()
    score = site.score(refused)
    assert (score.state, score.last_error) == (ScoreState.PARKED, "refused_400")
    assert score.last_detail == ""
    assert site.score(taken).state is ScoreState.CONFIRMED
    said = capsys.readouterr()
    assert "score_sent" in said.out
    assert "userId" not in said.out + said.err + caplog.text


def test_token_that_the_platform_forgot_is_replaced(site: Site) -> None:
    site.add("5")
    site.send()
    site.platform.tokens.clear()
    score_id = site.add("6")
    site.send()
    assert site.score(score_id).state is ScoreState.CONFIRMED


def test_busy_platform_is_obeyed(site: Site) -> None:
    score_id = site.add()
    site.platform.faults.append((429, {"Retry_After": "120"}))
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.WAITING, "busy_429")
    assert score.next_at > utcnow() + timedelta(seconds=100)


def test_outage_opens_the_breaker_and_the_probe_sends_everything(site: Site) -> None:
    ids = [site.add(str(user)) for user in range(8)]
    site.platform.faults.extend([503] * 100)
    assert 5 <= site.send() < 5 + LANES  # those that were on their way when it opened
    assert site.send() == 0
    site.platform.faults.clear()
    with site.parts.database.write() as session:
        session.execute(update(Breaker).values(open_until=utcnow()))
    assert site.send() == 8
    assert all(site.score(one).state is ScoreState.CONFIRMED for one in ids)


def test_unreadable_result_is_no_confirmation(site: Site) -> None:
    site.platform.result_status = 500
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.WAITING, "result_unread")
    site.platform.result_status = 200
    site.make_due()
    site.send()
    assert site.score(score_id).state is ScoreState.CONFIRMED


def test_refused_token_is_named_and_waits(site: Site) -> None:
    site.platform.token_answer = (404, b"<html>")
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.WAITING, "token_keys_unreachable")


def test_key_of_another_secret_is_named_and_waits(site: Site) -> None:
    with site.parts.database.write() as session:
        session.execute(update(ToolKey).values(private_sealed=b"\x01damaged"))
    score_id = site.add()
    site.send()
    assert site.score(score_id).last_error == "key_unusable"


def test_line_item_of_another_host_gets_no_token(site: Site) -> None:
    with site.parts.database.write() as session:
        session.execute(update(LineItem).values(url="https://evil.example/lineitem"))
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.PARKED, "foreign_url")
    assert site.platform.requests == []


def test_platform_that_grants_no_results_is_believed(site: Site) -> None:
    scopes = ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]
    with site.parts.database.write() as session:
        session.get_one(Registration, site.context.registration_id).scopes = scopes
    score_id = site.add()
    site.send()
    score = site.score(score_id)
    assert (score.state, score.last_error) == (ScoreState.CONFIRMED, "not_read_back")


def test_unreachable_platform_does_not_hold_up_another(site: Site) -> None:
    with run_platform() as other:
        second = open_site(site.parts, other)
        second_id = second.add()
        first_id = site.add()
        site.platform.token_answer = (500, b"")
        site.send()
        second.send()
    assert site.score(first_id).state is ScoreState.WAITING
    assert second.score(second_id).state is ScoreState.CONFIRMED


def test_new_value_while_the_old_one_is_on_its_way_is_sent_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_id = site.add(given=10.0)
    real = send_scores.send_score

    def send_and_raise(*args: object) -> object:
        with site.parts.database.write() as session:
            score = session.get_one(Score, score_id)
            if score.version == 1:
                score.version, score.given = 2, 90.0
                score.ts += timedelta(seconds=1)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(send_scores, "send_score", send_and_raise)
    assert site.send() == 2
    score = site.score(score_id)
    assert (score.state, score.sent_version) == (ScoreState.CONFIRMED, 2)
    assert [post["scoreGiven"] for post in site.platform.posts] == [10, 90]


def kill_after(call: Callable[..., object]) -> Callable[..., object]:
    def killed(*args: object, **kwargs: object) -> object:
        call(*args, **kwargs)
        raise SystemExit

    return killed


def test_sender_killed_between_post_and_settling_loses_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_id = site.add()
    with monkeypatch.context() as patch:
        patch.setattr(send_scores, "send_score", kill_after(send_scores.send_score))
        with pytest.raises(SystemExit):
            site.send()
    assert site.send() == 0  # the dead sender's lease still runs
    site.make_due()
    assert site.send() == 1
    assert site.score(score_id).state is ScoreState.CONFIRMED
    assert site.platform.grade("6").value == pytest.approx(8.4)


def test_sender_at_work_keeps_its_lease_and_a_dead_one_does_not(site: Site) -> None:
    score_id, now = site.add(), utcnow()
    with site.parts.database.write() as session:
        assert claim_due_score(session, site.context.registration_id, "a", now)
    later = now + LEASE - timedelta(seconds=1)
    leases = ScoreLeases(site.parts, lambda: later)
    leases.keep()
    assert site.score(score_id).lease_until == now + LEASE
    leases.begin("a")
    leases.keep()
    assert site.score(score_id).lease_until == later + LEASE
    leases.end("a")
    leases.begin("another")
    leases.keep()
    assert site.score(score_id).lease_until == later + LEASE


def test_lease_of_a_sender_that_hangs_runs_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    score_id, now = site.add(), utcnow()
    with site.parts.database.write() as session:
        assert claim_due_score(session, site.context.registration_id, "a", now)
    leases = ScoreLeases(site.parts, lambda: now + LEASE)
    leases.begin("a")
    monkeypatch.setattr(score_leases, "LONGEST_SECONDS", -1.0)
    leases.keep()
    assert site.score(score_id).lease_until == now + LEASE


def test_worker_that_is_asked_to_end_leaves_the_rest_to_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in range(9):
        site.add(str(user))
    stop = threading.Event()
    stop.set()
    with monkeypatch.context() as patch:
        patch.setattr(send_scores, "STOP", stop)
        assert site.send() == 1
    assert site.send() == 8


def test_sender_that_comes_back_after_its_lease_changes_nothing(site: Site) -> None:
    score_id = site.add()
    with site.parts.database.write() as session:
        stale = claim_due_score(session, site.context.registration_id, "stale", utcnow())
    assert stale is not None
    site.make_due()
    with site.parts.database.write() as session:
        resend_score(session, site.context.id, score_id, utcnow())
    site.send()
    newest = site.platform.grade("6").time
    connector = connect_platform(
        site.parts.database, site.parts.vault, make_session(), site.context.registration_id
    )
    reply, decision = send_score(lambda: connector, stale, utcnow)
    assert reply.status == 409
    with site.parts.database.write() as session:
        assert not settle_score(session, stale, "stale", reply, decision, utcnow())
    assert site.platform.grade("6").time == newest
    assert site.score(score_id).state is ScoreState.CONFIRMED


def test_two_senders_at_once_share_the_work(site: Site) -> None:
    ids = [site.add(str(user)) for user in range(12)]
    settled: list[int] = []
    threads = [threading.Thread(target=lambda: settled.append(site.send())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(settled) == 12
    assert len(site.platform.posts) == 12
    assert all(site.score(one).state is ScoreState.CONFIRMED for one in ids)
