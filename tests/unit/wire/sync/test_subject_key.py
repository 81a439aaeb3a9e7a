"""The own key of a member on its way to the centre."""

import pytest

from fidpos.domain.ids import uuid7
from fidpos.vault.boxes import box_public_key, new_box_key
from fidpos.vault.errors import SealBroken
from fidpos.wire.sync.subject_key import open_subject_key, seal_subject_key
from tests.helpers.fake_clock import FakeClock


def test_a_members_key_reaches_the_centre_for_that_member_alone() -> None:
    now = FakeClock().now()
    centre, member, other = new_box_key(), uuid7(now), uuid7(now)
    box = seal_subject_key(box_public_key(centre), member, b"the key")

    assert open_subject_key(centre, member, box) == b"the key"
    with pytest.raises(SealBroken):
        open_subject_key(centre, other, box)
    with pytest.raises(SealBroken):
        open_subject_key(new_box_key(), member, box)
