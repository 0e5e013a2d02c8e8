"""The two demo courses as they stand on the platform before the tool comes."""

from __future__ import annotations

from pathlib import Path

from deploy.demo.courses.catalogue import DemoCourse, load_courses
from deploy.demo.learners import DemoLearners
from deploy.demo.platform.config import CoursePlan, SectionPlan


def plan_demo_courses() -> tuple[CoursePlan, ...]:
    """The English corporate course and the Chinese school course, with their files."""
    return tuple(_plan_course(course) for course in load_courses())


def _plan_course(course: DemoCourse) -> CoursePlan:
    learners = DemoLearners()
    files = tuple(
        SectionPlan(_title_file(file.path), (file.path,), learners.list_readers(place))
        for place, file in enumerate(course.files)
    )
    chinese = course.language == "zh"
    general = SectionPlan("概况" if chinese else "General")
    return CoursePlan(
        title=course.title,
        label=course.label,
        language="zh_cn" if chinese else "en",
        sections=(general, *files),
        quizzes=learners.plan_quizzes(course),
        assignments=(learners.plan_assignment(course),),
        groups=learners.plan_groups(course),
    )


def _title_file(path: Path) -> str:
    """`01-data-protection-handbook.pdf` -> `Data protection handbook`."""
    words = path.stem.split("-")[1:]
    title = " ".join(words)
    return title[:1].upper() + title[1:]
