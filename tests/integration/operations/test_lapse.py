"""Holds that nothing was heard of are let go by the centre itself."""

from fidpos.domain.gift_card import GiftMove
from fidpos.server.db.engine import Database
from fidpos.server.db.register import PostgresRegister
from fidpos.server.operations.lapse import Lapsing
from fidpos.server.services.hold import HELD_FOR
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import InPostgres, postgres_office
from tests.helpers.fake_clock import FakeClock


def test_a_hold_is_let_go_once_its_time_is_over_and_not_before() -> None:
    clock = FakeClock()
    told = Happenings(clock)
    with postgres_office(clock) as office:
        assert isinstance(office.kept, InPostgres)
        card = told.gift_card()
        office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
        office.tell(told.held(card.gift_card_id, 3_000))
        database = Database(office.kept.made.app, size=1).open()
        lapsing = Lapsing(store=office.store, register=PostgresRegister(database, clock), clock=clock)
        try:
            lapsing.run()
            early = office.kept.gift_card(card.gift_card_id)
            clock.advance(HELD_FOR.total_seconds() + 1)
            lapsing.run()
            late = office.kept.gift_card(card.gift_card_id)
        finally:
            database.close()

    assert (early.held_minor, late.held_minor) == (3_000, 0)
    assert late.balance_minor == 5_000
