"""Fit the learner model of a registration anew. May run twice: the second finds nothing due.

What holds until then stays in use whatever happens here, and the row says why there is no newer.
"""

from __future__ import annotations

import structlog

from analytics.refit import RefitError, SiteFit
from jobs.parts import Parts, current_parts
from jobs.response_priors import choose_fit
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import utcnow
from lti_tool.services.course_evidence import gather_evidence, list_courses
from lti_tool.services.learner_models import keep_fit
from lti_tool.services.refits import begin_refit, end_refit, give_back_refit, may_pool

log = structlog.get_logger(__name__)


class _StoppedError(Exception):
    pass


def run(registration_id: str) -> None:
    refit_registration(current_parts(), registration_id)


def refit_registration(parts: Parts, registration_id: str) -> None:
    with parts.database.write() as session:
        if not begin_refit(session, registration_id, utcnow()):
            return
        pooled = may_pool(session)
    try:
        fit = _fit(parts, registration_id, pooled=pooled)
    except RefitError as error:
        log.info("model_not_refitted", registration=registration_id, reason=error.obstacle.value)
        with parts.database.write() as session:
            end_refit(session, registration_id, error.obstacle.value, utcnow())
        return
    except _StoppedError:
        with parts.database.write() as session:
            give_back_refit(session, registration_id)
        return
    with parts.database.write() as session:
        own = list_courses(session, registration_id)
        keep_fit(session, registration_id, fit, own, pooled=pooled)
        end_refit(session, registration_id, "", utcnow())
    log.info("model_refitted", registration=registration_id, courses=len(fit.courses))


def _fit(parts: Parts, registration_id: str, *, pooled: bool) -> SiteFit:
    with parts.database.read() as session:
        evidence = gather_evidence(session, registration_id, pooled=pooled)
    choice = choose_fit(evidence, _go_on)
    log.info(
        "response_priors",
        registration=registration_id,
        reason=choice.reason,
        loss_without=choice.before,
        loss_with=choice.after,
    )
    return choice.fit


def _go_on(step: str, done: int, total: int) -> None:
    del step, done, total
    WATCHDOG.pet()
    if STOP.is_set():
        raise _StoppedError
