"""One merchant's fault is not another's: the job goes on with the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import MerchantId
from fidpos.server.db.errors import DatabaseError
from fidpos.server.operations.lapse import Lapsing
from fidpos.server.ports import Unit
from fidpos.server.services.hold import HELD_FOR
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT, Office, memory_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre

BROKEN = MerchantId(UUID(int=9))


class OneIsBroken(MemoryCentre):
    """Of one merchant nothing can be read; all others are those of an office."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.clock.now())
        self._office = office

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        if merchant_id == BROKEN:
            raise DatabaseError("deadlock detected")
        with self._office.store.unit(merchant_id) as unit:
            yield unit


def test_what_one_merchants_books_refuse_keeps_no_others_holds(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    told = Happenings(clock)
    with memory_office(clock) as office:
        card = told.gift_card()
        office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
        office.tell(told.held(card.gift_card_id, 3_000))
        clock.advance(HELD_FOR.total_seconds() + 1)

        Lapsing(store=OneIsBroken(office), merchants=lambda: [BROKEN, MERCHANT], clock=clock).run()

        assert office.kept.gift_card(card.gift_card_id).held_minor == 0
    assert "deadlock detected" in caplog.text
