import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.drivers.serial_line.diagnosis import Burst, Diagnosis, Verdict, diagnose, readable
from fidpos.readers.drivers.serial_line.framing import Frame, FrameDecoder
from fidpos.readers.drivers.serial_line.settings import LineCoding, SerialSettings
from fidpos.readers.own_number import make_ean13
from tests.helpers.reader_context import DECODER, MERCHANT_CODE
from tests.helpers.serial_port import serial_settings

CODE = make_ean13(MERCHANT_CODE, 48)
OTHER = make_ean13(MERCHANT_CODE, 49)
CODING = LineCoding(baud=19200)
ORIGIN = ReadOrigin(driver="serial_line", device="port", sequence=1, monotonic_s=0.0)


def found(data: bytes | str, *, pause_max_s: float = 0.0) -> Diagnosis:
    sent = data if isinstance(data, bytes) else data.encode("ascii")
    return diagnose(Burst(data=sent, pause_max_s=pause_max_s), CODE, CODING)


def keys(diagnosis: Diagnosis) -> list[str]:
    return [insight.key.removeprefix("trial.serial.") for insight in diagnosis.insights]


def with_parity(text: str, *, odd: bool) -> bytes:
    return bytes(byte | 0x80 if byte.bit_count() % 2 != odd else byte for byte in text.encode("ascii"))


@pytest.mark.parametrize(
    ("sent", "framing", "prefix", "aim"),
    [
        (f"{CODE}\r", "cr", "", False),
        (f"{CODE}\n", "lf", "", False),
        (f"{CODE}\r\n", "crlf", "", False),
        (f"{CODE}\t", "tab", "", False),
        (f"\x02{CODE}\x03", "etx", "", False),
        (f"\x02{CODE}\r\n\x03\r\n", "etx", "", False),
        (f"\x02#]E0{CODE}\x03", "etx", "#", True),
        (f"\x02{CODE}\r", "cr", "\x02", False),
        (CODE, "gap", "", False),
        (f"]E0{CODE}", "gap", "", True),
        (f"]E0{CODE}\r\n", "crlf", "", True),
        (f"ID:{CODE}\r", "cr", "ID:", False),
        (f"A]C1{CODE}\n", "lf", "A", True),
        (f"\r\n]E0{CODE}\r\n", "crlf", "", True),
    ],
)
def test_a_whole_code_tells_its_marks_and_they_read_it_again(
    sent: str, framing: str, prefix: str, aim: bool
) -> None:
    diagnosis = found(sent)

    assert diagnosis.verdict is Verdict.WHOLE
    assert diagnosis.settings["framing"] == framing
    assert diagnosis.settings["prefix"] == prefix
    assert diagnosis.settings["aim"] is aim
    assert reads_with(diagnosis, sent.encode("ascii")) == [CODE]


def reads_with(diagnosis: Diagnosis, data: bytes) -> list[str]:
    """What the driver reads of it once it is set so."""
    decoder = FrameDecoder(SerialSettings.of(serial_settings(device="COM3", **diagnosis.settings)).framing)
    outcomes = decoder.feed(data, 1.0) + decoder.expire(60.0)
    assert all(isinstance(outcome, Frame) for outcome in outcomes)
    reads = [DECODER.scan(each.content, ORIGIN) for each in outcomes if isinstance(each, Frame)]
    return [read.token.value for read in reads if isinstance(read, CardRead)]


def test_what_was_found_is_said() -> None:
    assert keys(found(f"ID:]E0{CODE}\r\n")) == ["speed", "end", "prefix", "aim"]
    assert keys(found(CODE)) == ["speed", "pause", "no_aim"]
    assert keys(found(f"\x02{CODE}\x03")) == ["speed", "stx_etx", "no_aim"]


def test_the_coding_it_was_heard_with_is_saved() -> None:
    settings = found(f"{CODE}\r").settings

    assert [settings[name] for name in ("baud", "data_bits", "parity", "stop_bits")] == [19200, 8, "none", 1]


