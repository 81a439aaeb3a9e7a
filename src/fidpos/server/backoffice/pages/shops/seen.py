"""What of the shops and tills a visitor sees."""

from collections.abc import Sequence

from fidpos.domain.money import Currency
from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.db.currency import currency_of
from fidpos.server.db.shop_pages import ShopLine, TillLine, shop_lines, till_lines
from fidpos.server.db.work import Work


def shops_seen(asked: Asked, work: Work) -> Sequence[ShopLine]:
    """Those of the visitor."""
    return [shop for shop in shop_lines(work) if asked.sees(shop.id)]


def shop_asked_for(asked: Asked, work: Work) -> ShopLine:
    """The one of the path.

    Raises:
        NotHere: there is none, or it is not the visitor's.
    """
    found = next((shop for shop in shops_seen(asked, work) if shop.id == asked.id("shop_id")), None)
    if found is None:
        raise NotHere("no such shop")
    return found


def tills_seen(asked: Asked, work: Work) -> Sequence[TillLine]:
    """Those of the visitor's shops."""
    return [till for till in till_lines(work) if asked.sees(till.shop_id)]


def till_asked_for(asked: Asked, work: Work) -> TillLine:
    """The one of the path.

    Raises:
        NotHere: there is none, or it stands in a shop that is not the visitor's.
    """
    found = next((till for till in tills_seen(asked, work) if till.id == asked.id("till_id")), None)
    if found is None:
        raise NotHere("no such till")
    return found


def currency_seen(asked: Asked) -> Currency:
    """The merchant's."""
    with asked.reading() as work:
        return currency_of(work)
