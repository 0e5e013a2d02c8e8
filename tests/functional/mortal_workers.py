"""Work workers that are killed again and again, and follow each other within milliseconds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# It has imported all that a worker needs, which takes seconds, and forks one for each line. A
# dead sender's score is free again after two seconds instead of three minutes; and the platform
# seems slow, so that many a worker dies, and many an answer comes, between a post and its settling.
NURSERY = """
import os, random, signal, sys, time
from datetime import timedelta
import jobs.send_scores, jobs.worker
from lti_tool.services import score_outbox
score_outbox.LEASE = timedelta(seconds=2)
send = jobs.send_scores.send_score

def send_slowly(*arguments):
    answer = send(*arguments)
    time.sleep(random.uniform(0.1, 0.6))
    return answer

jobs.send_scores.send_score = send_slowly
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for _ in sys.stdin:
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        jobs.worker.run_worker("work")
        os._exit(0)
    print(pid, flush=True)
"""
SWEEPER = """
from jobs import sweeper
sweeper.EVERY_SECONDS, sweeper.LEASED_AGAIN_SECONDS = 0.5, 1
sweeper.run_sweeper()
"""


@dataclass
class MortalWorkers:
    nursery: subprocess.Popen[str]
    pids: list[int]
    chance: random.Random
    killed: int = 0

    def kill_one(self) -> None:
        pid = self.pids.pop(self.chance.randrange(len(self.pids)))
        os.kill(pid, signal.SIGKILL)
        self.killed += 1
        self.bear()

    def bear(self) -> None:
        assert self.nursery.stdin is not None
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.pids.append(int(self._read()))

    def _read(self) -> str:
        assert self.nursery.stdout is not None
        return self.nursery.stdout.readline()

    def wait_until_ready(self) -> None:
        assert self._read() == "ready\n"


@contextmanager
def mortal_workers(
    env: Mapping[str, str], log: Path, count: int, chance: random.Random
) -> Iterator[MortalWorkers]:
    with log.open("wb") as err:
        nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
    workers = MortalWorkers(nursery, [], chance)
    try:
        workers.wait_until_ready()
        for _ in range(count):
            workers.bear()
        yield workers
    finally:
        for pid in workers.pids:
            os.kill(pid, signal.SIGKILL)
        nursery.kill()
        nursery.communicate()
