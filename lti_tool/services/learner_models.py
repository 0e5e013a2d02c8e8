"""The fitted models of a course: which one holds, and keeping a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from analytics.course_report import CourseReport, Verdict, read_report
from analytics.plain import PlainError, read_snapshot, write_course, write_site
from analytics.snapshot import SHIPPED, Snapshot
from lti_tool.models import Context, CourseModel, SiteModel

if TYPE_CHECKING:
    from analytics.refit import SiteFit  # brings numpy, which a web process does without

log = structlog.get_logger(__name__)

KEPT = 3  # models of a registration; the older ones are there should the newest not be readable
MOST_LISTED = 200
MOST_READ = 256  # of them in this process
_READ: dict[tuple[str, str | None], LearnerModel] = {}


@dataclass(frozen=True, slots=True)
class LearnerModel:
    """What a course's profiles are folded under. Without `fitted_at` it is the shipped constants;
    without `answers` of its own the course is taken as an average one of its site.

    `unreadable`: a newer one is there but could not be read.
    """

    snapshot: Snapshot = SHIPPED
    fitted_at: datetime | None = None
    answers: int = 0
    learners: int = 0
    site_answers: int = 0
    site_learners: int = 0
    site_courses: int = 0
    pooled: bool = False
    report: CourseReport | None = None
    unreadable: bool = False

    @property
    def hides_chances(self) -> bool:
        """Whether its chances are too far off to be shown as figures."""
        return self.report is not None and self.report.verdict is Verdict.BAD


def find_model(session: Session, context_id: str) -> LearnerModel:
    """The newest of the course that can be read, else of its site, else what is shipped."""
    unreadable = False
    for site_id, course_id in _list_kept(session, context_id):
        try:
            return replace(_read_kept(session, site_id, course_id), unreadable=unreadable)
        except PlainError as error:
            log.error("model_unreadable", context=context_id, model=site_id, reason=str(error))
            unreadable = True
    return LearnerModel(unreadable=unreadable)


def list_models(session: Session, registration_id: str) -> list[tuple[Context, LearnerModel]]:
    """Of courses that have one of their own, by title."""
    query = (
        select(Context)
        .where(
            Context.registration_id == registration_id,
            Context.id.in_(select(CourseModel.context_id)),
        )
        .order_by(Context.title, Context.id)
        .limit(MOST_LISTED)
    )
    return [(context, find_model(session, context.id)) for context in session.scalars(query)]


def keep_fit(
    session: Session, registration_id: str, fit: SiteFit, own: Collection[str], *, pooled: bool
) -> None:
    """`own` are the registration's courses: of others nothing is kept with it."""
    site = SiteModel(
        registration_id=registration_id,
        parts=write_site(fit.site),
        answers=sum(one.answers for one in fit.courses.values()),
        learners=sum(one.learners for one in fit.courses.values()),
        courses=len(fit.courses),
        pooled=pooled,
    )
    session.add(site)
    session.flush()
    for course, one in fit.courses.items():
        if course in own:
            session.add(
                CourseModel(
                    site_model_id=site.id,
                    context_id=course,
                    parts=write_course(one.snapshot),
                    report=one.report.write() if one.report else None,
                    answers=one.answers,
                    learners=one.learners,
                )
            )
    session.flush()
    _drop_old(session, registration_id)


def _drop_old(session: Session, registration_id: str) -> None:
    kept = _newest_sites(registration_id).with_only_columns(SiteModel.id).limit(KEPT)
    ids = list(session.scalars(kept))
    old = select(SiteModel.id).where(
        SiteModel.registration_id == registration_id, SiteModel.id.not_in(ids)
    )
    session.execute(delete(CourseModel).where(CourseModel.site_model_id.in_(old)))
    session.execute(
        delete(SiteModel).where(
            SiteModel.registration_id == registration_id, SiteModel.id.not_in(ids)
        )
    )


def _list_kept(session: Session, context_id: str) -> Iterator[tuple[str, str | None]]:
    """Ids of site and course models, the best first."""
    own = (
        select(CourseModel.site_model_id, CourseModel.id)
        .where(CourseModel.context_id == context_id)
        .order_by(CourseModel.created_at.desc(), CourseModel.id)
    )
    for site, course in session.execute(own):
        yield site, course
    registration = select(Context.registration_id).where(Context.id == context_id)
    sites = _newest_sites(registration.scalar_subquery()).with_only_columns(SiteModel.id)
    for site in session.scalars(sites):
        yield site, None


def _newest_sites(registration_id: Any) -> Select[SiteModel]:
    return (
        select(SiteModel)
        .where(SiteModel.registration_id == registration_id)
        .order_by(SiteModel.created_at.desc(), SiteModel.id)
    )


def _read_kept(session: Session, site_id: str, course_id: str | None) -> LearnerModel:
    """Rows never change once they are there, so what was read of them is good for ever."""
    key = (site_id, course_id)
    found = _READ.get(key)
    if found is None:
        found = _read_rows(session, site_id, course_id)
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[key] = found
    return found


def _read_rows(session: Session, site_id: str, course_id: str | None) -> LearnerModel:
    site = session.get_one(SiteModel, site_id)
    course = session.get_one(CourseModel, course_id) if course_id else None
    return LearnerModel(
        snapshot=read_snapshot(site.parts, course.parts if course else None),
        fitted_at=site.created_at,
        answers=course.answers if course else 0,
        learners=course.learners if course else 0,
        site_answers=site.answers,
        site_learners=site.learners,
        site_courses=site.courses,
        pooled=site.pooled,
        report=read_report(course.report) if course and course.report else None,
    )
