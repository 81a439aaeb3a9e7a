"""Stored value at a running till: whom it asks before it lets something go, put together from its pairing."""

import logging
from dataclasses import dataclass
from functools import partial

from fidpos.bootstrap.conversation import address_of, signer_of
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import uuid7
from fidpos.localdb.store import LocalStore
from fidpos.sync.holding import Holding, open_holding
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.lane import OnWorker
from fidpos.till.gift_card_payment import release_stale
from fidpos.till.stored_value import Answered, StoredValue
from fidpos.wire.sync.hold import Hold, Release

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveStoredValue:
    """Close it once; `value` is None for a till that never had a centre."""

    value: StoredValue | None
    holding: Holding | None

    def close(self) -> None:
        """Nothing is asked any more."""
        if self.holding is not None and not self.holding.close():
            log.warning("a question to the centre did not end in time")


def open_stored_value(
    pairing: Pairing | None,
    store: LocalStore,
    clock: Clock,
    *,
    on_worker: OnWorker,
    rewards_online_from_minor: int,
) -> LiveStoredValue:
    """Nothing is asked yet, and no thread runs.

    A till that lost its centre, or left it, cannot ask, and has no allowance: what the centre may know is the
    centre's still, and is not spent here. Otherwise whoever damages a file would lift every limit.

    Args:
        pairing: None for a till that has no centre now.
        store: of the till.
        clock: of the till.
        on_worker: has something done on the till's worker; from any thread.
        rewards_online_from_minor: see the setting of that name.
    """
    if pairing is None and not store.was_paired():
        return LiveStoredValue(value=None, holding=None)
    if pairing is None:
        asker = _NobodyToAsk(on_worker)
        return LiveStoredValue(value=StoredValue(asker=asker, store=store.stored_value), holding=None)
    holding = open_holding(address_of(pairing), signer_of(pairing), clock, on_worker=on_worker)
    value = StoredValue(
        asker=holding.asker,
        store=store.stored_value,
        centre_key=pairing.welcome.keys.identity,
        rewards_online_from_minor=rewards_online_from_minor,
    )
    return LiveStoredValue(value=value, holding=holding)


def let_stale_holds_go(store: LocalStore, clock: Clock) -> None:
    """On the till's worker, at the start and from time to time: money that was set aside and forgotten."""
    now = clock.now()
    try:
        draft = store.draft()
        serving = draft.id if draft is not None else None
        release_stale(store, at=now, new_id=partial(uuid7, now), serving=serving)
    except StoreError as fault:
        log.warning("holds of gift cards stay for now: %s", fault)


class _NobodyToAsk:
    """An `Asker` without a centre."""

    def __init__(self, on_worker: OnWorker) -> None:
        self._on_worker = on_worker

    def hold(self, _: Hold, answered: Answered) -> None:
        self._on_worker(lambda: answered(None))

    def release(self, _: Release) -> None:
        """Nothing is held anywhere."""
