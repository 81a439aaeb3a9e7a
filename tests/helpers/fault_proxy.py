"""A proxy between tills and their centre that does to each request what a bad line does to it."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Self

_PORTAL = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 26\r\nconnection: close\r\n\r\n"
    b"<html>Pay for it, now</html"
)
_REDIRECT = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/login\r\ncontent-length: 0\r\n\r\n"
_BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nretry-after: 7\r\ncontent-length: 3\r\n"
    b"connection: close\r\n\r\n502"
)


class Fault(StrEnum):
    """What happens to a request."""

    NONE = "none"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    RESET = "reset"
    """In the middle of the answer."""
    TRUNCATED = "truncated"
    DRIP = "drip"
    """The answer comes byte by byte."""
    TWICE = "twice"
    """The request arrives twice; the till hears the second answer."""
    PORTAL = "portal"
    REDIRECT = "redirect"
    BAD_GATEWAY = "bad_gateway"


class FaultProxy:
    """At work within its `with`, on a thread of its own; one request a connection.

    Args:
        port: of the centre.
        fault: what happens to the next request.
    """

    def __init__(self, port: int, fault: Callable[[], Fault]) -> None:
        self._upstream = port
        self._fault = fault
        self._place = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._place.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._live()])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._loop.close()

    async def _live(self) -> None:
        server = await asyncio.start_server(self._serve, sock=self._place)
        await self._stopping.wait()
        server.close()
        await server.wait_closed()
        for each in tuple(self._open):
            each.transport.abort()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            request = await _request(reader)
            await self._answer(self._fault(), request, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            """The till went away first."""
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, fault: Fault, request: bytes, writer: asyncio.StreamWriter) -> None:
        match fault:
            case Fault.REQUEST_LOST:
                return
            case Fault.PORTAL:
                writer.write(_PORTAL)
                return
            case Fault.REDIRECT:
                writer.write(_REDIRECT)
                return
            case Fault.BAD_GATEWAY:
                writer.write(_BAD_GATEWAY)
                return
        answer = await self._forwarded(request)
        match fault:
            case Fault.ANSWER_LOST:
                return
            case Fault.TWICE:
                writer.write(await self._forwarded(request))
            case Fault.TRUNCATED:
                writer.write(answer[:-5])
            case Fault.RESET:
                writer.write(answer[: len(answer) // 2])
                await writer.drain()
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            case Fault.DRIP:
                for byte in answer:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0)
            case _:
                writer.write(answer)

    async def _forwarded(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        self._open.add(writer)
        try:
            writer.write(request.replace(b"\r\n", b"\r\nconnection: close\r\n", 1))
            return await reader.read(-1)
        finally:
            self._open.discard(writer)
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("ascii").lower().split("\r\n")
    length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
    lines = [
        line for line in head.decode("ascii").split("\r\n") if not line.lower().startswith("connection:")
    ]
    return "\r\n".join(lines).encode("ascii") + await reader.readexactly(length)
