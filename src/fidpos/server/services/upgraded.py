"""After an upgrade: what newer tills told before it was kept as it came, and is applied now.

An old centre can read the events of a newer till as long as they say nothing new. The others wait in the
quarantine until a program comes that knows them, which is this one, or not yet.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.ports import CentreStore
from fidpos.server.reason import Reason
from fidpos.server.services.push import replay

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class AfterUpgrade:
    """Tries once more what was too new when it came; once, for a program learns no new words while it runs.

    Attributes:
        merchants: whose events; each in a transaction of its own.
        is_done: for all of them.
    """

    store: CentreStore
    merchants: Callable[[], Iterable[MerchantId]]
    is_done: bool = False

    def run(self) -> int:
        """Returns how many events count now; what one merchant's books refuse is tried next time, and logged.

        Raises:
            DatabaseError: whose there are cannot be read.
        """
        if self.is_done:
            return 0
        applied, left = 0, False
        for merchant_id in self.merchants():
            try:
                with self.store.unit(merchant_id) as unit:
                    applied += replay(unit, {Reason.NEWER_SCHEMA})
            except FidposError as error:
                left = True
                _log.exception("what was too new of a merchant was not replayed", extra={"code": error.code})
        self.is_done = not left
        if applied:
            _log.info("%d events that were too new before the upgrade count now", applied)
        return applied
