"""An event told by a till of another name differs by that name alone."""

from uuid import UUID

from msgspec.structs import replace

from fidpos.domain.ids import ShopId, TillId
from fidpos.wire.events import VisitClosed
from fidpos.wire.renamed import moved, renamed
from tests.helpers.sync_pair import Pair

TILL, SHOP = TillId(UUID(int=900)), ShopId(UUID(int=901))


def visit() -> VisitClosed:
    pair = Pair()
    pair.counter.buy(pair.till)
    told = pair.till.told[len(pair.till.rows)]
    assert isinstance(told, VisitClosed)
    return told


def test_a_renamed_event_keeps_everything_else() -> None:
    told = visit()

    assert renamed(told, TILL) == replace(told, till_id=TILL)


def test_a_visit_may_move_to_another_shop_too() -> None:
    told = visit()

    assert moved(told, TILL, SHOP) == replace(told, till_id=TILL, shop_id=SHOP)
