"""Allowances at the till: what of one is left, for the counter and for the page that shows it.

An allowance that is not signed by our centre, not for this till, of another lineage of the journal, or past
its time is worth nothing. A store that was restored is of another lineage.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fidpos.domain.ids import AllowanceId
from fidpos.domain.money import Money
from fidpos.domain.shop import TillIdentity
from fidpos.till.stored_value import StoredValue
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, NotAllowed, open_allowance


class AllowanceState(StrEnum):
    """Whether something can be drawn on an allowance; each has a sentence."""

    GOOD = "good"
    NONE = "none"
    """The centre gave none."""
    SPENT = "spent"
    """Nothing is left of it."""
    EXPIRED = "expired"
    NOT_OURS = "not_ours"
    """Of another till or centre, of the journal before a restore, or changed: the centre gives a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceStanding:
    """An allowance as it stands.

    Attributes:
        id, amount, drawn, expires_at, as_of: None where there is none that can be believed.
        drawn: what the till let go that counts against it.
        as_of: the instant that has come at least, whatever the clock says.
    """

    kind: AllowanceKind
    state: AllowanceState
    id: AllowanceId | None = None
    amount: Money | None = None
    drawn: Money | None = None
    expires_at: datetime | None = None
    as_of: datetime | None = None

    @property
    def left_minor(self) -> int:
        """What can still be let go unasked; 0 unless it is good."""
        if self.state is not AllowanceState.GOOD or self.amount is None or self.drawn is None:
            return 0
        return self.amount.minor - self.drawn.minor


def allowance_standing(
    stored_value: StoredValue, identity: TillIdentity, kind: AllowanceKind
) -> AllowanceStanding:
    """What of the allowance of that kind is left now at the till of that identity.

    Raises:
        StoreError: the store cannot be read.
    """
    store = stored_value.store
    signed = store.allowance(kind)
    if signed is None:
        return AllowanceStanding(kind=kind, state=AllowanceState.NONE)
    try:
        allowance = open_allowance(signed, stored_value.centre_key)
    except NotAllowed:
        return AllowanceStanding(kind=kind, state=AllowanceState.NOT_OURS)
    if allowance.kind is not kind or not _is_ours(allowance, identity, store.lineage()):
        return AllowanceStanding(kind=kind, state=AllowanceState.NOT_OURS)
    currency = identity.currency
    drawn_minor = store.drawn_minor(kind, allowance.heard)
    as_of = max(store.time_reached(allowance.heard), allowance.issued_at)
    return AllowanceStanding(
        kind=kind,
        state=_state(allowance, drawn_minor, as_of),
        id=allowance.id,
        amount=Money(allowance.amount_minor, currency),
        drawn=Money(drawn_minor, currency),
        expires_at=allowance.expires_at,
        as_of=as_of,
    )


def allowance_standings(
    stored_value: StoredValue | None, identity: TillIdentity
) -> tuple[AllowanceStanding, ...]:
    """Of each kind; of none at a till that has no centre.

    Raises:
        StoreError: the store cannot be read.
    """
    if stored_value is None:
        return ()
    return tuple(allowance_standing(stored_value, identity, kind) for kind in AllowanceKind)


def _is_ours(allowance: Allowance, identity: TillIdentity, lineage: UUID) -> bool:
    told = (allowance.merchant_id, allowance.shop_id, allowance.till_id, allowance.lineage)
    ours = (identity.merchant_id, identity.shop_id, identity.till_id, lineage)
    return told == ours and allowance.currency == identity.currency.code


def _state(allowance: Allowance, drawn_minor: int, as_of: datetime) -> AllowanceState:
    if as_of >= allowance.expires_at:
        return AllowanceState.EXPIRED
    return AllowanceState.GOOD if drawn_minor < allowance.amount_minor else AllowanceState.SPENT
