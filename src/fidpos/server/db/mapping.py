"""What stands as JSON in a column, both ways."""

import msgspec

from fidpos.domain.member import Profile
from fidpos.wire.events import VoucherBody

_encoder = msgspec.json.Encoder(order="deterministic")
_profiles = msgspec.json.Decoder(Profile)
_vouchers = msgspec.json.Decoder(VoucherBody)


def profile_to_json(profile: Profile) -> str:
    """For `members.profile`."""
    return _encoder.encode(profile).decode()


def profile_from_json(text: str) -> Profile:
    """From `members.profile`, read as text."""
    return _profiles.decode(text)


def voucher_to_json(body: VoucherBody) -> bytes:
    """For `vouchers.body`."""
    return _encoder.encode(body)


def voucher_from_json(body: bytes) -> VoucherBody:
    """From `vouchers.body`."""
    return _vouchers.decode(body)
