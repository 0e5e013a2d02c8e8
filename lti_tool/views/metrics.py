"""/metrics for Prometheus: rows are read at each scrape, launches are counted as they come.

The processes of a server count launches together in a folder (prometheus_client's multiprocess
mode, see deploy.cli.serve). No figure names a person, an address or a visit.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import ForbiddenError
from lti_tool.models import JobTally
from lti_tool.queue import QueueName
from lti_tool.services.admin_overview import Overview, read_overview
from lti_tool.views.wiring import wiring

COUNTED = {"lti.login": "login", "lti.launch": "launch"}

blueprint = Blueprint("metrics", __name__)
launched = Counter(
    "coursewright_launches",
    "Logins and launches by outcome: accepted, or the code of the refusal.",
    ["step", "outcome"],
)


class MetricsClosedError(ForbiddenError):
    code = "metrics_closed"
    message = (
        "The metrics are for the monitoring of this installation only: set "
        "COURSEWRIGHT_METRICS_TOKEN or COURSEWRIGHT_METRICS_ADDRESSES."
    )


def install_metrics(app: Flask) -> None:
    app.after_request(_count)


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    if not _may_read():
        raise MetricsClosedError
    registry = CollectorRegistry()
    registry.register(_Rows())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(launched)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _count(response: Response) -> Response:
    if step := COUNTED.get(request.endpoint or ""):
        failed = "error" if response.status_code >= 400 else "accepted"
        launched.labels(step, g.get("error_code") or failed).inc()
    return response


def _may_read() -> bool:
    settings = wiring().settings
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and hmac.compare_digest(
        given.encode(), settings.metrics_token.encode()
    ):
        return True
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in settings.metrics_addresses)


class _Rows:
    """A collector of one scrape."""

    def collect(self) -> Iterable[Metric]:
        now = utcnow()
        with wiring().database.read() as session:
            yield from _describe_overview(read_overview(session, now), now)
            yield _describe_jobs(session)
        depth = _gauge("queue_depth", "Jobs that wait; absent while Redis is away.", "queue")
        for name in QueueName:
            if (count := wiring().queue.depth(name)) is not None:
                depth.add_metric([name.value], count)
        yield depth


def _describe_overview(overview: Overview, now: datetime) -> Iterable[Metric]:
    oldest = overview.oldest_waiting
    seconds = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    pending = _gauge("oldest_pending_score_seconds", "Age of the oldest score that waits.")
    pending.add_metric([], seconds)
    yield pending
    for name, by_state in (
        ("scores", overview.scores),
        ("requests", overview.requests),
        ("sources", overview.sources),
    ):
        gauge = _gauge(name, "Rows by state.", "state")
        for state, count in by_state.items():
            gauge.add_metric([state.value], count)
        yield gauge
    alive = _gauge("worker_alive", "1 where a worker of the queue gave a sign of life.", "queue")
    for queue in QueueName:
        alive.add_metric([queue.value], overview.working(queue.value, now))
    yield alive
    breakers = _gauge("open_breakers", "Platforms to which sending rests.")
    breakers.add_metric([], len(overview.breakers))
    yield breakers


def _describe_jobs(session: Session) -> Metric:
    family = SummaryMetricFamily(
        "coursewright_job_seconds", "Runs and seconds of jobs.", labels=["job", "outcome"]
    )
    for row in session.scalars(select(JobTally).order_by(JobTally.job, JobTally.outcome)):
        family.add_metric([row.job, row.outcome], row.runs, row.seconds)
    return family


def _gauge(name: str, what: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"coursewright_{name}", what, labels=labels)
