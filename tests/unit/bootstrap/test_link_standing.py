"""How a till stands with its centre, from what the sync says of itself."""

from datetime import UTC, datetime

import pytest

from fidpos.bootstrap.link_standing import first_standing, paired_standing, with_status
from fidpos.sync.status import SyncState, SyncStatus
from fidpos.till.centre_link import LinkState, Trouble
from fidpos.wire.sync.refusal import RefusalCode
from tests.unit.sync.test_kept_pairing import PAIRING

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def said(state: SyncState, reason: str = "") -> SyncStatus:
    return SyncStatus(state=state, waiting=2, waiting_since=NOW, since=NOW, reason=reason)


def test_before_anything_was_heard_a_till_stands_as_it_was_paired() -> None:
    assert first_standing(None, is_unreadable=False).state is LinkState.NOT_PAIRED
    assert first_standing(None, is_unreadable=True).trouble is Trouble.KEYS
    paired = first_standing(PAIRING, is_unreadable=False)

    assert (paired.state, paired.shop_name, paired.address) == (
        LinkState.CONNECTING,
        "Lyon",
        "https://centre.example",
    )


@pytest.mark.parametrize("state", list(SyncState))
def test_every_state_of_the_sync_is_one_that_the_counter_knows(state: SyncState) -> None:
    standing = with_status(paired_standing(PAIRING), said(state, RefusalCode.REVOKED))

    assert standing.state.value == state.value
    assert (standing.waiting, standing.waiting_since) == (2, NOW)
    assert (standing.trouble is not None) is (state is SyncState.ATTENTION)


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        (RefusalCode.UNKNOWN_TILL.value, Trouble.UNKNOWN_TILL),
        (RefusalCode.REVOKED.value, Trouble.REVOKED),
        (RefusalCode.CLOCK.value, Trouble.CLOCK),
        (RefusalCode.MALFORMED.value, Trouble.REFUSED),
        ("store_full", Trouble.STORE),
    ],
)
def test_what_is_wrong_is_told_by_what_can_be_done_about_it(reason: str, trouble: Trouble) -> None:
    assert with_status(paired_standing(PAIRING), said(SyncState.ATTENTION, reason)).trouble is trouble


def test_a_trouble_that_is_over_is_not_told_any_more() -> None:
    troubled = with_status(paired_standing(PAIRING), said(SyncState.ATTENTION, "revoked"))

    assert with_status(troubled, said(SyncState.UP_TO_DATE)).trouble is None
