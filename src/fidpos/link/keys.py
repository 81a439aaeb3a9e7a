"""The registers that may use the link: each has a token of its own, of which only a hash is kept.

A token holds 256 random bits, so a plain SHA-256 of it is no easier to search than the token itself.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.domain.register_ticket import REGISTER_LENGTH_MAX

_NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{REGISTER_LENGTH_MAX - 1}}}")
_BYTES = 32


class RegistersUnreadable(FidposError):
    """What is kept of the registers cannot be read; none is let in."""

    code = "registers_unreadable"


class BadRegisterName(FidposError):
    """No name for a register; `params` holds `name`."""

    code = "bad_register_name"


class RegisterKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a register that was paired."""

    name: str
    token_hash: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RegisterKeys:
    """All registers of a till."""

    keys: tuple[RegisterKey, ...] = ()

    def holder(self, token: str) -> str | None:
        """Name of the register that has this token; every hash is compared, whichever fits."""
        shown, found = _hash(token), None
        for key in self.keys:
            if hmac.compare_digest(key.token_hash, shown):
                found = key.name
        return found

    def paired(self, name: str, at: datetime) -> tuple["RegisterKeys", str]:
        """With a fresh token for that register, which is returned once; its former token ends.

        Raises:
            BadRegisterName: not made of small letters, digits and dashes.
        """
        if not _NAME.fullmatch(name):
            raise BadRegisterName(f"no name for a register: {name!r}", name=name)
        token = secrets.token_urlsafe(_BYTES)
        key = RegisterKey(name=name, token_hash=_hash(token), since=at)
        return RegisterKeys((*self._without(name), key)), token

    def revoked(self, name: str) -> "RegisterKeys":
        """Without that register."""
        return RegisterKeys(tuple(self._without(name)))

    def to_bytes(self) -> bytes:
        """As it is kept."""
        return msgspec.json.format(msgspec.json.encode(self.keys), indent=2)

    @classmethod
    def from_bytes(cls, kept: bytes) -> "RegisterKeys":
        """As it was kept.

        Raises:
            RegistersUnreadable: it is not that.
        """
        try:
            return cls(msgspec.json.decode(kept, type=tuple[RegisterKey, ...]))
        except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
            raise RegistersUnreadable(str(fault)) from fault

    def _without(self, name: str) -> Iterable[RegisterKey]:
        return (key for key in self.keys if key.name != name)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
