"""Where a till stands with its centre, as screens see it: from what the sync says of itself."""

from dataclasses import replace

from fidpos.bootstrap.pairing import identity_of
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.status import SyncState, SyncStatus
from fidpos.till.centre_link import CentreStanding, LinkState, Trouble
from fidpos.wire.sync.refusal import RefusalCode

_STATES = {
    SyncState.UP_TO_DATE: LinkState.UP_TO_DATE,
    SyncState.SENDING: LinkState.SENDING,
    SyncState.OFFLINE: LinkState.OFFLINE,
    SyncState.ATTENTION: LinkState.ATTENTION,
}
_TROUBLES = {
    RefusalCode.UNKNOWN_TILL.value: Trouble.UNKNOWN_TILL,
    RefusalCode.REVOKED.value: Trouble.REVOKED,
    RefusalCode.CLOCK.value: Trouble.CLOCK,
}


def first_standing(pairing: Pairing | None, *, is_unreadable: bool) -> CentreStanding:
    """Before anything was heard.

    Args:
        pairing: None for a till that is alone.
        is_unreadable: something was kept of a pairing, and cannot be read.
    """
    if pairing is not None:
        return paired_standing(pairing)
    if is_unreadable:
        return CentreStanding(state=LinkState.ATTENTION, trouble=Trouble.KEYS)
    return CentreStanding()


def paired_standing(pairing: Pairing) -> CentreStanding:
    """Of a till that has not heard its centre yet."""
    identity = identity_of(pairing.welcome)
    return CentreStanding(
        state=LinkState.CONNECTING,
        address=pairing.address,
        merchant_name=identity.merchant_name,
        shop_name=identity.shop_name,
        till_name=identity.till_name,
    )


def with_status(standing: CentreStanding, status: SyncStatus) -> CentreStanding:
    """As the sync says now."""
    return replace(
        standing,
        state=_STATES[status.state],
        trouble=_trouble(status.reason) if status.state is SyncState.ATTENTION else None,
        waiting=status.waiting,
        waiting_since=status.waiting_since,
    )


def _trouble(reason: str) -> Trouble:
    known = _TROUBLES.get(reason)
    if known is not None:
        return known
    return Trouble.REFUSED if reason in {code.value for code in RefusalCode} else Trouble.STORE
