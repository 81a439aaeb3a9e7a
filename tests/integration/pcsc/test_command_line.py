"""`fidpos readers` as a program of its own, on the real pcscd with cards held out by hand."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.pcscd import VirtualPcscd
from fidpos.readers.own_number import make_ean13
from tests.helpers.terminal import LIMIT_S, Terminal, terminals
from tests.helpers.virtual_cards.programs import Hand

pytestmark = pytest.mark.pcscd

FIRST, SECOND, FOREIGN = make_ean13("1234", 1), make_ean13("1234", 2), make_ean13("9876", 1)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    with terminals(tmp_path / "nowhere") as opened:
        yield opened


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
    watch.wait_for_murmur("card service has stopped")

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
