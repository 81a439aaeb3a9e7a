"""Letting go of holds that nothing was heard of in time, so that customers can spend what they have."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.db.contention import once_more
from fidpos.server.ports import CentreStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """The job; of any number of processes, each finds what the others left.

    Attributes:
        merchants: whose holds; each in a transaction of its own.
    """

    store: CentreStore
    merchants: Callable[[], Iterable[MerchantId]]
    clock: Clock

    def run(self) -> None:
        """Let go what is past its time; what one merchant's books refuse is tried next time, and logged.

        Raises:
            DatabaseError: whose there are cannot be read.
        """
        for merchant_id in self.merchants():
            try:
                lapsed = once_more(partial(self._lapse, merchant_id))
            except FidposError as error:
                _log.exception("the holds of a merchant were not let go", extra={"code": error.code})
            else:
                if lapsed:
                    _log.info("%d holds lapsed", lapsed)

    def _lapse(self, merchant_id: MerchantId) -> int:
        with self.store.unit(merchant_id) as unit:
            return unit.holdings().lapse(self.clock.now())
