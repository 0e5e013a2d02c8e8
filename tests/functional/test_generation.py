"""From an uploaded course file to drafts on the desk: real queue, real worker processes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from platformdirs import user_cache_path
from sqlalchemy import select

import deploy.demo.courses
from generators.exercise.content import QUESTION_KINDS, Kind, Language, read_content
from generators.models.catalogue import load_catalogue
from generators.models.install import install_model
from jobs.parts import Parts, open_parts
from lti_tool.migrate import migrate_database
from lti_tool.models import (
    Context,
    Draft,
    DraftState,
    GenerationRequest,
    RequestState,
    Skill,
    Source,
    SourceState,
)
from lti_tool.queue import JobName
from lti_tool.services.passages import list_passages
from lti_tool.services.sources import add_source
from lti_tool.services.uploads import Upload, source_path
from lti_tool.settings import Settings
from tests.jobs.embedded import python_process, queue_server, run_worker_code, wait_for
from tests.lti_tool.factories import make_blueprint, make_course, make_request

FILE = Path(deploy.demo.courses.__file__).parent / "en_data_protection/text/05-backups-and-risk.md"


@dataclass
class Running:
    """A tool whose workers run; `log` is theirs."""

    parts: Parts
    context: Context
    log: Path

    def upload(self, path: Path) -> str:
        data = path.read_bytes()
        upload = Upload(path.name, "text/markdown", len(data), sha256(data).hexdigest())
        with self.parts.database.write() as session:
            source = add_source(session, self.context.id, None, upload, 10**8)
        target = source_path(self.parts.settings.uploads, self.context.id, source.id)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        assert self.parts.queue.ring(JobName.READ_SOURCE, source.id)
        return source.id

    def is_read(self, source_id: str) -> bool:
        with self.parts.database.read() as session:
            return session.get_one(Source, source_id).state is SourceState.READY

    def skills(self) -> list[Skill]:
        with self.parts.database.read() as session:
            query = select(Skill).where(Skill.context_id == self.context.id)
            return list(session.scalars(query))

    def ask(self, skill: Skill, *kinds: Kind) -> str:
        with self.parts.database.write() as session:
            terms = tuple(skill.terms)
            blueprints = [make_blueprint(skill, kind, terms=terms) for kind in kinds]
            asked = make_request(session, self.context, *blueprints).id
        assert self.parts.queue.ring(JobName.GENERATE, asked)
        return asked

    def request(self, asked: str) -> GenerationRequest:
        with self.parts.database.read() as session:
            return session.get_one(GenerationRequest, asked)

    def drafts(self, asked: str) -> list[Draft]:
        with self.parts.database.read() as session:
            return list(session.scalars(select(Draft).where(Draft.request_id == asked)))

    def wait_until_drafted(self, asked: str, seconds: float) -> GenerationRequest:
        ended = (RequestState.DONE, RequestState.FAILED)
        wait_for(lambda: self.request(asked).state in ended, seconds)
        return self.request(asked)


@pytest.fixture
def model() -> str:
    return "none"


@pytest.fixture
def running(tmp_path: Path, model: str) -> Iterator[Running]:
    with ExitStack() as stack:
        server = stack.enter_context(queue_server())
        env = {
            "COURSEWRIGHT_DATA": str(tmp_path / "data"),
            "COURSEWRIGHT_REDIS_URL": server.url,
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
            "COURSEWRIGHT_DRAFTER_MODEL": model,
        }
        parts = open_parts(Settings.from_env({**os.environ, **env}))
        stack.callback(parts.database.close)
        migrate_database(parts.database.engine)
        with parts.database.write() as session:
            context = make_course(session)
        log = tmp_path / "workers.log"
        for queue in ("work", "model"):
            stack.enter_context(python_process(run_worker_code(queue), env, log))
        yield Running(parts, context, log)


def read_course(running: Running) -> Skill:
    """The file read, skills proposed by the worker: the one on backups."""
    source = running.upload(FILE)
    wait_for(lambda: running.is_read(source))
    wait_for(running.skills)
    return next(skill for skill in running.skills() if "ackup" in skill.name)


def test_course_file_becomes_drafts_on_the_desk(running: Running) -> None:
    skill = read_course(running)
    asked = running.ask(skill, *QUESTION_KINDS)
    request = running.wait_until_drafted(asked, 150)
    assert request.state is RequestState.DONE
    accepted = [d for d in running.drafts(asked) if d.state is DraftState.IN_REVIEW]
    # The file has no section with four facts to set beside each other, nor terms of one kind to
    # choose from, nor some whose meanings are alike in form.
    expected = set(QUESTION_KINDS) - {
        Kind.MULTIPLE_CHOICE,
        Kind.MULTIPLE_RESPONSE,
        Kind.MATCHING,
    }
    assert {draft.kind for draft in accepted} == {kind.value for kind in expected}
    assert request.accepted == len(accepted) == len(expected)
    with running.parts.database.read() as session:
        texts = {row.id: row.text for row in list_passages(session, running.context.id)}
    for draft in accepted:
        content = read_content(draft.content)
        assert content.language is Language.EN
        assert all(own.quote in texts[own.passage] for own in content.citations)
        assert content.citations


class TestWithTheDefaultModel:
    @pytest.fixture
    def model(self) -> str:
        name = "smollm2-135m"
        cache = Path(os.environ.get("COURSEWRIGHT_CACHE") or user_cache_path("coursewright"))
        install_model(load_catalogue().find(name), cache)
        return name

    @pytest.mark.model
    def test_language_model_takes_part_and_is_judged(self, running: Running) -> None:
        skill = read_course(running)
        asked = running.ask(skill, Kind.MULTIPLE_CHOICE, Kind.SHORT_ANSWER, Kind.CLOZE)
        request = running.wait_until_drafted(asked, 240)
        assert (request.state, request.detail) == (RequestState.DONE, "")
        assert request.accepted >= 2  # the file has no terms of one kind to choose from
        written = [d for d in running.drafts(asked) if d.drafter == "transformer"]
        assert written
        for draft in written:
            assert draft.raw
            assert draft.revision.startswith("smollm2-135m@")
            assert draft.verdicts
