import pytest

from fidpos.domain.card import Medium, Trust
from fidpos.readers.driver import CardIdentity, Fault, FaultCode, ReaderState
from fidpos.readers.drivers.pcsc.slot import RETRIES_MAX, RETRY_AFTER_S, Slot
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock
from tests.helpers.reader_context import driver_context

FOUND = CardIdentity(
    medium=Medium.CHIP, form="iso7816/fidpos", trust=Trust.COPYABLE, number=make_ean13("1234", 1)
)
IN_USE = Fault(code=FaultCode.DEVICE_IN_USE)
MUTE = Fault(code=FaultCode.CARD_MUTE)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def slot(sink: CollectingSink, clock: FakeClock) -> Slot:
    slot = Slot(
        "Reader",
        driver_context(sink, "pcsc", monotonic_s=clock.monotonic_s),
    )
    slot.empty()
    sink.said.clear()
    return slot


def test_a_read_is_busy_then_read_then_ready(slot: Slot, sink: CollectingSink) -> None:
    slot.finish(slot.begin(), FOUND)

    assert sink.said == ["busy", "read", "ready"]


def test_lost_contact_is_refused_once_and_tried_again_a_few_times(
    slot: Slot, sink: CollectingSink, clock: FakeClock
) -> None:
    tries = 1
    slot.fail(slot.begin(), None)
    while slot.is_busy:
        assert not slot.is_try_due
        clock.advance(RETRY_AFTER_S)
        assert slot.is_try_due
        slot.fail(slot.begin(), None)
        tries += 1

    assert tries == 1 + RETRIES_MAX
    assert sink.said == ["busy", "read", "ready"]


def test_the_next_card_has_all_its_tries(slot: Slot, sink: CollectingSink, clock: FakeClock) -> None:
    slot.fail(slot.begin(), None)
    slot.empty()
    assert not slot.is_busy

    slot.fail(slot.begin(), None)
    assert slot.is_busy
    assert len(sink.reads) == 2


def test_a_card_that_cannot_be_talked_to_is_not_tried_again(slot: Slot) -> None:
    slot.fail(slot.begin(), MUTE)

    assert not slot.is_busy


def test_a_held_card_is_tried_at_once_and_refused_only_when_it_leaves(
    slot: Slot, sink: CollectingSink
) -> None:
    slot.hold(slot.begin(), IN_USE)
    assert slot.is_try_due
    slot.hold(slot.begin(), IN_USE)
    assert sink.said == ["busy", "degraded"]

    slot.begin()
    slot.empty()
    assert sink.said == ["busy", "degraded", "read", "removed", "ready"]


def test_a_hung_card_is_overdue_once(slot: Slot, clock: FakeClock) -> None:
    slot.begin()
    assert not slot.is_overdue(1.0)
    clock.advance(1.1)
    assert slot.is_overdue(1.0)
    slot.hang()

    assert not slot.is_overdue(1.0)


def test_the_late_answer_of_a_hung_card_only_frees_the_reader(slot: Slot, sink: CollectingSink) -> None:
    reading = slot.begin()
    slot.hang()
    slot.finish(reading, FOUND)

    assert sink.said == ["busy", "read", "degraded", "ready"]


def test_the_answer_of_a_card_that_left_meanwhile_does_not_count(slot: Slot, sink: CollectingSink) -> None:
    reading = slot.begin()
    slot.empty()
    slot.finish(reading, FOUND)
    slot.fail(reading, MUTE)
    slot.hold(reading, IN_USE)

    assert sink.said == ["busy", "read", "removed", "ready"]


def test_a_lost_reader_refuses_the_card_that_was_being_read(slot: Slot, sink: CollectingSink) -> None:
    slot.begin()
    slot.lose(ReaderState.NO_SERVICE, Fault(code=FaultCode.SERVICE_STOPPED))

    assert sink.said == ["busy", "read", "no_service"]
    assert not slot.is_connected
    assert slot.known.raw == 0


def test_a_card_left_in_a_lost_reader_is_not_said_to_be_removed(slot: Slot, sink: CollectingSink) -> None:
    slot.finish(slot.begin(), FOUND)
    slot.lose(ReaderState.NO_DEVICE, Fault(code=FaultCode.DEVICE_LOST))

    assert "removed" not in sink.said


def test_statistics_count_what_was_read_and_what_went_wrong(slot: Slot, sink: CollectingSink) -> None:
    slot.finish(slot.begin(), FOUND)
    slot.fail(slot.begin(), MUTE)
    slot.lose(ReaderState.NO_DEVICE, Fault(code=FaultCode.DEVICE_LOST))

    assert (sink.statuses[-1].good_reads, sink.statuses[-1].faults) == (1, 2)


def test_a_stopped_reader_says_nothing_of_a_card_that_still_hangs(slot: Slot, sink: CollectingSink) -> None:
    reading = slot.begin()
    slot.hang()
    slot.stop()
    slot.finish(reading, FOUND)

    assert sink.said == ["busy", "read", "degraded", "stopped"]
