"""The web application names jobs by text alone: each name must be something that can be called."""

from __future__ import annotations

from importlib import import_module

import pytest

from lti_tool.queue import QUEUE_OF, JobName, QueueName


@pytest.mark.parametrize("job", list(JobName))
def test_every_job_name_is_a_function_of_a_row_id(job: JobName) -> None:
    module, _, function = job.value.rpartition(".")
    run = getattr(import_module(module), function)
    assert callable(run)
    assert run.__code__.co_argcount == 1
    assert job in QUEUE_OF


def test_no_draft_waits_for_a_training() -> None:
    trained = {QUEUE_OF[job] for job in JobName if job.name.startswith("TRAIN_")}
    assert trained == {QueueName.TRAIN}
    assert QUEUE_OF[JobName.GENERATE] is QueueName.MODEL
