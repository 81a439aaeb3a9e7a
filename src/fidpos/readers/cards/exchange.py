"""One command to a chip and its whole answer, whatever its protocol makes of the length."""

from fidpos.readers.driver import Response, Transmit

_WRONG_LENGTH = 0x6C
_MORE_DATA = 0x61


def exchange(command: bytes, transmit: Transmit) -> Response:
    """Send a command that ends in its Le; over T=0 too.

    `6Cxx` asks for the right Le, `61xx` for GET RESPONSE (ISO/IEC 7816-4, section 5.6).
    """
    answer = transmit(command)
    if answer.status >> 8 == _WRONG_LENGTH:
        return transmit(command[:-1] + bytes((answer.status & 0xFF,)))
    if answer.status >> 8 == _MORE_DATA:
        return transmit(bytes((0x00, 0xC0, 0x00, 0x00, answer.status & 0xFF)))
    return answer
