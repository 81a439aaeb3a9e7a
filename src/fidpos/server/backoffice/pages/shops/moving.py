"""Members of a shop that closes become another one's: its tills hold them, and it keeps them."""

from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.answer import Answer, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.shops.seen import shop_asked_for, shops_seen
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.shop_pages import MOVE_MAX, move_members, own_members


def show(asked: Asked) -> Answer:
    """How many they are, and where they could go."""
    return _shown(asked, Form({}, asked.visitor.language))


def take(asked: Asked) -> Answer:
    """They are the other shop's."""
    require_fresh(asked)
    form = Form(asked.fields, asked.visitor.language)
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
        others = {other.id: other for other in shops_seen(asked, work) if other.closed_at is None}
    chosen = form.id("target")
    target = others.get(ShopId(chosen)) if chosen is not None else None
    if target is None or target.id == shop.id:
        form.wrong("target", "office.form.no_choice")
        return _shown(asked, form)
    moved = _move(asked, source=shop.id, target=target.id)
    said = Message(key="office.shops.moved", params={"count": moved, "name": target.name})
    return Redirect(path=f"/shops/{shop.id}", said=said)


def _move(asked: Asked, *, source: ShopId, target: ShopId) -> int:
    """All of them, some at a time; who presses again after a breakdown moves the others."""
    moved = 0
    while True:
        with asked.work() as work:
            some = move_members(work, source=source, target=target)
            asked.write_down(work, "members_moved", target, count=str(some))
        moved += some
        if some < MOVE_MAX:
            return moved


def _shown(asked: Asked, form: Form) -> Page:
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
        members = own_members(work, shop.id)
        others = [
            (str(other.id), other.name)
            for other in shops_seen(asked, work)
            if other.closed_at is None and other.id != shop.id
        ]
    context = {"shop": shop, "members": members, "others": others, "problems": form.problems}
    return Page(template="shops/move.html", context=context, status=200 if form.is_good else 422)
