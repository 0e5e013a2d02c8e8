"""The platform's rows. Ids are small integers and leave the platform as decimal strings, as
Moodle's do: user id = `sub`, course id = context id, activity id = resource link id, tool id =
deployment id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration form
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }


class Setting(Base):
    """Secrets of this installation: key pair, cookie secret, web-service token, site guid."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str]
    idnumber: Mapped[str]
    language: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    last_access: Mapped[int] = mapped_column(default=0)

    @property
    def full_name(self) -> str:
        """Family name first and unspaced where the name is Chinese, as Moodle's zh_cn has it."""
        if self.family_name and "\u4e00" <= self.family_name[0] <= "\u9fff":
            return f"{self.family_name}{self.given_name}"
        return f"{self.given_name} {self.family_name}"


class Course(Base):
    __tablename__ = "course"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    label: Mapped[str]
    idnumber: Mapped[str]
    language: Mapped[str]
    starts_at: Mapped[int]


class CourseCopy(Base):
    __tablename__ = "course_copy"
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("course.id"))


class Section(Base):
    __tablename__ = "section"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    position: Mapped[int]
    name: Mapped[str]


class Enrolment(Base):
    """role: editingteacher, teacher (non-editing) or student, Moodle's short names."""

    __tablename__ = "enrolment"
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[str]
    suspended: Mapped[bool] = mapped_column(default=False)


class Tool(Base):
    """A registered tool. A pending one cannot be added to a course."""

    __tablename__ = "tool"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    description: Mapped[str]
    domain: Mapped[str]
    target_link_uri: Mapped[str]
    initiate_login_uri: Mapped[str]
    redirect_uris: Mapped[list[str]]
    jwks_uri: Mapped[str]
    logo_uri: Mapped[str]
    custom: Mapped[dict[str, str]]
    grade_sync: Mapped[int]  # 0 none, 1 scores and results, 2 line items too: Moodle's switch
    memberships: Mapped[bool]
    sends_name: Mapped[bool]
    sends_email: Mapped[bool]
    deep_linking: Mapped[bool]
    deep_linking_uri: Mapped[str]


class Module(Base):
    """What stands on a course page; `id` is Moodle's course module id (cmid)."""

    __tablename__ = "module"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    kind: Mapped[str]  # lti, resource, quiz, assign
    instance: Mapped[int]
    name: Mapped[str]
    path: Mapped[str] = mapped_column(default="")  # of a resource: its file


class Activity(Base):
    """An LTI activity; `id` is the resource link id."""

    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"))
    name: Mapped[str]
    text: Mapped[str]
    url: Mapped[str]
    custom: Mapped[dict[str, str]]
    container: Mapped[str]  # iframe or window


class GradeItem(Base):
    """A column of a gradebook. `tool_id` is set where a tool may write it by right; `activity_id`
    where it hangs on a resource link; `instance` is Moodle's iteminstance of any module."""

    __tablename__ = "grade_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    kind: Mapped[str]  # mod, manual, course
    module: Mapped[str | None]  # lti, quiz
    instance: Mapped[int | None]
    name: Mapped[str | None]
    maximum: Mapped[float]
    tool_id: Mapped[int | None]
    activity_id: Mapped[int | None]
    resource_id: Mapped[str | None]
    tag: Mapped[str] = mapped_column(default="")
    review_url: Mapped[str] = mapped_column(default="")
    review_custom: Mapped[dict[str, str]] = mapped_column(default=dict)


class Grade(Base):
    """`timestamp`: seconds since 1970 of the last score or override."""

    __tablename__ = "grade"
    __table_args__ = (UniqueConstraint("item_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("grade_item.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    value: Mapped[float | None]
    comment: Mapped[str] = mapped_column(default="")
    timestamp: Mapped[int] = mapped_column(default=0)
    overridden: Mapped[bool] = mapped_column(default=False)
    locked: Mapped[bool] = mapped_column(default=False)


class QuizQuestion(Base):
    """Of the quiz with that iteminstance; each is worth one mark."""

    __tablename__ = "quiz_question"
    quiz: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class QuizAttempt(Base):
    """A finished one; `marks` in the order of the slots."""

    __tablename__ = "quiz_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    quiz: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    finished_at: Mapped[int]
    marks: Mapped[list[int]]


class CourseGroup(Base):
    __tablename__ = "course_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str]


class GroupMember(Base):
    __tablename__ = "group_member"
    group_id: Mapped[int] = mapped_column(ForeignKey("course_group.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)


class Assignment(Base):
    """Of the module with that iteminstance."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    due_at: Mapped[int]


class Submission(Base):
    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    handed_in_at: Mapped[int]


class Viewing(Base):
    """A file that somebody opened: it is complete then."""

    __tablename__ = "viewing"
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    viewed_at: Mapped[int]


class Launch(Base):
    """What a launch id stands for until the authorisation endpoint takes it."""

    __tablename__ = "launch"
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    course_id: Mapped[int]
    tool_id: Mapped[int]
    activity_id: Mapped[int | None]
    for_user_id: Mapped[int | None]
    message_type: Mapped[str]
    container: Mapped[str]  # iframe or window


class AccessToken(Base):
    __tablename__ = "access_token"
    digest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the token
    tool_id: Mapped[int]
    scopes: Mapped[list[str]]
    expires_at: Mapped[int]


class ScorePost(Base):
    """The journal: every score that any tool ever posted, accepted or refused."""

    __tablename__ = "score_post"
    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[float]
    course_id: Mapped[str]
    item_id: Mapped[str]
    body: Mapped[str]
    status: Mapped[int]
    reason: Mapped[str]