@pytest.mark.parametrize(
    ("data", "parity"),
    [
        (with_parity(f"{CODE}\r", odd=False), "even"),
        (with_parity(f"{CODE}\r", odd=True), "odd"),
        (bytes(byte | 0x80 for byte in f"{CODE}\r".encode("ascii")), "mark"),
    ],
)
def test_parity_is_seen_in_the_eighth_bit(data: bytes, parity: str) -> None:
    diagnosis = found(data)

    assert diagnosis.verdict is Verdict.WHOLE
    assert (diagnosis.settings["data_bits"], diagnosis.settings["parity"]) == (7, parity)
    assert f"parity.{parity}" in keys(diagnosis)


def test_several_codes_in_one_shot_are_counted() -> None:
    diagnosis = found(f"]E0{OTHER}\r]E0{CODE}\r]E0{CODE}\r")

    assert diagnosis.verdict is Verdict.WHOLE
    assert diagnosis.insights[-1].key == "trial.serial.several"
    assert diagnosis.insights[-1].params == {"count": 3}


@pytest.mark.parametrize(
    "sent", [f"]E0{CODE}]E0{OTHER}\r", f"{CODE}{CODE}\r", f"#{CODE}#{CODE}", f"]E0{CODE}]E0{CODE}"]
)
def test_two_codes_with_nothing_between_them_are_not_whole(sent: str) -> None:
    assert found(sent).verdict is Verdict.GLUED


@pytest.mark.parametrize(
    "sent", [f"1{CODE}\r", f"X1{CODE}\r", f"{CODE}7\r", f"{CODE}%%\r", f"{CODE}\x03", f"é{CODE}\r"]
)
def test_signs_that_could_be_part_of_a_number_are_no_marks(sent: str) -> None:
    diagnosis = diagnose(Burst(data=sent.encode("latin-1")), CODE, CODING)

    assert diagnosis.verdict is Verdict.MARKS_UNKNOWN
    assert diagnosis.settings == {}


@pytest.mark.parametrize("sent", [f"{CODE[:8]}\r", f"]E0{CODE[3:]}\r", CODE[1:-1]])
def test_a_part_of_the_code_is_not_the_code(sent: str) -> None:
    assert found(sent).verdict is Verdict.PARTIAL


@pytest.mark.parametrize("sent", [f"{OTHER}\r", "https://example.com/\r\n", f"\x02{OTHER}\x03"])
def test_another_code_is_said_to_be_one(sent: str) -> None:
    assert found(sent).verdict is Verdict.OTHER_CODE


@pytest.mark.parametrize("data", [b"\x00", b"\xf8\x80\x00\xff", b"\r", b"12\r", b"\xe6\x1e\x9e\x86\x98\x00"])
def test_what_is_no_text_was_coded_otherwise(data: bytes) -> None:
    assert found(data).verdict is Verdict.UNREADABLE


def test_a_slow_scanner_gets_the_patience_it_needs() -> None:
    assert found(f"{CODE}\r", pause_max_s=0.02).settings.get("stall_ms") is None
    slow = found(f"{CODE}\r", pause_max_s=0.25)

    assert slow.settings["stall_ms"] == 750
    assert keys(slow)[-1] == "slow"


@pytest.mark.parametrize(("pause_max_s", "gap_ms"), [(0.0, 50), (0.03, 90), (0.9, 1000)])
def test_the_pause_that_ends_a_code_is_longer_than_those_within(pause_max_s: float, gap_ms: int) -> None:
    assert found(CODE, pause_max_s=pause_max_s).settings["gap_ms"] == gap_ms


def test_marks_are_shown_by_their_names() -> None:
    assert readable(b"\x02ID") == "STX I D"
    assert readable(b"ID:") == "ID:"
    assert readable(b"\r\n\x00\xe9") == "CR LF 00h E9h"
    assert readable(b"") == "–"


@given(st.binary(max_size=60), st.binary(max_size=60), st.booleans())
def test_whatever_comes_a_whole_verdict_is_proven_by_the_settings_themselves(
    before: bytes, after: bytes, has_code: bool
) -> None:
    data = before + (CODE.encode("ascii") if has_code else b"") + after
    diagnosis = found(data)

    assert (diagnosis.verdict is Verdict.WHOLE) == bool(diagnosis.settings)
    if diagnosis.verdict is Verdict.WHOLE:
        SerialSettings.of(serial_settings(device="COM3", **diagnosis.settings))
        assert CODE.encode("ascii") in data
