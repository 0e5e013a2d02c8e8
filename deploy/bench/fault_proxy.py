"""A proxy between the tool and a platform that does to requests what a bad network does.

One request a connection, so that each is hit or spared by itself. Faults are drawn from a seeded
generator; one is counted when it comes about, a cut or a delay after the request's delivery.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

SECONDS = 30.0  # of waiting for either side
LONGEST_DELAY = 0.5
LARGEST_BYTES = 1024 * 1024


class Fault(StrEnum):
    DELAY = "delay"  # then as if nothing had been
    RESET = "reset"  # the connection, before anything is delivered
    THROTTLED = "429"
    BROKEN = "500"
    CUT = "cut"  # the request is delivered, its reply gets lost


ANSWERS: dict[Fault | None, bytes] = {
    Fault.THROTTLED: b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
    Fault.BROKEN: b"HTTP/1.1 500 Broken\r\nContent-Length: 6\r\n\r\nbroken",
}


class FaultProxy:
    """`rate` is the share of requests that are hit, 0 at first; it may change at any time.

    `broken_off` counts requests whose sender, or the platform, was gone before they were whole.
    """

    def __init__(self, upstream_port: int, seed: int) -> None:
        self.rate = 0.0
        self.faults: Counter[Fault] = Counter()
        self.requests = self.broken_off = self.port = 0
        self._upstream = upstream_port
        self._chance = random.Random(seed)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def count(self) -> int:
        return self.faults.total()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._pass_on(await _read_request(reader), writer)
        except (asyncio.IncompleteReadError, OSError, ValueError):
            self.broken_off += 1
            _reset(writer)
        finally:
            writer.close()

    async def _pass_on(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        self.requests += 1
        fault = self._draw()
        if fault is Fault.DELAY:
            await asyncio.sleep(self._chance.uniform(0.05, LONGEST_DELAY))
        delivered = fault in {None, Fault.DELAY, Fault.CUT}
        answer = await self._ask(request) if delivered else ANSWERS.get(fault, b"")
        if fault is not None:
            self.faults[fault] += 1
        if fault is Fault.CUT:
            await self._cut(writer, answer)
        elif fault is Fault.RESET:
            _reset(writer)
        else:
            await _reply(writer, answer)

    def _draw(self) -> Fault | None:
        return self._chance.choice(list(Fault)) if self._chance.random() < self.rate else None

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read(-1)
        finally:
            writer.close()

    async def _cut(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        """Nothing of the answer arrives, or its first half."""
        if self._chance.random() < 0.5:
            await _reply(writer, answer[: len(answer) // 2])
        _reset(writer)


@contextmanager
def run_proxy(upstream_port: int, seed: int) -> Iterator[FaultProxy]:
    """On a free loopback port, in a thread with an event loop of its own."""
    proxy, loop = FaultProxy(upstream_port, seed), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.start_server(proxy.answer, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(listening, loop).result(SECONDS)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS)
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    own = asyncio.current_task()
    running = [task for task in asyncio.all_tasks() if task is not own]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    """Head and body, with the connection to be closed after the answer. Raises `ValueError`."""
    head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
    lines = head.split(b"\r\n")
    fields = [line.partition(b":") for line in lines[1:]]
    length = next((int(value) for name, _, value in fields if name.lower() == b"content-length"), 0)
    if length > LARGEST_BYTES:
        raise ValueError("the request is too large")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    body = await reader.readexactly(length)
    return b"\r\n".join([*kept, b"Connection: close", b"", b""]) + body


async def _reply(writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST: what waits to be sent is thrown away."""
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
