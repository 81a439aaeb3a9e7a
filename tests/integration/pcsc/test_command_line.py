"""`fidpos readers` as a program of its own, on the real pcscd with cards held out by hand."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from fidpos.bootstrap.demo.pcscd import VirtualPcscd
from fidpos.readers.own_number import make_ean13
from tests.helpers.virtual_cards.programs import Hand

pytestmark = pytest.mark.pcscd

LIMIT_S = 15.0
FIRST, SECOND, FOREIGN = make_ean13("1234", 1), make_ean13("1234", 2), make_ean13("9876", 1)


class Terminal:
    """`fidpos readers ...` in a window; what it prints is read line by line."""

    def __init__(self, *arguments: str, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fidpos", "readers", *arguments, "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "FIDPOS_LANGUAGE": "en"},
        )

    def line(self) -> str:
        return self._line(self.process.stdout)

    def wait_for_murmur(self, text: str) -> None:
        while text not in self._line(self.process.stderr):
            pass

    def read(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self.line())
        return told

    def end(self) -> int:
        return self.process.wait(LIMIT_S)

    def _line(self, stream: IO[bytes] | None) -> str:
        assert stream is not None
        assert select.select([stream], [], [], LIMIT_S)[0], "it said nothing"
        line = stream.readline()
        assert line, "it ended"
        return line.decode().strip()


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def terminal(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments, "--merchant-code", "1234", data=tmp_path / "nowhere"))
        return opened[-1]

    yield terminal
    for each in opened:
        each.process.kill()
        each.process.wait()
        for stream in (each.process.stdout, each.process.stderr):
            assert stream is not None
            stream.close()


@pytest.mark.usefixtures("pcscd")
def test_each_card_is_one_line_that_a_machine_can_read_at_once(terminal: Open, cards: Hand) -> None:
    watch = terminal("watch", "--json")

    card = cards.insert(FIRST)
    first = watch.read()
    card.end()
    cards.insert(FOREIGN)
    foreign = watch.read()

    assert (first["driver"], first["token"], first["form"]) == ("pcsc", FIRST, "iso7816/fidpos")
    assert (first["medium"], first["trust"]) == ("chip", 1)
    assert str(first["device"]).startswith("Virtual PCD")
    assert (foreign["refused"], bool(foreign["sentence"])) == ("other_merchant", True)
    assert int(str(foreign["sequence"])) > int(str(first["sequence"]))


@pytest.mark.usefixtures("pcscd")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(terminal: Open, cards: Hand, number: signal.Signals) -> None:
    watch = terminal("watch", "--json")
    cards.insert(FIRST)
    watch.read()

    watch.process.send_signal(number)

    assert watch.end() == 0
    assert watch.process.stderr is not None
    assert watch.process.stderr.read() == b""


@pytest.mark.usefixtures("pcscd")
def test_whoever_stops_listening_ends_it_cleanly(terminal: Open, cards: Hand) -> None:
    watch = terminal("watch", "--json")
    card = cards.insert(FIRST)
    watch.read()
    assert watch.process.stdout is not None
    watch.process.stdout.close()
    card.end()

    cards.insert(SECOND)

    assert watch.end() == 0
    watch.process.stdout = open(os.devnull, "rb")  # noqa: SIM115, PTH123 - closed with the terminal


@pytest.mark.usefixtures("pcscd")
def test_three_times_the_same_card_passes_the_test(terminal: Open, cards: Hand) -> None:
    test = terminal("test", "--json")

    for _ in range(3):
        card = cards.insert(FIRST)
        assert test.read()["token"] == FIRST
        card.end()

    assert test.read() == {"passed": True, "reads": 3}
    assert test.end() == 0


def test_a_service_that_comes_later_is_found(
    terminal: Open, stopped_pcscd: VirtualPcscd, cards: Hand
) -> None:
    watch = terminal("watch")
    watch.wait_for_murmur("service stopped")

    stopped_pcscd.start()
    watch.wait_for_murmur("ready")
    cards.insert(FIRST)

    assert f"num:{FIRST}" in watch.line()


@pytest.mark.usefixtures("pcscd")
def test_the_list_names_what_is_plugged_in(terminal: Open) -> None:
    told = terminal("list", "--json").process.communicate(timeout=LIMIT_S)[0]

    drivers = {driver["name"]: driver for driver in json.loads(told)["drivers"]}
    assert any("Virtual PCD" in device["label"] for device in drivers["pcsc"]["devices"])
    assert drivers["pcsc"]["fault"] is None
