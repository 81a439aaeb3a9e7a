"""One merchant's fault is not another's: the job goes on with the next."""

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.server.operations.lapse import Lapsing
from fidpos.server.services.hold import HELD_FOR
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT, memory_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.one_is_broken import BROKEN, OneIsBroken


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
