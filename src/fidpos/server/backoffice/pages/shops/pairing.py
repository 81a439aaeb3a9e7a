"""A till is paired: a code for ten minutes, as letters and as a QR code, until the till comes."""

from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.shops.seen import shop_asked_for
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.backoffice.qr import qr
from fidpos.server.db.shop_pages import code_standing
from fidpos.server.register import NotRegistered
from fidpos.server.services.pairing import CentrePlace, make_code
from fidpos.wire.sync.pairing_code import scanned, typed


def take(asked: Asked) -> Answer:
    """A code; it is shown once."""
    require_fresh(asked, f"/shops/{asked.id('shop_id')}")
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
    centre = CentrePlace(keys=asked.books.keyring.public, address=asked.books.address)
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        try:
            code = make_code(pages, shop.id, asked.visitor.person_id, centre=centre, now=asked.now())
        except NotRegistered:
            raise NotNow(Message(key="office.shops.closed_already", params={"name": shop.name})) from None
        kept = next(each for each in pages.codes() if each.secret_hash == code.secret_hash)
    context = {
        "shop": shop,
        "code_id": kept.id,
        "typed": typed(code),
        "drawing": qr(scanned(code)),
        "address": asked.books.address,
        "until": kept.expires_at,
        "state": "waits",
        "till": "",
    }
    return Page(template="shops/pair.html", context=context)


def show(asked: Asked) -> Answer:
    """Whether the till has come: a part of the page, asked for again and again."""
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
        found = code_standing(work, asked.id("code_id"), ShopId(shop.id))
    if found is None:
        raise NotHere("no such code")
    is_over = found.tries_left <= 0 or found.expires_at <= asked.now()
    state = "came" if found.till else "over" if is_over else "waits"
    context = {"shop": shop, "code_id": asked.id("code_id"), "state": state, "till": found.till}
    return Page(template="shops/pair_state.html", context=context)
