"""`fidpos server` as a process of its own, on a database of the test's, and an operator beside it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fidpos.bootstrap.operator import Operator, operator_at
from fidpos.bootstrap.registrar import Registrar
from fidpos.domain.ids import MerchantId
from fidpos.paths import ServerFolder
from fidpos.server.db.engine import OWNER_URL_VARIABLE, URL_VARIABLE
from fidpos.wire.sync.pairing_code import PairingCode
from tests.helpers.forked import Life, fork
from tests.helpers.postgres import CentreDatabase, centre_database

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CentrePlace:
    """A folder and a database, for any number of processes.

    Attributes:
        environment: of those processes.
    """

    folder: ServerFolder
    database: CentreDatabase
    environment: Mapping[str, str]

    @contextmanager
    def operator(self) -> Iterator[Registrar]:
        """An operator at the command line, who keeps the register."""
        with self.at_work() as operator:
            yield Registrar(operator)

    def at_work(self) -> AbstractContextManager[Operator]:
        """An operator at the command line."""
        return operator_at(self.folder, self.environment)


@contextmanager
def centre_place() -> Iterator[CentrePlace]:
    """As on the first day: migrated, and nobody is registered."""
    folder = Path(tempfile.mkdtemp(prefix="fidpos-"))
    try:
        with centre_database() as database:
            named = {URL_VARIABLE: database.app, OWNER_URL_VARIABLE: database.owner}
            yield CentrePlace(folder=ServerFolder(folder), database=database, environment=named)
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A merchant with two shops, a programme and a cashier."""

    place: CentrePlace
    number: int
    merchant_id: MerchantId

    def code(self, shop: str = "Lyon") -> PairingCode:
        """A fresh pairing code."""
        with self.place.operator() as operator:
            return operator.pairing_code(self.number, shop, address="https://centre.example")


class CentreProcess:
    """The centre at work, within its `with`: forked, unless it is to be `fresh`.

    Attributes:
        url: where it answers.
    """

    def __init__(
        self,
        place: CentrePlace,
        *,
        port: int = 0,
        bind: str = "127.0.0.1",
        environment: Mapping[str, str] | None = None,
        fresh: bool = False,
    ) -> None:
        where = ("--data", str(place.folder.root), "--port", str(port), "--bind", bind)
        arguments = ("server", *where, "--language", "en")
        around = {**os.environ, **place.environment, **(environment or {})}
        self._life = (
            _interpreter(arguments, around)
            if fresh
            else fork("fidpos.cli", arguments, around, is_strict=True)
        )
        self._said = os.fdopen(self._life.output)
        self.url = ""

    def __enter__(self) -> Self:
        said = self._said.readline()
        self.url = next(word for word in said.split() if word.startswith("http")).rstrip(".")
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._said.close()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        return self._life.pid

    def kill(self) -> None:
        """`kill -9`, and see it gone."""
        self._life.kill()
        self._life.wait(LIMIT_S)

    def stop(self) -> int:
        """As a service manager stops it; returns its exit status."""
        os.kill(self.pid, signal.SIGTERM)
        return self._life.wait(LIMIT_S)


def _interpreter(arguments: Sequence[str], environment: Mapping[str, str]) -> Life:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "fidpos", *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        stdout=writing,
    )
    os.close(writing)
    return Life(process.pid, reading, process.kill, process.wait)
