"""Streams made at random, cut up at random, with lost and false bytes and with pauses at any place."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.card import CardRead
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.drivers.serial_line.framing import End, Frame, FrameDecoder, Framing, Outcome
from fidpos.readers.own_number import make_ean13, make_long
from tests.helpers.reader_context import DECODER, MERCHANT_CODE

ORIGIN = ReadOrigin(driver="serial_line", device="port", sequence=1, monotonic_s=0.0)
OUTER = {
    End.CR: (b"", b"\r"),
    End.LF: (b"", b"\n"),
    End.CRLF: (b"", b"\r\n"),
    End.TAB: (b"", b"\t"),
    End.ETX: (b"\x02", b"\x03"),
    End.GAP: (b"", b""),
}

framings = st.builds(
    Framing,
    end=st.sampled_from(End),
    prefix=st.sampled_from([b"", b"#", b"ID:"]),
    aim=st.booleans(),
    length_max=st.integers(8, 64),
)
numbers = st.one_of(
    st.integers(0, 10**6 - 1).map(lambda serial: make_ean13(MERCHANT_CODE, serial)),
    st.integers(0, 10**10 - 1).map(lambda serial: make_long(MERCHANT_CODE, serial)),
)
lively = st.binary(max_size=80) | st.lists(
    st.sampled_from([b"\r", b"\n", b"\t", b"\x02", b"\x03", b"]E0", b"#", b"ID:", b"201", b"9", b"\x00"]),
    max_size=40,
).map(b"".join)
"""Any bytes, and bytes that mean something to some framing."""


def sent(framing: Framing, number: str) -> bytes:
    """The number as a scanner that is set so sends it."""
    start, end = OUTER[framing.end]
    return start + framing.prefix + (b"]E0" if framing.aim else b"") + number.encode("ascii") + end


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes, and how long nothing comes after them."""

    data: bytes
    pause_s: float


def played(framing: Framing, pieces: list[Piece]) -> list[Outcome]:
    """What comes of the pieces when the driver looks in time, as it does; silence at the end."""
    decoder = FrameDecoder(framing)
    outcomes: list[Outcome] = []
    now_s = 50.0
    for piece in pieces:
        outcomes += decoder.feed(piece.data, now_s)
        deadline_s = decoder.deadline_s
        now_s += piece.pause_s
        if deadline_s is not None and deadline_s <= now_s:
            outcomes += decoder.expire(deadline_s)
    return [*outcomes, *decoder.expire(now_s + 60)]


def numbers_in(outcomes: list[Outcome]) -> list[str]:
    """The numbers that the till would have taken."""
    reads = [DECODER.scan(each.content, ORIGIN) for each in outcomes if isinstance(each, Frame)]
    return [read.token.value for read in reads if isinstance(read, CardRead)]


@given(framings, lively, st.data())
def test_however_the_bytes_are_cut_up_the_outcome_is_the_same(
    framing: Framing, data: bytes, draw: st.DataObject
) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=8)))
    pieces = [Piece(data[begin:end], 0.0) for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]

    assert played(framing, pieces) == played(framing, [Piece(data, 0.0)])


@given(framings, st.lists(st.builds(Piece, lively, st.floats(0, 2))))
def test_no_bytes_and_no_pauses_raise_anything(framing: Framing, pieces: list[Piece]) -> None:
    for outcome in played(framing, pieces):
        if isinstance(outcome, Frame):
            assert 0 < len(outcome.content) <= framing.length_max
            DECODER.scan(outcome.content, ORIGIN)


@given(framings, st.lists(numbers, min_size=1, max_size=4))
def test_every_code_that_is_sent_whole_arrives_in_its_order(framing: Framing, scans: list[str]) -> None:
    framing = Framing(end=framing.end, prefix=framing.prefix, aim=framing.aim)
    pieces = [Piece(sent(framing, number), 1.0) for number in scans]

    assert numbers_in(played(framing, pieces)) == scans


@given(framings.filter(lambda framing: framing.end is not End.GAP), st.lists(numbers, max_size=4), st.data())
def test_pauses_at_any_place_never_make_a_frame_of_a_part(
    framing: Framing, scans: list[str], draw: st.DataObject
) -> None:
    framing = Framing(end=framing.end, prefix=framing.prefix, aim=framing.aim)
    stream = b"".join(sent(framing, number) for number in scans)
    whole = {frame.content for frame in played(framing, [Piece(stream, 0.0)]) if isinstance(frame, Frame)}
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pauses = draw.draw(st.lists(st.floats(0, 3), min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    pieces = [
        Piece(stream[begin:end], pause_s)
        for begin, end, pause_s in zip([0, *cuts], [*cuts, len(stream)], pauses, strict=True)
    ]

    frames = [frame.content for frame in played(framing, pieces) if isinstance(frame, Frame)]
    assert set(frames) <= whole
    assert len(frames) <= len(scans)


@settings(max_examples=400)
@given(
    framings.filter(lambda framing: framing.end is not End.GAP or framing.has_start_mark),
    st.lists(numbers, min_size=1, max_size=4),
    st.data(),
)
def test_a_code_with_lost_or_false_bytes_is_never_another_number(
    framing: Framing, scans: list[str], draw: st.DataObject
) -> None:
    framing = Framing(end=framing.end, prefix=framing.prefix, aim=framing.aim)
    codes = [bytearray(sent(framing, number)) for number in scans]
    damaged = draw.draw(st.sampled_from(codes))
    mark_length = len(framing.end.mark)
    place = draw.draw(st.integers(0, len(damaged) - mark_length - 1))
    width = draw.draw(st.integers(0, len(damaged) - mark_length - place))
    damaged[place : place + width] = draw.draw(
        st.sampled_from([b"", b"\x00", b"\xb5", b"??", b"\r", b"\x03"])
    )
    stream = bytes(b"".join(codes))
    pieces = [Piece(stream[at : at + 7], 0.002) for at in range(0, len(stream), 7)]

    assert set(numbers_in(played(framing, pieces))) <= set(scans)
