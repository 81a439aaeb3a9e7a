"""A till in memory with its link on a free port, and a cash register that speaks HTTP to it."""

import http.client
import json
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from fidpos.link.asking import Till
from fidpos.link.keys import RegisterKeys
from fidpos.link.serving import LinkServer, Place
from fidpos.till.register.watch import RegisterWatch
from tests.helpers.counter import Counter, counter

_T = TypeVar("_T")
LIMIT_S = 60.0
DAY = "2026-11-20"
BREAD = {"amount_minor": 450, "article": "BREAD", "label": "Bread", "categories": ["food"], "quantity": 2000}
JAM = {"amount_minor": 790, "article": "JAM", "categories": ["food"], "brand": "Verger"}


class Worker:
    """The till's worker: a thread that does what it is given, in order, and `after` behind each."""

    def __init__(self) -> None:
        self.after: Callable[[], None] = lambda: None
        self._todo: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def post(self, work: Callable[[], None]) -> None:
        self._todo.put(work)

    def do(self, work: Callable[[], _T]) -> _T:
        """Done on the worker; its result here."""
        done: queue.SimpleQueue[_T] = queue.SimpleQueue()
        self.post(lambda: done.put(work()))
        return done.get(timeout=LIMIT_S)

    def stop(self) -> None:
        self._todo.put(None)
        self._thread.join(LIMIT_S)

    def _work(self) -> None:
        while (work := self._todo.get()) is not None:
            work()
            self.after()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(kw_only=True)
class Link:
    """The link of a till, and both who sits at the till and who asks from outside."""

    at: Counter
    worker: Worker
    port: int
    tokens: dict[str, str]

    def at_till(self, act: Callable[[Counter], object]) -> None:
        """What somebody does at the till, on its worker."""
        self.worker.do(lambda: act(self.at))

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str | None] | None = None,
        register: str = "left",
    ) -> Answer:
        """One request as it stands; a header that is None is left out."""
        given: dict[str, str | None] = {"Authorization": f"Bearer {self.tokens[register]}"}
        if body is not None:
            given["Content-Type"] = "application/json"
        given |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            sent = {name: value for name, value in given.items() if value is not None}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(
                status=response.status,
                headers={name.lower(): value for name, value in response.getheaders()},
                body=response.read(),
            )
        finally:
            connection.close()

    def ask(self, method: str, path: str, said: object = None, *, register: str = "left") -> Answer:
        """The same with JSON."""
        body = json.dumps(said).encode() if said is not None else None
        return self.send(method, path, body, register=register)

    def put(self, number: str, *lines: Mapping[str, object], register: str = "left") -> Answer:
        said = {"currency": "EUR", "amount_minor": sum(amount(line) for line in lines), "lines": lines}
        return self.ask("PUT", f"/v1/tickets/{DAY}/{number}", said, register=register)

    def look(self, number: str) -> Answer:
        return self.ask("GET", f"/v1/tickets/{DAY}/{number}")

    def close(self, number: str, due_minor: int) -> Answer:
        return self.ask("POST", f"/v1/tickets/{DAY}/{number}/close", {"due_minor": due_minor})

    def void(self, number: str) -> Answer:
        return self.ask("POST", f"/v1/tickets/{DAY}/{number}/void", {})


def amount(line: Mapping[str, object]) -> int:
    """Of a line."""
    minor = line["amount_minor"]
    assert isinstance(minor, int)
    return minor


@contextmanager
def linked(at: Counter | None = None, *, answer_s: float = LIMIT_S) -> Iterator[Link]:
    """A till whose link listens, with two registers paired."""
    till, worker = at or counter(), Worker()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    keys, left = RegisterKeys().paired("left", now)
    keys, right = keys.paired("right", now)
    server = LinkServer(
        Till(door=till.session.register, on_worker=worker.post, answer_s=answer_s),
        lambda: keys,
        till.clock.monotonic_s,
        first_serial=100,
    )
    watch = RegisterWatch(till.session.register, server.hear)
    worker.after = watch.look
    server.start(Place())
    try:
        yield Link(at=till, worker=worker, port=server.port, tokens={"left": left, "right": right})
    finally:
        assert server.stop(LIMIT_S)
        worker.stop()
