"""What each merchant's books need once a day: what ended goes, what is of no more use is put away.

A day is over when it is over in every shop of the merchant. Nothing is written down about it: to do it twice
changes nothing, so that each process does it once a day and after its start.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import LiteralString

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.db import commanding, feed
from fidpos.server.db.calendar_of import calendar_of
from fidpos.server.db.contention import once_more
from fidpos.server.db.engine import Database
from fidpos.server.db.leaving import LEAVE_MAX, leave
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.tables import HOUSE
from fidpos.server.db.upkeep import CLOSE_MAX, close_lots
from fidpos.server.db.work import Work
from fidpos.server.services.doubled import look_for_alike
from fidpos.server.services.office import Office

_log = logging.getLogger(__name__)

GRACE = timedelta(days=2)
"""Points are booked as ended so long after their last day: a till may have been out of contact on it, and
what it let go in time must not be owed. Nobody can spend them meanwhile."""
ACCOUNTS = 10
"""In one transaction, for which their tills wait."""

_JOBS: tuple[tuple[Callable[[Work], int], int], ...] = (
    (leave, LEAVE_MAX),
    (close_lots, CLOSE_MAX),
    (feed.prune, feed.PRUNE_MAX),
)
"""Each with how much it does in one transaction."""

_MERCHANTS: LiteralString = "SELECT merchant_id FROM merchants ORDER BY number"
_SHOPS: LiteralString = "SELECT zone, day_starts_minute FROM shops WHERE closed_at IS NULL"


@dataclass(slots=True, kw_only=True)
class Nightly:
    """The job; of one thread.

    Attributes:
        database: of the serving role.
        store: on it; signs what the office writes.
        announce: told of a merchant for whose tills there is something new.
    """

    database: Database
    store: PostgresCentre
    clock: Clock
    announce: Callable[[MerchantId], None]
    _done: dict[MerchantId, date] = field(default_factory=dict)

    def run(self) -> None:
        """Do what is due; what one merchant's books refuse is tried next time, and logged.

        Raises:
            DatabaseError: whose there are cannot be read.
        """
        for merchant_id in self._merchants():
            try:
                self._look_after(merchant_id)
            except FidposError as error:
                _log.exception("the books of a merchant were not tidied", extra={"code": error.code})

    def _look_after(self, merchant_id: MerchantId) -> None:
        day = self._today(merchant_id)
        if self._done.get(merchant_id) != day:
            self._tidy(merchant_id, day)
            self._done[merchant_id] = day

    def _tidy(self, merchant_id: MerchantId, day: date) -> None:
        while self._expire(merchant_id, day - GRACE) == ACCOUNTS:
            """More."""
        for job, at_most in _JOBS:
            while self._do(merchant_id, job) == at_most:
                """More."""
        self._do(merchant_id, commanding.forget)
        self.announce(merchant_id)
        # Last, since it reads all members.
        with self.store.unit(merchant_id) as unit:
            alike = look_for_alike(unit.office(), self.clock.now())
        if alike:
            _log.info("%d members may have been enrolled twice", alike)

    def _expire(self, merchant_id: MerchantId, day: date) -> int:
        def some() -> int:
            with self.store.unit(merchant_id) as unit:
                return Office(book=unit.office(), now=self.clock.now()).expire(day, at_most=ACCOUNTS)

        return once_more(some)

    def _do(self, merchant_id: MerchantId, job: Callable[[Work], int]) -> int:
        def all_of_it() -> int:
            with self.store.work(merchant_id) as work:
                return job(work)

        return once_more(all_of_it)

    def _merchants(self) -> list[MerchantId]:
        with self.database.transaction(HOUSE) as connection:
            return [MerchantId(merchant) for (merchant,) in connection.execute(_MERCHANTS)]

    def _today(self, merchant_id: MerchantId) -> date:
        with self.store.work(merchant_id) as work:
            shops = work.run(_SHOPS).fetchall()
        now = self.clock.now()
        calendars = (calendar_of(*shop) for shop in shops)
        return min((each.business_day(now) for each in calendars), default=now.astimezone(UTC).date())
