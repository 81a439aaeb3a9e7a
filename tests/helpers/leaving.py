"""A till shut as its own program shuts it, on a machine that may be doing ten other things.

The program leaves without a thread that is late, by `os._exit`. Here that would end the whole run of tests,
and with status 0, as if all of them had passed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from typing import NoReturn

import pytest

from fidpos.bootstrap import backstage
from fidpos.bootstrap.chores import Chores
from fidpos.bootstrap.link import LiveLink
from fidpos.bootstrap.till import TillProgram, leave
from fidpos.ui.gateway import Gateway

LIMIT_S = 60.0
_STOPS = ((Gateway, "close"), (Chores, "stop"), (LiveLink, "shut"))


def put_away(program: TillProgram) -> None:
    """Close the window and let every thread end, however long that takes."""
    program.ui.window.close()
    with all_the_time() as patch:
        patch.setattr(os, "_exit", _stay)
        assert leave(program, 0) == 0


@contextmanager
def all_the_time() -> Iterator[pytest.MonkeyPatch]:
    """Whoever closes a till meanwhile waits for its threads as long as they take."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, stop in _STOPS:
            patch.setattr(owner, stop, partialmethod(getattr(owner, stop), LIMIT_S))
        patch.setattr(backstage, "PAST_STOP_S", LIMIT_S)
        yield patch


def _stay(status: int) -> NoReturn:
    raise AssertionError(f"a thread of the till did not end; the program would have left with {status}")
