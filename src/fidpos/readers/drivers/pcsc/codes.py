"""Return codes of PC/SC, the same on Linux and Windows once read as unsigned, and the faults they mean."""

from fidpos.readers.driver import Fault, FaultCode

SUCCESS = 0x00000000
CANCELLED = 0x80100002
INVALID_HANDLE = 0x80100003
TIMEOUT = 0x8010000A
SHARING_VIOLATION = 0x8010000B
NO_SMARTCARD = 0x8010000C
PROTO_MISMATCH = 0x8010000F
SYSTEM_CANCELLED = 0x80100012
"""Windows shuts down or the person logs off."""
COMM_ERROR = 0x80100013
NOT_TRANSACTED = 0x80100016
READER_UNAVAILABLE = 0x80100017
NO_SERVICE = 0x8010001D
SERVICE_STOPPED = 0x8010001E
UNKNOWN_READER = 0x80100009
NO_ACCESS = 0x80100027
NO_READERS = 0x8010002E
UNSUPPORTED_CARD = 0x80100065
UNRESPONSIVE_CARD = 0x80100066
UNPOWERED_CARD = 0x80100067
RESET_CARD = 0x80100068
REMOVED_CARD = 0x80100069
UNSUPPORTED_FEATURE = 0x80100022
SECURITY_VIOLATION = 0x8010006A
WIN32_INVALID_HANDLE = 0x00000006
WIN32_BROKEN_PIPE = 0x00000109
"""Windows answers so, in plain Win32 codes, once the session of a remote desktop is gone."""

READERS_CHANGED = frozenset({UNKNOWN_READER, READER_UNAVAILABLE, NO_READERS})
"""A reader in the question is gone: list them again."""

_DENIED = frozenset({NO_ACCESS, SECURITY_VIOLATION})
_MUTE = frozenset({UNRESPONSIVE_CARD, UNPOWERED_CARD, UNSUPPORTED_CARD, PROTO_MISMATCH})
_SERVICE_GONE = frozenset(
    {
        COMM_ERROR,
        NO_SERVICE,
        SERVICE_STOPPED,
        INVALID_HANDLE,
        WIN32_INVALID_HANDLE,
        WIN32_BROKEN_PIPE,
    }
)


class ScardError(Exception):
    """A PC/SC call that did not succeed; whoever called turns it into a fault or a sentence."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:#010x}")
        self.code = code


def service_fault(code: int) -> Fault:
    """Why the service cannot be used."""
    native = f"{code:#010x}"
    if code in _DENIED:
        return Fault(code=FaultCode.ACCESS_DENIED, native_code=native)
    if code in _SERVICE_GONE:
        return Fault(code=FaultCode.SERVICE_STOPPED, native_code=native)
    return Fault(code=FaultCode.COMMUNICATION, native_code=native)


def card_fault(code: int) -> Fault | None:
    """What stands in the way of reading the card at hand; None when it merely was gone too soon."""
    native = f"{code:#010x}"
    if code == SHARING_VIOLATION:
        return Fault(code=FaultCode.DEVICE_IN_USE, native_code=native)
    if code in _DENIED:
        return Fault(code=FaultCode.ACCESS_DENIED, native_code=native)
    if code in _MUTE:
        return Fault(code=FaultCode.CARD_MUTE, native_code=native)
    return None
