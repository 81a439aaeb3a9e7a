"""The PC/SC driver on the real pcscd with its virtual reader, the cards being processes of their own."""

import time
from collections.abc import Callable

import pytest

from fidpos.bootstrap.demo.pcscd import FIRST_READER, VirtualPcscd
from fidpos.domain.card import CardRead, Medium, Trust
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.drivers.pcsc.driver import PcscDriver
from fidpos.readers.errors import DriverStuck
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout, make_ean13, make_long
from fidpos.readers.registry import Registry, Selection
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import recogniser
from tests.helpers.virtual_cards.programs import Hand
from tests.integration.pcsc.conftest import SECOND_READER

pytestmark = pytest.mark.pcscd

FIRST, SECOND = make_ean13("1234", 1), make_long("1234", 2)

Start = Callable[..., PcscDriver]


def numbers(sink: CollectingSink) -> list[str]:
    return [read.token.value if isinstance(read, CardRead) else read.reason.value for read in sink.reads]


@pytest.mark.usefixtures("pcscd")
def test_an_inserted_chip_is_recognised(start: Start, cards: Hand, sink: CollectingSink) -> None:
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, CardRead)
    assert read.token.text == f"num:{FIRST}"
    assert (read.medium, read.form, read.trust) == (Medium.CHIP, "iso7816/fidpos", Trust.COPYABLE)
    assert read.device == FIRST_READER


