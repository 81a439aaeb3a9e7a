"""What the own key of a member or a gift card seals: persons, card numbers and inscriptions in events.

The additional data is the member's id, so that nothing sealed for one member opens as another's. Erasing a
member is destroying the key: the journal keeps its ciphertext, and nobody can read it again.
"""

from dataclasses import dataclass

import msgspec

from fidpos.domain.card import CardToken
from fidpos.domain.gift_card import Inscription
from fidpos.domain.ids import GiftCardId, MemberId
from fidpos.domain.member import Member, Profile
from fidpos.vault import sealing

_encoder = msgspec.json.Encoder(order="deterministic")
_tokens = msgspec.json.Decoder(CardToken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who a member is; the number is personal too, since it is what the printed card says."""

    number: str
    profile: Profile


_persons = msgspec.json.Decoder(Person)
_addresses = msgspec.json.Decoder(str)
_inscriptions = msgspec.json.Decoder(Inscription)


def seal(key: bytes, member_id: MemberId, plaintext: bytes) -> bytes:
    """Seal some bytes for this member."""
    return sealing.seal(key, plaintext, member_id.bytes)


def unseal(key: bytes, member_id: MemberId, what: bytes) -> bytes:
    """What was sealed for this member.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return sealing.unseal(key, what, member_id.bytes)


def seal_person(key: bytes, member: Member) -> bytes:
    """The member's number and profile as they stand in an event."""
    return seal(key, member.id, _encoder.encode(Person(number=member.number, profile=member.profile)))


def open_person(key: bytes, member_id: MemberId, sealed: bytes) -> Person:
    """The person who was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return _persons.decode(sealing.unseal(key, sealed, member_id.bytes))


def seal_token(key: bytes, member_id: MemberId, token: CardToken) -> bytes:
    """The card's token as it stands in an event."""
    return seal(key, member_id, _encoder.encode(token))


def open_token(key: bytes, member_id: MemberId, sealed: bytes) -> CardToken:
    """The token that was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return _tokens.decode(sealing.unseal(key, sealed, member_id.bytes))


def seal_parent(key: bytes, member_id: MemberId, name: str) -> bytes:
    """The parent who agreed for the member, as it stands in an event; nothing where nobody is named."""
    return seal(key, member_id, name.encode()) if name else b""


def open_parent(key: bytes, member_id: MemberId, sealed: bytes) -> str:
    """The parent who was sealed; empty for nobody.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return unseal(key, member_id, sealed).decode(errors="replace") if sealed else ""


def seal_inscription(key: bytes, gift_card_id: GiftCardId, inscription: Inscription) -> bytes:
    """What stands on the card, as it stands in an event."""
    return sealing.seal(key, _encoder.encode(inscription), gift_card_id.bytes)


def seal_address(key: bytes, gift_card_id: GiftCardId, address: str) -> bytes:
    """The mail address to which a gift card goes, as it stands in an event."""
    return sealing.seal(key, _encoder.encode(address), gift_card_id.bytes)


def open_address(key: bytes, gift_card_id: GiftCardId, sealed: bytes) -> str:
    """What was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another card.
    """
    return _addresses.decode(sealing.unseal(key, sealed, gift_card_id.bytes))


def open_inscription(key: bytes, gift_card_id: GiftCardId, sealed: bytes) -> Inscription:
    """What was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another card.
    """
    return _inscriptions.decode(sealing.unseal(key, sealed, gift_card_id.bytes))
