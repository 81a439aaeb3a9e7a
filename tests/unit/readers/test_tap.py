import pytest

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead, Trust
from fidpos.readers.driver import CardIdentity, CardRecogniser, ReadOrigin, Response, Transmit
from fidpos.readers.own_number import make_ean13
from fidpos.readers.tap import ReaderTap, Trace, TraceKind
from tests.helpers.reader_context import DECODER, MERCHANT_CODE

ORIGIN = ReadOrigin(driver="counter", device="one", sequence=1, monotonic_s=1.0)
ATR = bytes.fromhex("3B8F8001")
OWN = CardIdentity(medium=Medium.CHIP, form="f", trust=Trust.COPYABLE, uid="04DEADBEEF9876")
PAN = "4970109876543213"


class Asking:
    """A recogniser that sends the commands it was made with."""

    def __init__(self, *commands: str, found: CardIdentity | Refusal = OWN) -> None:
        self._commands = [bytes.fromhex(command) for command in commands]
        self._found = found

    def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:
        for command in self._commands:
            transmit(command)
        return self._found


@pytest.fixture
def heard() -> list[Trace]:
    return []


def tap(heard: list[Trace], cards: CardRecogniser | None = None) -> ReaderTap:
    made = ReaderTap(DECODER, cards or Asking())
    made.listen(heard.append)
    return made


def answering(command: bytes) -> Response:
    return Response(bytes.fromhex("04DEADBEEF9876"), 0x9000)


def broken(trace: Trace) -> None:
    raise ValueError(trace.device)


def shown(heard: list[Trace]) -> list[tuple[TraceKind, str]]:
    return [(line.kind, line.data.hex().upper()) for trace in heard for line in trace.lines]


def test_atr_commands_and_answers_are_told_with_the_reader_that_heard_them(heard: list[Trace]) -> None:
    cards = tap(heard, Asking("FFCA000000")).cards("counter")

    assert cards.recognise(ATR, answering, device="one") == OWN

    assert [(trace.driver, trace.device) for trace in heard] == [("counter", "one")]
    assert shown(heard) == [
        (TraceKind.ATR, "3B8F8001"),
        (TraceKind.COMMAND, "FFCA000000"),
        (TraceKind.ANSWER, "04DEADBEEF98769000"),
    ]


def test_a_frame_is_told_as_it_came(heard: list[Trace]) -> None:
    number = make_ean13(MERCHANT_CODE, 7)

    read = tap(heard).decoder("counter").scan(f"]E0{number}".encode(), ORIGIN)

    assert isinstance(read, CardRead)
    assert shown(heard) == [(TraceKind.FRAME, f"]E0{number}".encode().hex().upper())]


def test_nothing_is_told_while_nobody_listens(heard: list[Trace]) -> None:
    made = tap(heard, Asking("FFCA000000"))
    made.listen(None)

    made.cards("counter").recognise(ATR, answering, device="one")
    made.decoder("counter").scan(b"12", ORIGIN)

    assert heard == []


def test_of_a_bank_card_no_byte_is_told(heard: list[Trace]) -> None:
    made = tap(heard, Asking("FFCA000000", found=Refusal.BANK_CARD))

    made.cards("counter").recognise(ATR, answering, device="one")
    made.decoder("counter").scan(PAN.encode(), ORIGIN)

    assert [data for _, data in shown(heard)] == ["", "", "", ""]


@pytest.mark.parametrize("frame", [f"\x02{PAN}\x03", f"%B{PAN}^DURAND/A^2912101?", f"x{PAN}" + "y" * 600])
def test_a_bank_number_in_a_garbled_frame_is_not_told_either(heard: list[Trace], frame: str) -> None:
    read = tap(heard).decoder("counter").scan(frame.encode(), ORIGIN)

    assert isinstance(read, RefusedRead)
    assert shown(heard) == [(TraceKind.FRAME, "")]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("FF82000006A0A1A2A3A4A5", "FF82000006"),
        ("FF20000003FFFFFF", "FF20000003"),
        ("0020000004313233340", "0020000004"),
        ("FFD20001031234560", "FFD2000103"),
        ("00DA010004A0A1A2A3", "00DA010004"),
        ("00DB3FFF04A0A1A2A3", "00DB3FFF04"),
        ("FFD6002B04A0A1A2A3", "FFD6002B04"),
        ("FFD0002003A0A1A2", "FFD0002003"),
        ("00A4040007D2760000850101", "00A4040007D2760000850101"),
    ],
)
def test_what_opens_a_card_is_not_told(heard: list[Trace], command: str, told: str) -> None:
    even = command[: len(command) // 2 * 2]

    tap(heard, Asking(even)).cards("counter").recognise(ATR, answering, device="one")

    assert (TraceKind.COMMAND, told) in shown(heard)


@pytest.mark.parametrize("pieces", [[f"pan={PAN}"], [PAN[:7], PAN[7:]], ["4970 1098", " 7654/3213"]])
def test_a_card_number_that_a_chip_answers_is_not_told(heard: list[Trace], pieces: list[str]) -> None:
    answers = iter(pieces)

    def reading(command: bytes) -> Response:
        return Response(next(answers).encode(), 0x9000)

    tap(heard, Asking(*["00B0000010"] * len(pieces))).cards("counter").recognise(ATR, reading, device="one")

    assert {data for _, data in shown(heard)} == {""}


def test_a_card_pulled_away_is_told_as_far_as_it_went_and_its_error_comes_out(heard: list[Trace]) -> None:
    def pulled(command: bytes) -> Response:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        tap(heard, Asking("FFCA000000")).cards("counter").recognise(ATR, pulled, device="one")

    assert [kind for kind, _ in shown(heard)] == [TraceKind.ATR, TraceKind.COMMAND]


def test_a_listener_that_raises_harms_no_read() -> None:
    made = ReaderTap(DECODER, Asking())
    made.listen(broken)

    assert made.cards("counter").recognise(ATR, answering, device="one") == OWN


def test_card_formats_may_be_replaced_while_drivers_run(heard: list[Trace]) -> None:
    made = tap(heard)
    cards = made.cards("counter")

    made.inner_cards = Asking(found=Refusal.UNKNOWN_FORMAT)

    assert cards.recognise(ATR, answering, device="one") is Refusal.UNKNOWN_FORMAT