@pytest.mark.usefixtures("pcscd")
def test_a_card_that_was_there_first_is_recognised_when_the_driver_starts(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    cards.insert(FIRST)
    start()
    sink.wait_for_reads(1)

    assert numbers(sink) == [FIRST]


@pytest.mark.usefixtures("pcscd")
def test_one_card_after_another_is_two_reads_with_a_removal_between(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    first = cards.insert(FIRST)
    sink.wait_for_reads(1)
    sink.said.clear()
    first.end()
    sink.wait(lambda seen: "removed" in seen.said, "the removal")
    cards.insert(SECOND)
    sink.wait_for_reads(2)

    assert numbers(sink) == [FIRST, SECOND]


@pytest.mark.parametrize("second", [SECOND, FIRST], ids=["another card", "the same card"])
@pytest.mark.usefixtures("pcscd")
def test_a_swap_while_a_till_was_not_looking_is_known_by_the_event_counter(
    start: Start, cards: Hand, sink: CollectingSink, second: str
) -> None:
    till = cards.run("till_process")
    start()
    first = cards.insert(FIRST)
    till.wait_for(f"read {FIRST}")
    sink.wait_for_reads(1)
    sink.said.clear()

    till.freeze()
    first.end()
    sink.wait(lambda seen: "removed" in seen.said, "the removal")
    cards.insert(second)
    sink.wait_for_reads(2)
    till.thaw()

    till.wait_for(f"read {second}")


@pytest.mark.usefixtures("pcscd")
def test_a_swap_by_a_program_is_seen_even_when_the_service_is_about_to_cut_the_power(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    first = cards.insert_special("watched_card", FIRST)
    sink.wait_for_reads(1)
    # The next time it looks, the service cuts the power of a card that nobody uses, and forgets what it saw.
    first.wait_for("looked at")
    first.end()
    cards.insert(SECOND, once_empty=FIRST_READER)
    sink.wait_for_reads(2)

    assert numbers(sink) == [FIRST, SECOND]


@pytest.mark.usefixtures("pcscd")
def test_two_readers_are_read_side_by_side(start: Start, cards: Hand, sink: CollectingSink) -> None:
    start()
    cards.insert(FIRST, slot=0)
    cards.insert(SECOND, slot=1)
    sink.wait_for_reads(2)

    assert {read.device: number for read, number in zip(sink.reads, numbers(sink), strict=True)} == {
        FIRST_READER: FIRST,
        SECOND_READER: SECOND,
    }


@pytest.mark.usefixtures("pcscd")
def test_a_card_pulled_while_it_is_read_is_a_bad_read_and_the_next_one_is_fine(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert_special("pulled_card", FIRST).wait_for("pulled")
    sink.wait_for_reads(1)
    assert numbers(sink) == ["bad_read"]

    cards.insert(SECOND)
    sink.wait_for_reads(2)
    assert numbers(sink) == ["bad_read", SECOND]


@pytest.mark.usefixtures("pcscd")
def test_a_hung_card_is_reported_and_pulling_it_frees_the_reader(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start(card_timeout_ms=300)
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    card = cards.insert_special("held_card", FIRST)
    sink.wait_for_state(FIRST_READER, ReaderState.DEGRADED, FaultCode.CARD_HUNG)
    card.end()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(SECOND)
    sink.wait_for_reads(2)

    assert numbers(sink) == ["bad_read", SECOND]


@pytest.mark.usefixtures("pcscd")
def test_a_card_that_answers_after_it_was_given_up_frees_the_reader_and_is_not_taken(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start(card_timeout_ms=300)
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    card = cards.insert_special("held_card", FIRST)
    sink.wait_for_state(FIRST_READER, ReaderState.DEGRADED, FaultCode.CARD_HUNG)
    card.tell("answer")
    sink.wait_for_state(FIRST_READER, ReaderState.READY)

    assert numbers(sink) == ["bad_read"]


@pytest.mark.usefixtures("pcscd")
def test_a_hung_card_does_not_hold_up_the_other_reader(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start(card_timeout_ms=300)
    held = cards.insert_special("held_card", FIRST, slot=0)
    sink.wait_for_state(FIRST_READER, ReaderState.DEGRADED, FaultCode.CARD_HUNG)
    cards.insert(SECOND, slot=1)
    sink.wait(lambda seen: SECOND in numbers(seen), "the other card")
    held.end()


def test_pcscd_killed_and_started_again_is_survived_without_help(
    pcscd: VirtualPcscd, start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    sink.wait_for_reads(1)

    for count, number in enumerate((SECOND, FIRST), start=2):
        sink.statuses.clear()
        pcscd.kill()
        sink.wait_for_fault(FIRST_READER, FaultCode.SERVICE_STOPPED)
        pcscd.start()
        sink.wait_for_state(FIRST_READER, ReaderState.READY)
        cards.insert(number)
        sink.wait_for_reads(count)

    assert numbers(sink) == [FIRST, SECOND, FIRST]


def test_pcscd_killed_while_a_card_is_read_is_a_bad_read(
    pcscd: VirtualPcscd, start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    card = cards.insert_special("held_card", FIRST)
    card.wait_for("asked")
    pcscd.kill()
    sink.wait_for_state(FIRST_READER, ReaderState.NO_SERVICE)

    assert numbers(sink) == ["bad_read"]


def test_pcscd_that_is_not_there_at_start_is_waited_for(
    stopped_pcscd: VirtualPcscd, start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state("", ReaderState.NO_SERVICE, FaultCode.SERVICE_STOPPED)
    stopped_pcscd.start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    sink.wait_for_reads(1)

    assert numbers(sink) == [FIRST]


def test_no_reader_is_said_as_such_and_one_that_comes_is_used(
    stopped_pcscd: VirtualPcscd, start: Start, cards: Hand, sink: CollectingSink
) -> None:
    stopped_pcscd.start(with_readers=False)
    start()
    sink.wait_for_state("", ReaderState.NO_DEVICE)
    stopped_pcscd.stop()
    stopped_pcscd.start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    sink.wait_for_reads(1)

    assert numbers(sink) == [FIRST]


def test_readers_that_go_for_good_are_said_to_be_lost(
    pcscd: VirtualPcscd, start: Start, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(SECOND_READER, ReaderState.READY)
    pcscd.stop()
    sink.wait_for_state(SECOND_READER, ReaderState.NO_SERVICE)
    pcscd.start(with_readers=False)

    sink.wait_for_state("", ReaderState.NO_DEVICE)


@pytest.mark.usefixtures("pcscd")
def test_a_card_that_another_program_holds_is_read_when_it_lets_go(
    start: Start, cards: Hand, sink: CollectingSink
) -> None:
    cards.insert(FIRST)
    other = cards.run("exclusive_program", FIRST_READER)
    said = other.next_line()
    while said.startswith("failed"):
        # The service has not seen the card yet.
        other.end()
        other = cards.run("exclusive_program", FIRST_READER)
        said = other.next_line()
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.DEGRADED, FaultCode.DEVICE_IN_USE)
    other.end()
    sink.wait_for_reads(1)

    assert numbers(sink) == [FIRST]
    sink.wait_for_state(FIRST_READER, ReaderState.READY)


@pytest.mark.usefixtures("pcscd")
def test_a_driver_that_waits_for_a_card_stops_when_it_is_told(start: Start, sink: CollectingSink) -> None:
    for _ in range(5):
        sink.statuses.clear()
        driver = start()
        sink.wait_for_state(FIRST_READER, ReaderState.READY)
        driver.close()

        assert sink.statuses[-1].state is ReaderState.STOPPED


def test_a_service_that_hangs_is_left_behind_within_the_limit(
    pcscd: VirtualPcscd, start: Start, sink: CollectingSink
) -> None:
    driver = start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    pcscd.freeze()
    with pytest.raises(DriverStuck, match="service"):
        driver.close()
    pcscd.kill()


def test_a_service_that_hangs_is_said_to_be_away_and_comes_back_by_itself(
    pcscd: VirtualPcscd, start: Start, cards: Hand, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    pcscd.freeze()
    sink.wait_for_state(FIRST_READER, ReaderState.NO_SERVICE)
    pcscd.thaw()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    sink.wait_for_reads(1)

    assert numbers(sink) == [FIRST]


@pytest.mark.usefixtures("pcscd")
def test_a_process_ends_at_once_although_a_card_hangs(cards: Hand) -> None:
    till = cards.run("till_process")
    card = cards.insert_special("held_card", FIRST)
    till.wait_for("read bad_read")
    till.wait_for("hung")
    till.end_input()
    till.wait_for("stuck ('pcsc',)")

    assert till.end() == 0
    card.end()


@pytest.mark.usefixtures("pcscd")
def test_through_registry_and_manager_a_card_left_behind_is_handed_on_once(cards: Hand) -> None:
    sink = CollectingSink()
    manager = ReaderManager(
        Registry(production=True).prepare(
            [Selection(name="pcsc", driver="pcsc", settings={"match": "Virtual PCD"})]
        ),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=sink.read,
        on_status=lambda rows: sink.status(rows[0]),
    )
    manager.start()
    sink.wait_for_state(FIRST_READER, ReaderState.READY)
    cards.insert(FIRST)
    sink.wait_for_reads(1)

    assert [row.device for row in manager.statuses] == [FIRST_READER, SECOND_READER]
    assert manager.close() == ()
    assert numbers(sink) == [FIRST]
