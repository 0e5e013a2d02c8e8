"""Copy what instructors made from one course into another: skills, sources with their passages,
published exercises, practices. Never anything of a learner.

What was copied before is found again, so that a second copy adds only what is new: skills by name,
sources by their file's hash, exercises by their provenance, practices by their root.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from generators.exercise.folding import fold_text
from lti_tool.db import Row, new_id
from lti_tool.models import (
    IS_CURRENT,
    Exercise,
    ExerciseState,
    ExerciseVersion,
    Passage,
    Skill,
    SkillPrerequisite,
    SkillState,
    Source,
    SourceState,
)
from lti_tool.services.course_rows import next_position
from lti_tool.services.practices import list_practices
from lti_tool.services.skills import list_skills
from lti_tool.services.sources import LIVING
from lti_tool.services.uploads import source_path

COPIED_FROM = "copied_from"  # in the provenance of an exercise's version
Kind = TypeVar("Kind", bound=Row)


@dataclass
class CourseCopy:
    """One run from the course `source` to the course `target`; `ids` maps old ids to new ones.
    `person_id` is who copies, an instructor of the target."""

    session: Session
    uploads: Path
    source: str
    target: str
    person_id: str
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)
    exercises: int = 0

    def run(self) -> int:
        """In one transaction of the caller's, who holds the lock of the target's row. How many
        exercises came along."""
        self._copy_skills()
        self._copy_sources()
        self._copy_exercises()
        self._copy_practices()
        return self.exercises

    def _copy_skills(self) -> None:
        there = {fold_text(row.name): row for row in list_skills(self.session, self.target)}
        position = next_position(self.session, Skill, self.target)
        for row in _wanted_skills(self.session, self.source):
            known = there.get(fold_text(row.name))
            if known is None:
                known = clone(row, context_id=self.target, position=position)
                position += 1
                self.session.add(known)
            elif row.state is SkillState.KEPT:
                known.state = SkillState.KEPT
            self.ids[row.id] = known.id
        self.session.flush()
        self._copy_prerequisites()

    def _copy_prerequisites(self) -> None:
        query = select(SkillPrerequisite).where(SkillPrerequisite.skill_id.in_(self.ids))
        new = {
            (self.ids[row.skill_id], self.ids[row.requires_id]): row.quote
            for row in self.session.scalars(query).all()
            if row.requires_id in self.ids
        }
        there = select(SkillPrerequisite.skill_id, SkillPrerequisite.requires_id).where(
            SkillPrerequisite.skill_id.in_({one for one, _ in new})
        )
        known = {(one, two) for one, two in self.session.execute(there)}
        for one, two in sorted(new.keys() - known):
            quote = new[one, two]
            self.session.add(SkillPrerequisite(skill_id=one, requires_id=two, quote=quote))
        self.session.flush()

    def _copy_sources(self) -> None:
        query = select(Source).where(Source.context_id == self.target, Source.state.in_(LIVING))
        there = {row.sha256: row for row in self.session.scalars(query)}
        position = next_position(self.session, Source, self.target)
        ready = select(Source).where(
            Source.context_id == self.source, Source.state == SourceState.READY
        )
        for row in self.session.scalars(ready.order_by(Source.position, Source.created_at)).all():
            if row.sha256 in there:
                self._match_passages(row, there[row.sha256])
                continue
            self._copy_source(row, position)
            position += 1

    def _copy_source(self, row: Source, position: int) -> None:
        new = clone(
            row,
            context_id=self.target,
            person_id=self.person_id,
            position=position,
            replaced_by_id=None,
            lease_owner=None,
            lease_until=None,
            interruptions=0,
            marks=[],
        )
        self.session.add(new)
        self.session.flush()
        for passage in _list_passages(self.session, row.id):
            copied = clone(passage, context_id=self.target, source_id=new.id)
            self.ids[passage.id] = copied.id
            self.session.add(copied)
        new.marks = map_ids(row.marks, self.ids)
        self.session.flush()
        link_file(
            source_path(self.uploads, self.source, row.id),
            source_path(self.uploads, self.target, new.id),
        )

    def _match_passages(self, row: Source, known: Source) -> None:
        """The same file was read here too, perhaps by another release: what does not stand at the
        same place is not cited."""
        there = {passage.ordinal: passage for passage in _list_passages(self.session, known.id)}
        for passage in _list_passages(self.session, row.id):
            match = there.get(passage.ordinal)
            if match is not None and match.text == passage.text:
                self.ids[passage.id] = match.id

    def _copy_exercises(self) -> None:
        known = set(_list_copied(self.session, self.target))
        versions = list[ExerciseVersion]()
        for number, (exercise, version) in enumerate(_current(self.session, self.source)):
            if exercise.id in known:
                continue
            new = clone(
                exercise,
                context_id=self.target,
                skill_id=self.ids[exercise.skill_id],
                draft_id=None,
                version=1,
                published_by=self.person_id,
                created_at=self.now + timedelta(microseconds=number),
            )
            self.session.add(new)
            versions.append(self._copy_version(version, new.id))
        self.session.flush()
        self.session.add_all(versions)
        self.session.flush()
        self.exercises = len(versions)

    def _copy_version(self, version: ExerciseVersion, exercise_id: str) -> ExerciseVersion:
        """Whoever reviewed the original stays its reviewer; what they noted stays there."""
        origin = {"exercise": version.exercise_id, "version": version.number}
        return clone(
            version,
            exercise_id=exercise_id,
            number=1,
            content=map_ids(version.content, self.ids),
            family=map_ids(version.family, self.ids),
            provenance={**map_ids(version.provenance, self.ids), COPIED_FROM: origin},
            note="",
            created_at=self.now,
        )

    def _copy_practices(self) -> None:
        """Without their times, which are those of another term."""
        roots = {row.root_id for row in list_practices(self.session, self.target)}
        for row in list_practices(self.session, self.source):
            root = row.root_id or row.id
            if root in roots:
                continue
            skills = [self.ids[skill] for skill in row.skill_ids if skill in self.ids]
            times = {"opens_at": None, "closes_at": None}
            new = clone(row, context_id=self.target, root_id=root, skill_ids=skills, **times)
            self.session.add(new)
        self.session.flush()


def clone(row: Kind, **changes: Any) -> Kind:
    """A new row with the same values in all other columns."""
    kind = type(row)
    names = {column.key for column in inspect(kind).column_attrs} - {"id", "created_at"}
    return kind(**{**{name: getattr(row, name) for name in names}, "id": new_id(), **changes})


def map_ids(value: Any, ids: dict[str, str]) -> Any:
    """JSON with each text that is an old id replaced by the new one."""
    match value:
        case str():
            return ids.get(value, value)
        case dict():
            return {key: map_ids(one, ids) for key, one in value.items()}
        case list():
            return [map_ids(one, ids) for one in value]
        case _:
            return value


def link_file(old: Path, new: Path) -> None:
    """Files of sources never change, so two names may share one; not across file systems."""
    if not old.exists():
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
        os.utime(new)  # young, so that it is not tidied before its row is committed
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copyfile(old, new)


def _wanted_skills(session: Session, context_id: str) -> Iterator[Skill]:
    """Kept ones, and dropped ones that an exercise or a practice is still about."""
    used = {exercise.skill_id for exercise, _ in _current(session, context_id)}
    used |= {skill for row in list_practices(session, context_id) for skill in row.skill_ids}
    for row in list_skills(session, context_id):
        if row.state is SkillState.KEPT or row.id in used:
            yield row


def _current(session: Session, context_id: str) -> list[tuple[Exercise, ExerciseVersion]]:
    query = (
        select(Exercise, ExerciseVersion)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id, Exercise.state == ExerciseState.PUBLISHED)
        .order_by(Exercise.created_at, Exercise.id)
    )
    return [(exercise, version) for exercise, version in session.execute(query)]


def _list_passages(session: Session, source_id: str) -> Iterable[Passage]:
    query = select(Passage).where(Passage.source_id == source_id).order_by(Passage.ordinal)
    return session.scalars(query).all()


def _list_copied(session: Session, context_id: str) -> Iterator[str]:
    """The originals of what was copied into this course."""
    query = (
        select(ExerciseVersion.provenance)
        .join(Exercise, Exercise.id == ExerciseVersion.exercise_id)
        .where(Exercise.context_id == context_id)
    )
    for provenance in session.scalars(query):
        if COPIED_FROM in provenance:
            yield provenance[COPIED_FROM]["exercise"]
