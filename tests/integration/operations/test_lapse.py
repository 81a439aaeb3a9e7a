"""Holds that nothing was heard of are let go by the centre itself."""

from fidpos.domain.gift_card import GiftMove
from fidpos.server.operations.lapse import Lapsing
from fidpos.server.services.hold import HELD_FOR
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT, postgres_office
from tests.helpers.fake_clock import FakeClock


def test_a_hold_is_let_go_once_its_time_is_over_and_not_before() -> None:
    clock = FakeClock()
    told = Happenings(clock)
    with postgres_office(clock) as office:
        card = told.gift_card()
        office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
        office.tell(told.held(card.gift_card_id, 3_000))
        lapsing = Lapsing(store=office.store, merchants=lambda: [MERCHANT], clock=clock)
        lapsing.run()
        early = office.kept.gift_card(card.gift_card_id)
        clock.advance(HELD_FOR.total_seconds() + 1)
        lapsing.run()
        late = office.kept.gift_card(card.gift_card_id)

    assert (early.held_minor, late.held_minor) == (3_000, 0)
    assert late.balance_minor == 5_000
