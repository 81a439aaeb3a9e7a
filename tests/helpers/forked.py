"""Processes forked from a server that has imported everything already: they start ten times as fast.

Each is a process of its own all the same: `kill -9` is `kill -9`, and what it does to itself no other sees.
"""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection

from tests.helpers.pin_costs import costs, set_costs

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    [
        "fidpos.bootstrap.server",
        "fidpos.cli.server",
        "tests.helpers.desk_victim",
        "tests.helpers.gift_seller",
        "tests.helpers.headless_till",
        "tests.helpers.linked_shopper",
        "tests.helpers.paired_in_folder",
        "tests.helpers.paying_victim",
        "tests.helpers.pin_thief",
    ]
)


@dataclass(frozen=True, slots=True)
class Life:
    """A running process: where its standard output is read, and how it is killed and waited for."""

    pid: int
    output: int
    kill: Callable[[], None]
    wait: Callable[[float], int]


def fork(
    module: str,
    arguments: tuple[str, ...],
    environment: Mapping[str, str] | None = None,
    *,
    is_strict: bool = False,
) -> Life:
    """A module's `main` at work.

    Args:
        module: that has it.
        arguments: of the command line.
        environment: instead of that of the server, which is that of the first who forked.
        is_strict: as `python -W error`, except for what was imported before.
    """
    reading, writing = _server.Pipe(duplex=False)
    around = _Around(environment=environment, is_strict=is_strict, pin_costs=costs())
    process = _server.Process(target=_live, args=(module, arguments, around, writing))
    process.start()
    writing.close()

    def wait(limit_s: float) -> int:
        process.join(limit_s)
        assert process.exitcode is not None, "it did not end"
        return process.exitcode

    output = os.dup(reading.fileno())
    reading.close()
    assert process.pid is not None
    return Life(process.pid, output, process.kill, wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is not as the server has it."""

    environment: Mapping[str, str] | None
    is_strict: bool
    pin_costs: Mapping[str, int]


def _live(module: str, arguments: tuple[str, ...], around: _Around, output: Connection) -> None:
    os.dup2(output.fileno(), 1)
    output.close()
    sys.stdout = os.fdopen(1, "w", closefd=False)  # The server's own looks for its place in a file.
    if around.environment is not None:
        os.environ.clear()
        os.environ.update(around.environment)
    if around.is_strict:
        warnings.simplefilter("error")
    set_costs(around.pin_costs)
    sys.argv = [module, *arguments]
    sys.exit(import_module(module).main())
