"""Cards: what a reader just saw, and the identifier that is bound to a member.

Trust levels follow docs/security.md: a number on a card proves less than a challenge answered by its chip.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import CardId, MemberId, RelativeId


class Medium(StrEnum):
    """What the member holds out."""

    CHIP = "chip"
    CONTACTLESS = "contactless"
    BARCODE = "barcode"
    PHONE = "phone"
    TYPED = "typed"


class Trust(IntEnum):
    """How much a read proves about who holds the card."""

    CLAIMED = 0
    """Typed, or found by phone or name."""
    COPYABLE = 1
    """A UID or a printed number."""
    SIGNED_STATIC = 2
    """A signature in the data proves the number is ours; a screenshot copies it."""
    AUTHENTICATED = 3
    """A challenge answered, a strictly rising counter, or a rotating code within its window."""


class TokenKind(StrEnum):
    """What kind of identifier a card carries."""

    NUMBER = "num"
    UID = "uid"
    GIFT_CARD = "gift"
    """Stored money; whether such a card exists, only the ledger knows."""
    VOUCHER = "voucher"
    """A right of whoever holds it out; likewise."""


@dataclass(frozen=True, slots=True)
class CardToken:
    """The canonical identifier read from a card: digits, or a UID in upper-case hex in reader order.

    Its text (`num:2010000000486`) is the key under which the store finds the card. It never reaches a log.
    """

    kind: TokenKind
    value: str

    def __post_init__(self) -> None:
        """Refuse what could never be looked up again.

        Raises:
            InvalidValue: empty, longer than 64 characters, or not plain letters and digits.
        """
        if not (0 < len(self.value) <= 64 and self.value.isascii() and self.value.isalnum()):
            raise InvalidValue("a card token is 1 to 64 ASCII letters and digits")

    @property
    def text(self) -> str:
        """`kind:value`, unique among the merchant's cards."""
        return f"{self.kind.value}:{self.value}"

    @property
    def masked(self) -> str:
        """The last four characters, all that a screen or a ticket ever shows."""
        return self.value[-4:]

    def __repr__(self) -> str:
        """Masked, so that no traceback or log line carries a card number."""
        return f"CardToken({self.kind.value}:…{self.masked})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """What a reader just saw, decoded and whole.

    Attributes:
        driver: name of the reader driver.
        device: stable id of the device within its driver.
        sequence: rises by one with each read of the device.
        monotonic_s: when the first byte arrived, on the monotonic clock.
        form: card format or symbology, such as `iso7816/fidpos`, `nfc-a/uid`, `barcode/ean13`.
        evidence: what the centre needs to raise the trust, such as a rotating code; empty for none.
    """

    driver: str
    device: str
    sequence: int
    monotonic_s: float
    medium: Medium
    form: str
    token: CardToken
    trust: Trust
    evidence: str = field(default="", repr=False)


class Refusal(StrEnum):
    """Why something that was presented is not a card of ours."""

    BAD_READ = "bad_read"
    """Incomplete, a wrong check digit, or pulled away too soon: present it again."""
    BANK_CARD = "bank_card"
    """Recognised as a payment card; nothing of it is kept."""
    OTHER_MERCHANT = "other_merchant"
    """A well-formed number that carries another merchant's code."""
    ARTICLE = "article"
    """The barcode of an article."""
    UNKNOWN_FORMAT = "unknown_format"
    """A card of no enabled format."""
    PHONE = "phone"
    """A phone that makes up another UID at each tap, and shows no card of ours."""
    NOT_GENUINE = "not_genuine"
    """It says that it is ours, and its signature, its answer or its code is false."""
    UNCHECKED = "unchecked"
    """This reader has no way to ask it for its number or for the proof that it is genuine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRead:
    """Something was presented and cannot be used; carries the reason and nothing that a log could repeat.

    Attributes:
        foreign: of a scanned code that is none of ours, what another system's gift card may be found by.
    """

    driver: str
    device: str
    sequence: int
    monotonic_s: float
    reason: Refusal
    foreign: str = field(default="", repr=False)


class CardStatus(StrEnum):
    """Whether a card may be used."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    LOST = "lost"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An identifier bound to a member, optionally carried by a relative (`holder_id`)."""

    id: CardId
    token: CardToken
    medium: Medium
    member_id: MemberId
    holder_id: RelativeId | None = None
    status: CardStatus = CardStatus.ACTIVE
    linked_at: datetime
