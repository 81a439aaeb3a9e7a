import pytest

from fidpos.readers.drivers.serial_line.framing import Damaged, End, Frame, FrameDecoder, Framing, Outcome

GAP_S = 0.05
STALL_S = 0.4
AIM_CR = Framing(aim=True)


def decoded(framing: Framing, *pieces: bytes, apart_s: float = 0.001) -> list[Outcome]:
    """What comes of the pieces, `apart_s` from one to the next, looked for in time; then silence."""
    decoder = FrameDecoder(framing)
    outcomes: list[Outcome] = []
    now_s = 100.0
    for piece in pieces:
        outcomes += decoder.feed(piece, now_s)
        now_s += apart_s
        outcomes += decoder.expire(now_s)
    return [*outcomes, *decoder.expire(now_s + 60)]


def contents(outcomes: list[Outcome]) -> list[bytes | None]:
    """The content of each frame, None for a damaged one."""
    return [outcome.content if isinstance(outcome, Frame) else None for outcome in outcomes]


SENT = {
    End.CR: b"%b\r",
    End.LF: b"%b\n",
    End.CRLF: b"%b\r\n",
    End.TAB: b"%b\t",
    End.ETX: b"\x02%b\x03",
    End.GAP: b"%b",
}


@pytest.mark.parametrize("end", End)
def test_a_code_arrives_without_its_marks(end: End) -> None:
    assert contents(decoded(Framing(end=end), SENT[end] % b"2010000000486")) == [b"2010000000486"]


@pytest.mark.parametrize("end", [end for end in End if end is not End.GAP])
def test_two_codes_in_one_read_are_two_frames_in_their_order(end: End) -> None:
    sent = SENT[end] % b"111" + SENT[end] % b"222"

    assert contents(decoded(Framing(end=end), sent)) == [b"111", b"222"]


@pytest.mark.parametrize("end", End)
def test_a_code_may_come_byte_by_byte(end: End) -> None:
    pieces = [bytes([byte]) for byte in SENT[end] % b"2010000000486"]

    assert contents(decoded(Framing(end=end), *pieces)) == [b"2010000000486"]


@pytest.mark.parametrize("end", [End.CR, End.LF, End.CRLF, End.GAP])
def test_cr_lf_makes_no_empty_frame_wherever_it_is_cut(end: End) -> None:
    assert contents(decoded(Framing(end=end), b"111\r", b"\n")) == [b"111"]
    assert contents(decoded(Framing(end=end), b"111", b"\r\n")) == [b"111"]


def test_blank_lines_are_nothing() -> None:
    assert decoded(Framing(), b"\r\n\r\n", b"\r") == []


def test_between_stx_and_etx_a_code_has_lines_and_its_last_line_end_is_no_part_of_it() -> None:
    framing = Framing(end=End.ETX)

    assert contents(decoded(framing, b"\x02one\r\ntwo\r\n\x03\r\n")) == [b"one\r\ntwo"]


def test_elsewhere_a_line_end_within_a_code_damages_it() -> None:
    assert contents(decoded(Framing(), b"111\n222\r")) == [None]
    assert contents(decoded(Framing(end=End.CRLF), b"111\r222\r\n")) == [None]


def test_a_code_that_begins_within_another_one_is_whole_and_the_other_is_not() -> None:
    assert contents(decoded(Framing(end=End.ETX), b"\x02111\x02222\x03")) == [None, b"222"]


def test_noise_before_stx_is_damaged_and_the_code_is_whole() -> None:
    assert contents(decoded(Framing(end=End.ETX), b"~~\x02222\x03")) == [None, b"222"]


def test_etx_without_stx_ends_nothing() -> None:
    assert contents(decoded(Framing(end=End.ETX), b"222\x03")) == [None]


def test_a_pause_ends_a_code_where_nothing_else_does() -> None:
    framing = Framing(end=End.GAP, gap_s=GAP_S, stall_s=STALL_S)

    assert contents(decoded(framing, b"111", b"222", apart_s=GAP_S / 2)) == [b"111222"]
    assert contents(decoded(framing, b"111", b"222", apart_s=STALL_S)) == [b"111", b"222"]


def test_after_a_pause_that_is_short_for_a_hand_the_rest_of_a_code_is_no_code() -> None:
    framing = Framing(end=End.GAP, gap_s=GAP_S, stall_s=STALL_S)

    assert contents(decoded(framing, b"901", b"234", apart_s=GAP_S * 2)) == [b"901", None]


def test_with_an_aim_id_a_code_may_follow_soon() -> None:
    framing = Framing(end=End.GAP, gap_s=GAP_S, stall_s=STALL_S, aim=True)

    assert contents(decoded(framing, b"]E0901", b"]E0234", apart_s=GAP_S * 2)) == [b"]E0901", b"]E0234"]


