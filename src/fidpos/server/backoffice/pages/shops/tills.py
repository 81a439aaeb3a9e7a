"""One till: how it is, locked, limited, and what support asks of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fidpos.domain.ids import TillId
from fidpos.domain.money import Money
from fidpos.server.backoffice.answer import Answer, Download, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.shops.seen import currency_seen, shops_seen, till_asked_for
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db import commanding
from fidpos.server.db.shop_pages import TillLine
from fidpos.server.ports import TillStatus
from fidpos.wire.sync.command import CommandKind

SILENT = timedelta(days=1)
CLOCK_OFF_MS = 60_000
_LIMIT_MOST = 10**10


def show(asked: Asked) -> Answer:
    """How it is."""
    return _shown(asked, Form({}, asked.visitor.language))


def take_lock(asked: Asked) -> Answer:
    """Its next request is refused; what it has not told yet stays with it."""
    require_fresh(asked, f"/shops/tills/{asked.id('till_id')}")
    till = _till(asked)
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.lock_till(till.id, asked.now())
        pages.audit(asked.visitor.person_id, "till_revoked", till.id, {})
    return Redirect(
        path=f"/shops/tills/{till.id}", said=Message(key="office.tills.locked", params={"name": till.name})
    )


def take_limit(asked: Asked) -> Answer:
    """Worth of what it may bring into being in a day."""
    require_fresh(asked, f"/shops/tills/{asked.id('till_id')}")
    till, form = _till(asked), Form(asked.fields, asked.visitor.language)
    limit = form.money("limit", currency_seen(asked))
    if limit is not None and limit.minor > _LIMIT_MOST:
        form.wrong("limit", "office.form.out_of_bounds")
    if limit is None or not form.is_good:
        return _shown(asked, form)
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.limit_till(till.id, limit.minor)
        detail = {"daily_minor": str(limit.minor)}
        pages.audit(asked.visitor.person_id, "till_limited", till.id, detail)
    return Redirect(path=f"/shops/tills/{till.id}", said=Message(key="office.saved"))


def take_ask(asked: Asked) -> Answer:
    """The till hears of it at its next contact."""
    till, form = _till(asked), Form(asked.fields, asked.visitor.language)
    kind = form.choice("kind", CommandKind)
    if kind is None:
        return _shown(asked, form)
    with asked.work() as work:
        commanding.ask(work, TillId(till.id), kind, asked.books.keyring, asked.visitor.person_id)
        asked.write_down(work, "till_asked", till.id, kind=kind)
    return Redirect(path=f"/shops/tills/{till.id}", said=Message(key="office.tills.asked"))


def show_sent(asked: Asked) -> Answer:
    """What it sent along, as a file."""
    till, command_id = _till(asked), asked.id("command_id")
    with asked.work() as work:
        of_till = {each.id for each in commanding.asked(work) if each.till_id == till.id}
        attached = commanding.attached(work, command_id) if command_id in of_till else None
        if attached is None:
            raise NotHere("it sent nothing")
        asked.write_down(work, "attachment_fetched", command_id)
    return Download(
        name=f"till-{str(till.id)[:8]}.zip", media_type="application/zip", parts=[bytes(attached)]
    )


def troubles(till: TillLine, now: datetime) -> Sequence[str]:
    """What should worry somebody, as codes: each has a sentence."""
    found = []
    if till.status == TillStatus.REVOKED:
        return ["locked"]
    if till.heard_at is None or now - till.heard_at > SILENT:
        found.append("silent")
    if abs(till.clock_ahead_ms or 0) > CLOCK_OFF_MS:
        found.append("clock")
    if not all(_readers(till).values()):
        found.append("reader")
    return found


def _readers(till: TillLine) -> Mapping[str, bool]:
    said = till.health.get("readers")
    return {str(name): bool(works) for name, works in said.items()} if isinstance(said, Mapping) else {}


def _till(asked: Asked) -> TillLine:
    with asked.reading() as work:
        return till_asked_for(asked, work)


def _shown(asked: Asked, form: Form) -> Page:
    currency = currency_seen(asked)
    with asked.reading() as work:
        till = till_asked_for(asked, work)
        shops = {shop.id: shop.name for shop in shops_seen(asked, work)}
        commands = [each for each in commanding.asked(work) if each.till_id == till.id]
    context = {
        "till": till,
        "shop_name": shops[till.shop_id],
        "readers": _readers(till),
        "troubles": troubles(till, asked.now()),
        "limit": Money(till.daily_limit_minor, currency),
        "minted": Money(till.minted_minor, currency),
        "commands": commands if asked.visitor.may(Permission.SUPPORT_TILLS) else [],
        "kinds": [(kind.value, asked.texts.say(f"office.command.{kind}")) for kind in CommandKind],
        "clock_s": round((till.clock_ahead_ms or 0) / 1000),
        "typed": form.typed("limit"),
        "currency": currency.code,
        "problems": form.problems,
    }
    return Page(template="shops/till.html", context=context, status=200 if form.is_good else 422)
