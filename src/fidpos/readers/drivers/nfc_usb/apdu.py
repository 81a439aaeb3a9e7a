"""A command of PC/SC taken apart, and what a reader answers by itself (ISO/IEC 7816-4, section 5)."""

from dataclasses import dataclass

from fidpos.readers.driver import SW_SUCCESS, Response

NOTHING_SAID = Response(b"", 0x6300)
WRONG_LENGTH = Response(b"", 0x6700)
NOT_ALLOWED = Response(b"", 0x6982)
WRONG_DATA = Response(b"", 0x6A80)
NOT_SUPPORTED = Response(b"", 0x6A81)
NOT_FOUND = Response(b"", 0x6A82)
NO_SUCH_CLASS = Response(b"", 0x6E00)


def success(data: bytes = b"") -> Response:
    """Data and 9000."""
    return Response(data, SW_SUCCESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apdu:
    """A short command.

    Attributes:
        length: how many bytes are wanted, 256 for "all"; None when the command does not say.
    """

    header: bytes
    data: bytes = b""
    length: int | None = None


def parse_apdu(command: bytes) -> Apdu | None:
    """The command; None when its lengths contradict each other, or it is an extended one."""
    header, body = command[:4], command[4:]
    if len(header) < 4:
        return None
    if not body:
        return Apdu(header=header)
    if len(body) == 1:
        return Apdu(header=header, length=body[0] or 256)
    data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
    if not body[0] or len(data) != body[0] or len(rest) > 1:
        return None
    return Apdu(header=header, data=data, length=(rest[0] or 256) if rest else None)
