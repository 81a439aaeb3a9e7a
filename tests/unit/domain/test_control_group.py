"""Who is in the control group."""

from hashlib import sha256
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.control_group import CONTROL_PPM_MAX, is_held_out
from fidpos.domain.ids import MemberId

members = st.uuids().map(MemberId)
shares = st.integers(0, CONTROL_PPM_MAX)


@given(members, shares, shares)
def test_a_larger_group_contains_every_smaller_one(member_id: MemberId, one: int, other: int) -> None:
    small, large = sorted((one, other))

    assert is_held_out(member_id, small) <= is_held_out(member_id, large)


@given(members)
def test_a_group_of_nothing_is_empty_and_one_of_everything_is_whole(member_id: MemberId) -> None:
    assert not is_held_out(member_id, 0)
    assert is_held_out(member_id, 1_000_000)


@given(members, st.integers(1, CONTROL_PPM_MAX))
def test_the_lot_is_the_first_four_bytes_of_the_hashed_id(member_id: MemberId, control_ppm: int) -> None:
    lot = int(sha256(member_id.bytes).hexdigest()[:8], 16)

    assert is_held_out(member_id, control_ppm) is (lot / 2**32 < control_ppm / 1_000_000)


def test_the_share_at_which_a_member_is_drawn_never_changes() -> None:
    drawn_from = {UUID(int=40): 396_491, UUID(int=2): 410_773, UUID(int=1): 485_303}

    for member_id, least_ppm in drawn_from.items():
        assert is_held_out(MemberId(member_id), least_ppm)
        assert not is_held_out(MemberId(member_id), least_ppm - 1)


def test_about_as_many_are_held_out_as_the_share_says() -> None:
    random = Random(11)
    drawn = [MemberId(UUID(int=random.getrandbits(128))) for _ in range(10_000)]
    born_in_turn = [MemberId(UUID(int=(0x01900000 << 96) + number)) for number in range(10_000)]

    for ids in (drawn, born_in_turn):
        assert 900 <= sum(is_held_out(each, 100_000) for each in ids) <= 1_100
