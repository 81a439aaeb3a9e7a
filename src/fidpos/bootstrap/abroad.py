"""What a running till does about cards and visits that it does not know, put together from its pairing."""

import logging
from dataclasses import dataclass

from fidpos.bootstrap.conversation import address_of, signer_of
from fidpos.domain.clock import Clock
from fidpos.localdb.newcomers import LocalNewcomers
from fidpos.localdb.store import LocalStore
from fidpos.sync.finding import Finding, open_finding
from fidpos.sync.kept_pairing import Pairing
from fidpos.sync.lane import OnWorker
from fidpos.till.refund_quotes import RefundQuotes
from fidpos.till.strangers import Abroad

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAbroad:
    """Close it once; `abroad` is None for a till that is alone."""

    abroad: Abroad | None
    finding: Finding | None

    @property
    def refund_quotes(self) -> RefundQuotes | None:
        """For whoever refunds what another till sold."""
        return self.finding.finder if self.finding is not None else None

    def close(self) -> None:
        """Nobody is asked any more."""
        if self.finding is not None and not self.finding.close():
            log.warning("a question to the centre did not end in time")


def open_abroad(
    pairing: Pairing | None, store: LocalStore, clock: Clock, *, on_worker: OnWorker
) -> LiveAbroad:
    """Nothing is asked yet, and no thread runs."""
    if pairing is None:
        return LiveAbroad(abroad=None, finding=None)
    finding = open_finding(address_of(pairing), signer_of(pairing), clock, on_worker=on_worker)
    newcomers = LocalNewcomers(store, clock)
    return LiveAbroad(abroad=Abroad(finder=finding.finder, newcomers=newcomers), finding=finding)
