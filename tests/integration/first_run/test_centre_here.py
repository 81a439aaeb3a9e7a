"""The centre as a child of the till: started again, never left behind, and never two on one port."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.centre_here import CentreHere, CentreHereState, free_port
from fidpos.paths import ServerFolder
from tests.helpers.centre_parent import wait_until

ROOT = Path(__file__).parents[3]
STAND_IN = ROOT / "tests" / "helpers" / "stand_in_centre.py"
LIMIT_S = 60.0
TILL = """
import sys
from pathlib import Path
from fidpos.bootstrap.centre_here import CentreHere
from fidpos.paths import ServerFolder
centre = CentreHere(ServerFolder(Path(sys.argv[1])), int(sys.argv[2]), program=(sys.executable, sys.argv[3]))
centre.start()
assert centre.await_serving(gave_up=lambda: False, limit_s=60)
print("serving", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def port() -> int:
    return free_port(0)


@pytest.fixture
def centre(tmp_path: Path, port: int) -> Iterator[CentreHere]:
    made = another(tmp_path, port)
    yield made
    made.stop(LIMIT_S)


def another(folder: Path, port: int) -> CentreHere:
    return CentreHere(ServerFolder(folder), port, program=(sys.executable, str(STAND_IN)), first_pause_s=0.05)


def is_serving(centre: CentreHere) -> bool:
    return centre.await_serving(gave_up=lambda: False, limit_s=LIMIT_S)


def test_it_says_so_once_it_serves_and_ends_in_good_order_with_the_till(
    centre: CentreHere, tmp_path: Path
) -> None:
    told: list[CentreHereState] = []
    centre.told(lambda: told.append(centre.state))
    centre.start()
    serves = is_serving(centre)

    has_ended = centre.stop(LIMIT_S)

    assert serves
    assert told == [CentreHereState.SERVING]
    assert has_ended
    assert (tmp_path / "finished").exists()


def test_one_that_dies_is_started_again(centre: CentreHere) -> None:
    centre.start()
    assert is_serving(centre)
    first = centre.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)

    wait_until(lambda: centre.pid != first and centre.state is CentreHereState.SERVING)


def test_a_second_one_on_the_same_port_serves_once_the_first_has_ended(
    centre: CentreHere, tmp_path: Path, port: int
) -> None:
    centre.start()
    assert is_serving(centre)
    second = another(tmp_path, port)
    second.start()
    while_first_serves = is_serving(second)

    centre.stop(LIMIT_S)

    wait_until(lambda: second.state is CentreHereState.SERVING)
    assert second.stop(LIMIT_S)
    assert not while_first_serves


def test_when_the_till_is_killed_its_centre_finishes_and_ends(tmp_path: Path, port: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TILL, str(tmp_path), str(port), str(STAND_IN)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as till:
        assert till.stdout is not None
        assert till.stdout.readline() == b"serving\n"
        till.kill()

    wait_until((tmp_path / "finished").exists)
    wait_until(lambda: free_port(port) == port)


def test_a_program_that_is_not_there_is_a_failure_that_is_said(tmp_path: Path, port: int) -> None:
    nothing = (str(tmp_path / "nothing"),)
    centre = CentreHere(ServerFolder(tmp_path), port, program=nothing, first_pause_s=0.05)
    centre.start()

    assert not is_serving(centre)
    assert centre.state is CentreHereState.FAILED
    assert centre.stop(LIMIT_S)


def test_the_usual_port_is_left_to_whoever_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert free_port(port) != port
