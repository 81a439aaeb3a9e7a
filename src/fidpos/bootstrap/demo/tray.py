"""The cards held out in the demonstration: those of the cast, and the ones a till must turn away."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.bootstrap.demo.cast import BLOCKED, NEWCOMER, PARENT, REGULAR, SAVER, Figure
from fidpos.bootstrap.demo.shop import CASHIER, IDENTITY, Colleague
from fidpos.domain.card import CardToken, Medium, TokenKind
from fidpos.readers.own_number import make_ean13, make_long


class Part(StrEnum):
    """What a card is for in the story."""

    REGULAR = "regular"
    PARENT = "parent"
    SAVER = "saver"
    SPOUSE = "spouse"
    BLOCKED = "blocked"
    NEWCOMER = "newcomer"
    BADGE = "badge"
    """A cashier's own badge."""
    UNKNOWN = "unknown"
    """A whole number of this merchant that no member has."""
    SPARE = "spare"
    """A card with a number that waits for its member."""
    STRANGER = "stranger"
    """A card of another merchant."""
    BANK = "bank"
    """A bank card, of which nothing is ever read."""


class Presentation(StrEnum):
    """How a virtual card is held out."""

    APPLET = "applet"
    """A chip with a number, in a slot."""
    UID = "uid"
    """A plain contactless card."""
    BARCODE = "barcode"
    """A code under a scanner."""
    BANK = "bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """A card of the tray.

    Attributes:
        name: who holds it out; empty when nobody knows.
        token: what the till recognises; its value is the number or the UID. None for a bank card.
    """

    part: Part
    name: str
    presentation: Presentation
    token: CardToken | None


_UNKNOWN_SERIAL = 8_000_000_000
_SPARE_SERIAL = 8_000_000_001
_STRANGER_CODE = "7310"


def story_cards() -> tuple[StoryCard, ...]:
    """The tray, in the order of the story; the same for every seed and every number of members."""
    code = IDENTITY.merchant_code
    return (
        _badge(CASHIER),
        _of(REGULAR, Part.REGULAR),
        _of(PARENT, Part.PARENT),
        _of(SAVER, Part.SAVER),
        _of(REGULAR, Part.SPOUSE, card=1, name=REGULAR.relatives[0][1]),
        _of(BLOCKED, Part.BLOCKED),
        _of(NEWCOMER, Part.NEWCOMER),
        _nobodys(Part.UNKNOWN, make_long(code, _UNKNOWN_SERIAL)),
        _nobodys(Part.SPARE, make_long(code, _SPARE_SERIAL)),
        _nobodys(Part.STRANGER, make_ean13(_STRANGER_CODE, 1)),
        StoryCard(part=Part.BANK, name="", presentation=Presentation.BANK, token=None),
    )


def _of(figure: Figure, part: Part, *, card: int = 0, name: str = "") -> StoryCard:
    held = figure.cards[card]
    match held.medium:
        case Medium.CHIP:
            presentation = Presentation.APPLET
        case Medium.CONTACTLESS:
            presentation = Presentation.UID
        case _:
            presentation = Presentation.BARCODE
    return StoryCard(part=part, name=name or figure.name, presentation=presentation, token=held.token)


def _badge(colleague: Colleague) -> StoryCard:
    token = CardToken(TokenKind.NUMBER, colleague.badge_number)
    return StoryCard(part=Part.BADGE, name=colleague.name, presentation=Presentation.BARCODE, token=token)


def _nobodys(part: Part, number: str) -> StoryCard:
    token = CardToken(TokenKind.NUMBER, number)
    return StoryCard(part=part, name="", presentation=Presentation.BARCODE, token=token)
