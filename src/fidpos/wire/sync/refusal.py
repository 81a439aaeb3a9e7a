"""Why the centre refuses a request as a whole: stable codes, said with an HTTP status."""

from enum import StrEnum

import msgspec

from fidpos.wire.instant import Instant


class RefusalCode(StrEnum):
    """Stable for machines; the till has a sentence for each."""

    MALFORMED = "malformed"
    """Not the message it should be."""
    TOO_LARGE = "too_large"
    """Split it."""
    NOT_SIGNED = "not_signed"
    """A header is missing, or the body is not the one that was signed."""
    CLOCK = "clock"
    """The till's clock is too far off: sign again with `server_time`."""
    REPLAYED = "replayed"
    """This request was seen before: sign it again."""
    SAY_HELLO = "say_hello"
    """The centre does not know this lineage yet, or no longer: say hello, then push."""
    UNKNOWN_TILL = "unknown_till"
    """No till of this name holds this key, which of the two is not said: pair it again."""
    REVOKED = "revoked"
    """The office locked this till."""
    CODE_REFUSED = "code_refused"
    """The pairing code is wrong, used, or too old, which of them is not said: ask for another one."""
    TOO_MANY = "too_many"
    """Come back later."""
    BUSY = "busy"
    """Come back later: the centre is starting, stopping or without its database."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every answer that is not a success."""

    code: RefusalCode
    detail: str = ""
    server_time: Instant | None = None
    retry_after_s: int | None = None
