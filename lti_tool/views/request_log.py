"""One JSON line per request: what was asked and how it went, nothing about whom.

The path stays out (it holds visit ids); the endpoint's name says enough.
"""

from __future__ import annotations

import logging
import secrets
import time

import structlog
from flask import Flask, Response, g, request
from structlog.tracebacks import ExceptionDictTransformer

log = structlog.get_logger("request")


def configure_logging(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # Without the frames' variables: they hold answers, names and tokens.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(),  # a line by one write, where print needs two
        cache_logger_on_first_use=False,
    )


def install_request_log(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.reference = secrets.token_hex(4)
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint in ("static", "probes.healthz", "probes.readyz"):
        return response
    log.info(
        "request",
        endpoint=request.endpoint,
        method=request.method,
        status=response.status_code,
        ms=round((time.perf_counter() - g.started) * 1000, 1),
        reference=g.reference,
        error=g.get("error_code"),
    )
    return response
