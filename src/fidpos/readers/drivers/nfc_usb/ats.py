"""What a chip says of its protocol when it is activated: ATS for type A, ATQB for type B."""

from dataclasses import dataclass

_FRAME_SIZES = (16, 24, 32, 40, 48, 64, 96, 128, 256)
_CARRIER_HZ = 13.56e6
_FWI_USUAL = 4
_FWI_MAX = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """How to speak ISO/IEC 14443-4 to a chip.

    Attributes:
        frame_size: the longest frame it takes, with its check bytes.
        frame_wait_s: how long it may take for an answer.
        historical: for the ATR.
    """

    frame_size: int
    frame_wait_s: float
    historical: bytes


def activation_from_ats(ats: bytes) -> Activation:
    """Out of the answer to RATS, without CRC (ISO/IEC 14443-4, section 5.2); it may be its length alone.

    Raises:
        ValueError: its length is not what it says, or it ends within its interface bytes.
    """
    if not ats or ats[0] != len(ats):
        raise ValueError("an ATS of another length than it says")
    if len(ats) == 1:
        return Activation(frame_size=_FRAME_SIZES[2], frame_wait_s=_wait_s(_FWI_USUAL), historical=b"")
    has_ta, has_tb, has_tc = ats[1] & 0x10, ats[1] & 0x20, ats[1] & 0x40
    tb_at = 3 if has_ta else 2
    end = 2 + sum(map(bool, (has_ta, has_tb, has_tc)))
    if end > len(ats):
        raise ValueError("an ATS cut short")
    return Activation(
        frame_size=_frame_size(ats[1] & 0x0F),
        frame_wait_s=_wait_s(ats[tb_at] >> 4 if has_tb else _FWI_USUAL),
        historical=ats[end:],
    )


def activation_from_attrib(attributes: bytes, answer: bytes) -> Activation:
    """Out of bytes 5 to 11 of the ATQB and the answer to ATTRIB (14443-3, sections 7.9 and 7.11).

    Their application data, protocol info and MBLI make the historical bytes (PC/SC part 3, 3.1.3.2.3.1).

    Raises:
        ValueError: one of them is too short.
    """
    if len(attributes) != 7 or not answer:
        raise ValueError("an ATQB or an answer to ATTRIB cut short")
    return Activation(
        frame_size=_frame_size(attributes[5] >> 4),
        frame_wait_s=_wait_s(attributes[6] >> 4),
        historical=attributes + bytes((answer[0] & 0xF0,)),
    )


def _frame_size(code: int) -> int:
    return _FRAME_SIZES[min(code, len(_FRAME_SIZES) - 1)]


def _wait_s(code: int) -> float:
    """Section 7.2; the value reserved for the future counts as the usual one."""
    return 4096 / _CARRIER_HZ * float(1 << (code if code <= _FWI_MAX else _FWI_USUAL))
