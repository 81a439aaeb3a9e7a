"""What passes between the decoder and the kinds of codes: a code, who issues ours, and what was found."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fidpos.domain.card import CardToken, Medium, Refusal, TokenKind, Trust
from fidpos.domain.errors import InvalidValue
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.own_number import NumberLayout, OwnNumber, parse

_INTERNAL_AIS = frozenset(str(ai) for ai in range(90, 100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A scanner's frame, its AIM symbology id taken off.

    Attributes:
        content: printable ASCII, and GS (1D) where `is_gs1`.
        symbology: such as `ean13` or `qr`; empty where the scanner does not say.
        is_gs1: whether the content is a GS1 element string, said by the symbology id or by the settings.
    """

    content: str = field(repr=False)
    symbology: str = ""
    is_gs1: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gs1Rule:
    """Which GS1 element strings name a member of ours.

    Attributes:
        company_prefixes: GS1 company prefixes whose service relation numbers (AI 8017, 8018) are ours.
        own_number_ais: AIs for internal use (90 to 99) that may carry one of our own numbers.
        is_assumed: whether every code is tried as an element string, for scanners that send no symbology id.
    """

    company_prefixes: tuple[str, ...] = ()
    own_number_ais: frozenset[str] = _INTERNAL_AIS
    is_assumed: bool = False

    def __post_init__(self) -> None:
        """Refuse what would take another's numbers for ours.

        Raises:
            InvalidValue: a prefix that is not 4 to 12 digits, or an AI that is not for internal use.
        """
        for prefix in self.company_prefixes:
            if not (4 <= len(prefix) <= 12 and prefix.isascii() and prefix.isdigit()):
                raise InvalidValue("a GS1 company prefix has 4 to 12 digits")
        if not self.own_number_ais <= _INTERNAL_AIS:
            raise InvalidValue("only the AIs 90 to 99 are for use inside a company")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The merchant, as far as its cards go: what its numbers look like and which keys sign them."""

    layout: NumberLayout
    secrets: CardSecrets
    gs1: Gs1Rule

    def __post_init__(self) -> None:
        """Refuse numbers that could be taken for each other.

        Raises:
            InvalidValue: service relation numbers, which have 18 digits, that begin like our long numbers.
        """
        if any(prefix.startswith(self.layout.long_prefix) for prefix in self.gs1.company_prefixes):
            raise InvalidValue("a GS1 company prefix begins like the merchant's long numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A card of ours in a code.

    Attributes:
        kind: first part of the read's form.
        usual_symbology: second part where the scanner does not name the symbology.
        evidence: see `CardRead.evidence`.
    """

    kind: str
    usual_symbology: str
    token: CardToken
    trust: Trust = Trust.COPYABLE
    medium: Medium = Medium.BARCODE
    evidence: str = field(default="", repr=False)


Kind = Callable[[Code, Issuer], Found | Refusal | None]
"""Says what a code is, why it cannot be used, or None for "not of my kind"; never raises, keeps nothing."""


def own_token(digits: str, layout: NumberLayout) -> CardToken | Refusal:
    """The card that one of our numbers names, where it stands inside something of ours: no article there."""
    own = parse(digits, layout)
    if isinstance(own, OwnNumber):
        return CardToken(TokenKind.NUMBER, own.digits)
    return Refusal.UNKNOWN_FORMAT if own is Refusal.ARTICLE else own
