"""A pairing code as a centre makes it, for typing and for scanning."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from fidpos.domain.errors import InvalidValue
from fidpos.wire.sync.pairing_code import PairingCode, PublicKeys, new_code, read_code, scanned, typed

ADDRESS = "https://centre.exemple.fr"
KEYS = PublicKeys(identity=bytes(range(32)), box=bytes(range(32, 64)))


def fresh_code() -> PairingCode:
    """One that no other test has."""
    return new_code(7, KEYS, ADDRESS)


def with_other_keys(draw: Callable[[], PairingCode]) -> PairingCode:
    """A code with the fingerprint of another centre; drawn until its last sign is one that can be typed."""
    while True:
        code = replace(draw(), fingerprint=KEYS.fingerprint)
        with suppress(InvalidValue):
            read_code(typed(code))
            return code


def for_typing() -> str:
    """In groups of four, without the address."""
    return typed(fresh_code())


def for_scanning() -> str:
    """With the address."""
    return scanned(fresh_code())
