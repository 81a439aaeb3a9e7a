"""A scanner's bytes as text: the AIM symbology id read and taken off, control characters refused."""

from fidpos.readers.codes.code import Code

FRAME_LENGTH_MAX = 512
"""Longer than any code we print; a longer frame is several scans or noise."""

GS = 0x1D
"""Group separator: how a scanner transmits FNC1 between GS1 element strings."""

_SYMBOLOGIES = {
    "A": "code39",
    "C": "code128",
    "E": "ean13",
    "I": "itf",
    "J": "dotcode",
    "Q": "qr",
    "d": "datamatrix",
    "e": "databar",
    "z": "aztec",
}
"""ISO/IEC 15424: the letter after `]`; a character for the options follows it."""

_GS1_IDS = frozenset({b"]C1", b"]J1", b"]Q3", b"]d2", b"]e0", b"]e1", b"]e2"})
"""GS1 General Specifications, section 7.8: ids of symbols that carry GS1 element strings."""

_ID_LENGTH = 3


def read_frame(frame: bytes, *, is_gs1_assumed: bool) -> Code | None:
    """The code in a frame; None when it is too long or holds anything but printable ASCII.

    GS alone may stand in what is said to be GS1, by its symbology id or by the settings: elsewhere a control
    character is a key press smuggled into a barcode.
    """
    if len(frame) > FRAME_LENGTH_MAX:
        return None
    head = frame[:_ID_LENGTH]
    has_id = len(head) == _ID_LENGTH and head[:1] == b"]" and head[1:2].isalpha() and head[2:].isalnum()
    is_gs1 = is_gs1_assumed or head in _GS1_IDS
    content = frame[_ID_LENGTH:] if has_id else frame
    if not all(0x20 <= byte <= 0x7E or (byte == GS and is_gs1) for byte in content):
        return None
    symbology = _SYMBOLOGIES.get(chr(head[1]), "other") if has_id else ""
    return Code(content=content.decode("ascii"), symbology=symbology, is_gs1=is_gs1)
