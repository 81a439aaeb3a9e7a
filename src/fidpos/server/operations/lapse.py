"""Letting go of holds that nothing was heard of in time, so that customers can spend what they have."""

import logging
from dataclasses import dataclass

from fidpos.domain.clock import Clock
from fidpos.server.ports import CentreStore
from fidpos.server.register import Register

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """The job; of any number of processes, each finds what the others left."""

    store: CentreStore
    register: Register
    clock: Clock

    def run(self) -> None:
        """Let go what is past its time.

        Raises:
            DatabaseError: what was not let go is next time.
        """
        now = self.clock.now()
        for merchant in self.register.merchants():
            with self.store.unit(merchant.id) as unit:
                lapsed = unit.holdings().lapse(now)
            if lapsed:
                _log.info("%d holds lapsed", lapsed)
