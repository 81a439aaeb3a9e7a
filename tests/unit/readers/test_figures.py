from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode, ReaderState
from fidpos.readers.figures import DeviceFigures, FiguresBook

READ = CardRead(
    driver="counter",
    device="one",
    sequence=1,
    monotonic_s=7.0,
    medium=Medium.CHIP,
    form="f",
    token=CardToken(TokenKind.UID, "04DEADBEEF9876"),
    trust=Trust.COPYABLE,
)
REFUSED = RefusedRead(driver="counter", device="one", sequence=2, monotonic_s=9.0, reason=Refusal.BAD_READ)


def status(fault: FaultCode | None) -> DeviceStatus:
    return DeviceStatus(
        driver="counter",
        device="one",
        state=ReaderState.READY,
        fault=Fault(code=fault) if fault is not None else None,
    )


def test_good_and_refused_reads_are_told_apart_and_the_last_one_is_dated() -> None:
    book = FiguresBook()

    for read in (READ, READ, REFUSED):
        book.count_read(read)

    assert book.all() == {
        ("counter", "one"): DeviceFigures(good_reads=2, refused_reads=1, last_read_s=9.0),
    }


def test_a_fault_counts_once_until_it_passes() -> None:
    book = FiguresBook()

    for fault in (FaultCode.DEVICE_LOST, FaultCode.DEVICE_LOST, None, FaultCode.DEVICE_LOST):
        book.count_fault(status(fault))

    assert book.all()["counter", "one"].faults == 2


def test_a_device_that_only_works_has_no_figures_yet() -> None:
    book = FiguresBook()

    book.count_fault(status(None))

    assert book.all() == {}
