from datetime import UTC, datetime, timedelta

from fidpos.bootstrap.reader_diary import ENTRIES_MAX, ReaderDiary
from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
READ = CardRead(
    driver="counter",
    device="one",
    sequence=1,
    monotonic_s=1.0,
    medium=Medium.CHIP,
    form="iso7816/fidpos",
    token=CardToken(TokenKind.NUMBER, "2010000000486"),
    trust=Trust.COPYABLE,
)
REFUSED = RefusedRead(driver="counter", device="one", sequence=2, monotonic_s=2.0, reason=Refusal.BANK_CARD)


def status(state: ReaderState, fault: FaultCode | None = None) -> DeviceStatus:
    known = Fault(code=fault) if fault is not None else None
    return DeviceStatus(driver="counter", device="one", state=state, fault=known)


def test_of_a_read_only_that_there_was_one_is_kept() -> None:
    diary = ReaderDiary()

    diary.note_read(READ, AT)
    diary.note_read(REFUSED, AT)

    assert [entry.what for entry in diary.entries()] == ["read", "refused.bank_card"]
    assert "2010000000486" not in repr(diary.entries())


def test_a_state_is_noted_when_it_changes_and_not_each_time_it_is_said() -> None:
    diary = ReaderDiary()
    ready, lost = status(ReaderState.READY), status(ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)

    for row in (ready, ready, lost, lost, ready):
        diary.note_states((row,), AT)

    assert [(entry.what, entry.fault) for entry in diary.entries()] == [
        ("ready", ""),
        ("no_device", "device_lost"),
        ("ready", ""),
    ]


def test_the_oldest_entries_go() -> None:
    diary = ReaderDiary()

    for number in range(ENTRIES_MAX + 1):
        diary.note_read(READ, AT + timedelta(seconds=number))

    assert len(diary.entries()) == ENTRIES_MAX
    assert diary.entries()[0].at == AT + timedelta(seconds=1)