def test_a_pause_that_nobody_saw_ends_nothing() -> None:
    decoder = FrameDecoder(Framing(end=End.GAP, gap_s=GAP_S))
    outcomes = decoder.feed(b"901", 10.0)
    outcomes += decoder.feed(b"234", 10.0 + 2 * GAP_S)
    outcomes += decoder.expire(20.0)

    assert contents(outcomes) == [None, None]


def test_a_code_that_stalls_is_damaged_and_so_is_its_rest() -> None:
    framing = Framing(stall_s=STALL_S)

    assert contents(decoded(framing, b"90123", b"4201\r", b"333\r", apart_s=STALL_S)) == [None, None, b"333"]


def test_a_late_end_mark_is_the_whole_rest() -> None:
    framing = Framing(end=End.CRLF, stall_s=STALL_S)

    assert contents(decoded(framing, b"90123", b"\r\n", b"333\r\n", apart_s=STALL_S)) == [None, b"333"]


@pytest.mark.parametrize(
    ("framing", "start"),
    [
        (Framing(aim=True), b"]E0"),
        (Framing(prefix=b"#"), b"#"),
        (Framing(prefix=b"#", aim=True), b"#]E0"),
    ],
)
def test_what_has_a_mark_of_its_beginning_is_whole_also_after_a_stall(framing: Framing, start: bytes) -> None:
    outcomes = decoded(framing, start + b"90123", start + b"333\r", apart_s=framing.stall_s)

    assert [bool(content) for content in contents(outcomes)] == [False, True]


def test_an_aim_id_stays_with_its_code() -> None:
    for framing in (Framing(), AIM_CR):
        assert contents(decoded(framing, b"]E02010000000486\r")) == [b"]E02010000000486"]


def test_where_an_aim_id_is_expected_a_code_without_one_lost_its_head() -> None:
    assert contents(decoded(AIM_CR, b"2010000000486\r", b"]E0\r")) == [None, None]


@pytest.mark.parametrize("end", End)
@pytest.mark.parametrize("aim", [False, True])
def test_two_codes_without_an_end_between_them_never_become_one(end: End, aim: bool) -> None:
    glued = SENT[end] % b"]E02010000000486]E02010000000493"

    assert contents(decoded(Framing(end=end, aim=aim), glued)) == [None]


def test_a_prefix_is_taken_off_and_its_absence_is_damage() -> None:
    framing = Framing(prefix=b"ID:")

    assert contents(decoded(framing, b"ID:111\r111\rID:\r")) == [b"111", None, None]


@pytest.mark.parametrize("byte", [0x00, 0x01, 0x04, 0x08, 0x09, 0x1B, 0x1F, 0x7F])
def test_a_control_character_damages_a_code(byte: int) -> None:
    assert contents(decoded(Framing(), b"201%c486\r" % byte)) == [None]


def test_the_separator_of_gs1_elements_is_part_of_a_code() -> None:
    assert contents(decoded(Framing(), b"]C10112\x1d21abc\r")) == [b"]C10112\x1d21abc"]


def test_what_is_too_long_is_damaged_once_and_the_next_code_is_whole() -> None:
    framing = Framing(length_max=20)

    assert contents(decoded(framing, b"1" * 20 + b"\r")) == [b"1" * 20]
    assert contents(decoded(framing, b"1" * 21 + b"\r")) == [None]
    assert contents(decoded(framing, b"1" * 5_000, b"1" * 50 + b"\r", b"222\r")) == [None, b"222"]


def test_a_stream_without_end_is_damaged_once_and_its_rest_is_no_code() -> None:
    framing = Framing(length_max=20, stall_s=STALL_S)

    assert contents(decoded(framing, b"1" * 500, b"222\r", b"333\r", apart_s=STALL_S)) == [None, None, b"333"]


@pytest.mark.parametrize("end", End)
def test_a_lost_connection_damages_the_code_under_way_and_nothing_else(end: End) -> None:
    decoder = FrameDecoder(Framing(end=end))

    assert decoder.interrupt() == []
    decoder.feed(b"\x0220100" if end is End.ETX else b"20100", 5.0)
    assert decoder.interrupt() == [Damaged(5.0)]
    assert decoder.interrupt() == []


def test_a_frame_began_with_its_first_byte() -> None:
    decoder = FrameDecoder(Framing())
    decoder.feed(b"111\r2", 5.0)

    assert decoder.feed(b"22\r", 5.1) == [Frame(b"222", 5.0)]


def test_the_deadline_is_set_while_a_code_is_under_way_and_only_then() -> None:
    decoder = FrameDecoder(Framing(stall_s=STALL_S))

    assert decoder.deadline_s is None
    decoder.feed(b"20", 5.0)
    assert decoder.deadline_s == 5.0 + STALL_S
    decoder.feed(b"10\r", 5.1)
    assert decoder.deadline_s is None


def test_nothing_expires_before_its_time() -> None:
    decoder = FrameDecoder(Framing(end=End.GAP, gap_s=GAP_S))
    decoder.feed(b"111", 5.0)

    assert decoder.expire(5.0 + GAP_S / 2) == []
    assert contents(decoder.expire(5.0 + GAP_S)) == [b"111"]
