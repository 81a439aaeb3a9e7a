"""Events of the office: read by the centre alone, and signed."""

from datetime import date
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.clock import utc
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, EntryId, EventId, MemberId
from fidpos.vault.errors import SealBroken
from fidpos.wire.codec import decode
from fidpos.wire.office_events import (
    MembersMerged,
    MovedBody,
    decode_office,
    encode_office,
    open_note,
    seal_note,
)
from fidpos.wire.office_rows import is_signed, sign

MERGED = MembersMerged(
    id=EventId(UUID(int=1)),
    at=utc(2026, 11, 20),
    kept_id=MemberId(UUID(int=2)),
    gone_id=MemberId(UUID(int=3)),
    account_id=AccountId(UUID(int=4)),
    gone_account_id=AccountId(UUID(int=5)),
    business_day=date(2026, 11, 20),
    sealed=b"sealed",
    moved=(MovedBody(out_id=EntryId(UUID(int=6)), in_id=EntryId(UUID(int=7)), counter="points", amount=5),),
)
PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()


def test_an_event_of_the_office_is_read_as_it_was_written() -> None:
    assert decode_office(encode_office(MERGED)) == MERGED


def test_no_till_can_tell_one() -> None:
    with pytest.raises(StoreCorrupt):
        decode(encode_office(MERGED))


def test_what_is_none_is_refused_without_its_content() -> None:
    with pytest.raises(StoreCorrupt) as refused:
        decode_office(b'{"type":"members_merged","secret":"Dupont"}')

    assert "Dupont" not in str(refused.value)


def test_a_row_is_signed_by_the_centre_alone() -> None:
    row_hash = bytes(32)
    signature = sign(PRIVATE, row_hash)

    assert is_signed(PUBLIC, row_hash, signature)
    assert not is_signed(PUBLIC, bytes(31) + b"\x01", signature)
    assert not is_signed(bytes(32), row_hash, signature)


def test_what_somebody_wrote_opens_for_that_member_alone() -> None:
    key, zoe, paul = bytes(32), MemberId(UUID(int=8)), MemberId(UUID(int=9))
    sealed = seal_note(key, zoe, "Appelle le lundi")

    assert open_note(key, zoe, sealed) == "Appelle le lundi"
    with pytest.raises(SealBroken):
        open_note(key, paul, sealed)
