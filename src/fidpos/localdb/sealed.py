"""What a member's own key seals: the profile and the card numbers that stand in events.

The additional data is the member's id, so that nothing sealed for one member opens as another's. Erasing a
member is destroying the key: the journal keeps its ciphertext, and nobody can read it again.
"""

import msgspec

from fidpos.domain.card import CardToken
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Profile
from fidpos.vault import sealing

_encoder = msgspec.json.Encoder(order="deterministic")
_profiles = msgspec.json.Decoder(Profile)
_tokens = msgspec.json.Decoder(CardToken)


def seal(key: bytes, member_id: MemberId, plaintext: bytes) -> bytes:
    """Seal some bytes for this member."""
    return sealing.seal(key, plaintext, member_id.bytes)


def seal_profile(key: bytes, member_id: MemberId, profile: Profile) -> bytes:
    """The profile as it stands in an event."""
    return seal(key, member_id, _encoder.encode(profile))


def open_profile(key: bytes, member_id: MemberId, sealed: bytes) -> Profile:
    """The profile that was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return _profiles.decode(sealing.unseal(key, sealed, member_id.bytes))


def seal_token(key: bytes, member_id: MemberId, token: CardToken) -> bytes:
    """The card's token as it stands in an event."""
    return seal(key, member_id, _encoder.encode(token))


def open_token(key: bytes, member_id: MemberId, sealed: bytes) -> CardToken:
    """The token that was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return _tokens.decode(sealing.unseal(key, sealed, member_id.bytes))
