"""A centre at which nothing can be read of one merchant, and everything of the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from fidpos.domain.ids import MerchantId
from fidpos.server.db.errors import DatabaseError
from fidpos.server.ports import Unit
from tests.helpers.centre_office import Office
from tests.helpers.memory_centre import MemoryCentre

BROKEN = MerchantId(UUID(int=9))


class OneIsBroken(MemoryCentre):
    """Nothing of the one, and of all others what the office has.

    Attributes:
        is_mended: the one can be read as well.
    """

    def __init__(self, office: Office) -> None:
        super().__init__(office.clock.now())
        self._office = office
        self.is_mended = False

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        if merchant_id == BROKEN:
            if not self.is_mended:
                raise DatabaseError("deadlock detected")
            with super().unit(merchant_id) as unit:
                yield unit
        else:
            with self._office.store.unit(merchant_id) as unit:
                yield unit
