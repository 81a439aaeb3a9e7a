import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.codes.code import Code
from fidpos.readers.codes.frame import FRAME_LENGTH_MAX, read_frame

GS1_IDS = [b"]C1", b"]e0", b"]d2", b"]Q3", b"]J1"]


def read(frame: bytes, *, is_gs1_assumed: bool = False) -> Code | None:
    return read_frame(frame, is_gs1_assumed=is_gs1_assumed)


@pytest.mark.parametrize(
    ("frame", "symbology"),
    [(b"]E0123", "ean13"), (b"]C0123", "code128"), (b"]Q1123", "qr"), (b"]X0123", "other"), (b"123", "")],
)
def test_the_symbology_id_is_taken_off_and_named(frame: bytes, symbology: str) -> None:
    assert read(frame) == Code(content="123", symbology=symbology)


@pytest.mark.parametrize("frame", [b"", b"]", b"]E", b"]]0", b"]E-1", b"E0]"])
def test_what_only_looks_like_an_id_is_content(frame: bytes) -> None:
    assert read(frame) == Code(content=frame.decode())


@pytest.mark.parametrize("head", GS1_IDS)
def test_a_gs1_symbology_may_carry_its_separator(head: bytes) -> None:
    code = read(head + b"10AB\x1d21X")

    assert code is not None
    assert code.is_gs1
    assert code.content == "10AB\x1d21X"


@pytest.mark.parametrize("head", [b"", b"]C0", b"]E0", b"]Q1", b"]d1", b"]X1", b"]C\x1d"])
def test_any_other_code_may_not(head: bytes) -> None:
    assert read(head + b"10AB\x1d21X") is None


def test_settings_allow_it_for_scanners_that_send_no_id() -> None:
    code = read(b"10AB\x1d21X", is_gs1_assumed=True)

    assert code is not None
    assert code.is_gs1


@pytest.mark.parametrize("head", [b"", *GS1_IDS])
@pytest.mark.parametrize("control", [*range(0x1D), 0x1E, 0x1F, *range(0x7F, 0x100)])
def test_no_other_control_character_passes_anywhere(head: bytes, control: int) -> None:
    for frame in (head + bytes([control]) + b"10AB", head + b"10AB" + bytes([control])):
        assert read(frame) is None
        assert read(frame, is_gs1_assumed=True) is None


def test_an_endless_frame_is_none() -> None:
    assert read(b"1" * FRAME_LENGTH_MAX) is not None
    assert read(b"1" * (FRAME_LENGTH_MAX + 1)) is None


@given(st.binary(max_size=600))
def test_any_bytes_get_an_answer(frame: bytes) -> None:
    read(frame)


def test_no_traceback_shows_what_was_scanned() -> None:
    assert "123" not in repr(read(b"]E0123"))
