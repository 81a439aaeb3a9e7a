"""Somebody who is known by a card alone, in the real store."""

from pathlib import Path

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.member import MemberStatus
from fidpos.localdb.newcomers import LocalNewcomers
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import new_store

READ = CardRead(
    driver="test",
    device="one",
    sequence=1,
    monotonic_s=0.0,
    medium=Medium.BARCODE,
    form="barcode/ean13",
    token=CardToken(TokenKind.NUMBER, "2047110000055"),
    trust=Trust.COPYABLE,
)


def test_whoever_is_met_is_a_provisional_member_with_the_card(tmp_path: Path) -> None:
    clock = FakeClock()
    store = new_store(tmp_path / "till.db", clock)
    LocalNewcomers(store, clock).meet(READ)

    card = store.card(READ.token)
    assert card is not None
    member = store.member(card.member_id)
    store.close()
    assert member is not None
    assert member.status is MemberStatus.PROVISIONAL
    assert member.profile.given_name == ""
