"""How often something may be asked for within a minute.

Counted in Redis, so that all processes count together. While Redis is away each process counts by
itself: the limit is then looser and never stricter, since nobody may be kept from learning by a
queue server's fault. After a failure Redis is left alone for a while, so that no request waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

WINDOW = 60  # seconds
REST_SECONDS = 5.0
MOST_KEYS = 50_000  # of one process's own count


@dataclass
class Limiter:
    redis: Redis
    clock: Callable[[], float] = time.time
    _counts: dict[str, int] = field(default_factory=dict)
    _rest_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, limit: int) -> int:
        """0, or the seconds to wait where `limit` a minute is passed. A limit of 0 is none."""
        if not limit:
            return 0
        now = self.clock()
        window, passed = divmod(int(now), WINDOW)
        count = self._count(f"coursewright:limit:{key}:{window}", now)
        return WINDOW - passed if count > limit else 0

    def _count(self, key: str, now: float) -> int:
        if now >= self._rest_until:
            try:
                return self._count_together(key)
            except RedisError:
                self._rest_until = now + REST_SECONDS
        return self._count_alone(key)

    def _count_together(self, key: str) -> int:
        with self.redis.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * WINDOW)
            return int(pipe.execute()[0])

    def _count_alone(self, key: str) -> int:
        with self._lock:
            if len(self._counts) >= MOST_KEYS:
                self._counts.clear()
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]


def connect_limiter(url: str) -> Limiter:
    once = Retry(NoBackoff(), 0)
    return Limiter(Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=once))
