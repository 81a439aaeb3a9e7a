"""What a chip says of its protocol."""

import pytest

from fidpos.readers.drivers.nfc_usb.ats import activation_from_ats, activation_from_attrib

FWT_4_S = 4096 / 13.56e6 * 16


@pytest.mark.parametrize(
    ("ats", "frame_size", "frame_wait_s", "historical"),
    [
        ("06 75 77 81 02 80", 64, FWT_4_S * 16, "80"),
        ("06 77 77 71 02 80", 128, FWT_4_S * 8, "80"),
        ("05 78 80 70 02", 256, FWT_4_S * 8, ""),
        ("01", 32, FWT_4_S, ""),
        ("02 00", 16, FWT_4_S, ""),
        ("04 00 C1 05", 16, FWT_4_S, "C105"),
        ("04 2F E1 05", 256, FWT_4_S * 1024, "05"),
        ("03 28 F1", 256, FWT_4_S, ""),
    ],
)
def test_an_ats_tells_frame_size_waiting_time_and_historical_bytes(
    ats: str, frame_size: int, frame_wait_s: float, historical: str
) -> None:
    told = activation_from_ats(bytes.fromhex(ats))

    assert (told.frame_size, told.historical.hex().upper()) == (frame_size, historical)
    assert told.frame_wait_s == pytest.approx(frame_wait_s)


@pytest.mark.parametrize("ats", ["", "02", "05 78 80", "03 78 80"])
def test_an_ats_that_is_not_whole_is_none(ats: str) -> None:
    with pytest.raises(ValueError, match="an ATS"):
        activation_from_ats(bytes.fromhex(ats))


def test_a_chip_of_type_b_is_announced_by_its_application_and_protocol() -> None:
    told = activation_from_attrib(bytes.fromhex("00000011 008185"), b"\x2c")

    assert told.frame_size == 256
    assert told.frame_wait_s == pytest.approx(FWT_4_S * 16)
    assert told.historical.hex().upper() == "0000001100818520"


@pytest.mark.parametrize(("attributes", "answer"), [(bytes(6), b"\x00"), (bytes(7), b"")])
def test_an_answer_cut_short_is_none(attributes: bytes, answer: bytes) -> None:
    with pytest.raises(ValueError, match="cut short"):
        activation_from_attrib(attributes, answer)
