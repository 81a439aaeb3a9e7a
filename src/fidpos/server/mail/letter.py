"""A letter: to whom, about what, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from fidpos.domain.errors import InvalidValue

ADDRESS_MAX = 254


class MailKind(StrEnum):
    """What a letter is about: `mail.<kind>.subject` and `mail.<kind>.body` are its words."""

    INVITATION = "invitation"
    ONE_TIME_CODE = "one_time_code"
    RETENTION_WARNING = "retention_warning"
    GIFT_CARD = "gift_card"
    """Of its own make: it carries the card (`card`)."""


class MailState(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """By the server of who was to get it, or it was tried for too long."""
    DROPPED = "dropped"
    """There is nobody to write to any more: erased, or a card that was never paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be sent.

    Attributes:
        to: one address.
        params: for the braces of its words.
        subject_id: the member it is about: sealed under their key, it goes with them. None for who
            works here.
    """

    kind: MailKind
    to: str = field(repr=False)
    language: str
    params: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    subject_id: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse what would be more than one address, or a header of its own.

        Raises:
            InvalidValue: see above.
        """
        check_address(self.to)


def check_address(address: str) -> None:
    """Refuse what is not one plain address.

    Raises:
        InvalidValue: see above; the address is not repeated.
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or len(address) > ADDRESS_MAX:
        raise InvalidValue("a letter goes to one address")
    if any(not sign.isprintable() or sign in ' ,;<>"()[]\\:' for sign in address):
        raise InvalidValue("an address holds no sign that ends it")
