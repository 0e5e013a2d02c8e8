"""A process that has imported all that the tool's processes need, and forks one for each line.

`python -m deploy.bench.scores.nursery`; lines on its input: `web PORT`, `worker`, `sweeper`; for
each it prints the id of the process, which leads a group of its own. Importing takes seconds, and
a run kills a part every third of a second.

For the same reason time is pressed together: each wait that makes up for a killed or failing part
is `PRESSED` times shorter than in the product.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

import jobs.send_scores
from deploy import serving
from jobs import score_leases, sweeper, worker
from lti_tool.queue import QueueName
from lti_tool.services import score_decisions, score_outbox

PRESSED = 8
PR_SET_PDEATHSIG = 1
NAMES = (jobs.send_scores.__name__,)  # imported for the jobs that workers look up by name


def press_time() -> None:
    score_outbox.LEASE /= PRESSED
    score_outbox.BREAKER_OPEN /= PRESSED
    score_leases.RENEW_SECONDS /= PRESSED
    score_decisions.LONGEST_WAIT = timedelta(seconds=60 / PRESSED)
    sweeper.EVERY_SECONDS /= PRESSED
    sweeper.LEASED_AGAIN_SECONDS /= PRESSED


def main() -> None:
    press_time()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        name, *arguments = line.split()
        _say(str(_bear(lambda: PARTS[name](*arguments))))  # noqa: B023 - called at once


def _serve_web(port: str) -> None:
    serving.WebServer(bind=f"127.0.0.1:{port}", workers=1, threads=4).run()


PARTS: dict[str, Callable[..., None]] = {
    "web": _serve_web,
    "worker": lambda: worker.run_worker(QueueName.WORK),
    "sweeper": sweeper.run_sweeper,
}


def _bear(live: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    live()
    os._exit(0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
