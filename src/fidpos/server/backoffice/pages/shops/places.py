"""Shops: listed, opened, with another name or other dates, closed; and what each risks off line."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from fidpos.domain.ids import ShopId, uuid7
from fidpos.domain.money import Money
from fidpos.server.backoffice.answer import Answer, NotAllowed, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages.shops.seen import currency_seen, shop_asked_for, shops_seen, tills_seen
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.db.shop_pages import ShopLine, change_shop, own_members
from fidpos.server.register import Shop

_NAME_MOST = 80
_RISK_MOST = 10**9


class Standing(StrEnum):
    """Whether a shop takes part."""

    OPEN = "open"
    TO_COME = "to_come"
    FOR_A_WHILE = "for_a_while"
    OVER = "over"
    CLOSED = "closed"


def standing(shop: ShopLine, today: date) -> Standing:
    """On that day, where the shop is."""
    if shop.closed_at is not None:
        return Standing.CLOSED
    if shop.closes_on is not None and shop.closes_on < today:
        return Standing.OVER
    if shop.opens_on > today:
        return Standing.TO_COME
    return Standing.OPEN if shop.closes_on is None else Standing.FOR_A_WHILE


def show(asked: Asked) -> Answer:
    """The visitor's shops."""
    with asked.reading() as work:
        found = shops_seen(asked, work)
    lines = [(shop, standing(shop, _today(asked, shop.zone))) for shop in found]
    return Page(template="shops/list.html", context={"lines": lines, "may_add": asked.visitor.shops is None})


def show_new(asked: Asked) -> Answer:
    """The form for a new shop."""
    _need_all_shops(asked)
    return _new_form(asked, Form({}, asked.visitor.language))


def take_new(asked: Asked) -> Answer:
    """A new shop, which till can be paired with from now on."""
    _need_all_shops(asked)
    form = Form(asked.fields, asked.visitor.language)
    name, opens_on, closes_on = _dates(form)
    zone = form.typed("zone")
    if zone not in available_timezones():
        form.wrong("zone", "office.form.no_choice")
    if name is None or opens_on is None or not form.is_good:
        return _new_form(asked, form)
    shop = Shop(id=ShopId(uuid7(asked.now())), name=name, zone=zone, opens_on=opens_on, closes_on=closes_on)
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.add_shop(shop)
        pages.audit(asked.visitor.person_id, "shop_added", shop.id, {})
    return Redirect(path=f"/shops/{shop.id}", said=Message(key="office.shops.added", params={"name": name}))


def show_one(asked: Asked) -> Answer:
    """A shop with its tills."""
    return _shown(asked, Form({}, asked.visitor.language))


def take_one(asked: Asked) -> Answer:
    """Another name, other dates."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
    name, opens_on, closes_on = _dates(form)
    if name is None or opens_on is None or not form.is_good:
        return _shown(asked, form)
    with asked.work() as work:
        change_shop(work, shop.id, name=name, opens_on=opens_on, closes_on=closes_on)
        asked.write_down(work, "shop_changed", shop.id)
    return Redirect(path=f"/shops/{shop.id}", said=Message(key="office.saved"))


def take_risk(asked: Asked) -> Answer:
    """How much its tills together may let go of while they cannot ask."""
    require_fresh(asked, f"/shops/{asked.id('shop_id')}")
    form, currency = Form(asked.fields, asked.visitor.language), currency_seen(asked)
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
    gift_cards, rewards = form.money("gift_cards", currency), form.money("rewards", currency)
    if gift_cards is None or rewards is None or max(gift_cards.minor, rewards.minor) > _RISK_MOST:
        return _shown(asked, form)
    said = {"gift_cards_minor": str(gift_cards.minor), "rewards_minor": str(rewards.minor)}
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.risk_at_shop(shop.id, gift_cards_minor=gift_cards.minor, rewards_minor=rewards.minor)
        pages.audit(asked.visitor.person_id, "risk_set", shop.id, said)
    return Redirect(path=f"/shops/{shop.id}", said=Message(key="office.saved"))


def take_close(asked: Asked) -> Answer:
    """Closed at once, its tills locked."""
    require_fresh(asked, f"/shops/{asked.id('shop_id')}")
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
    if shop.closed_at is not None:
        raise NotNow(Message(key="office.shops.closed_already", params={"name": shop.name}))
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        pages.close_shop(shop.id, asked.now())
        for till in pages.tills():
            if till.shop_id == shop.id:
                pages.lock_till(till.id, asked.now())
        pages.audit(asked.visitor.person_id, "shop_closed", shop.id, {})
    asked.books.announce(asked.visitor.merchant_id)
    return Redirect(path="/shops", said=Message(key="office.shops.closed", params={"name": shop.name}))


def _dates(form: Form) -> tuple[str | None, date | None, date | None]:
    name = form.text("name", needed=True, at_most=_NAME_MOST)
    opens_on, closes_on = form.day("opens_on"), form.day("closes_on", needed=False)
    if opens_on is not None and closes_on is not None and closes_on < opens_on:
        form.wrong("closes_on", "office.shops.ends_before")
    return name, opens_on, closes_on


def _need_all_shops(asked: Asked) -> None:
    if asked.visitor.shops is not None:
        raise NotAllowed("a new shop would be nobody's they see")


def _today(asked: Asked, zone: str) -> date:
    return asked.now().astimezone(ZoneInfo(zone)).date()


def _new_form(asked: Asked, form: Form) -> Page:
    typed = {name: form.typed(name) for name in ("name", "opens_on", "closes_on")}
    typed["opens_on"] = typed["opens_on"] or asked.now().astimezone(asked.zone).date().isoformat()
    context = {
        "typed": typed,
        "zones": [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone],
        "zone": form.typed("zone") or "Europe/Paris",
        "problems": form.problems,
    }
    return Page(template="shops/new.html", context=context, status=200 if form.is_good else 422)


def _shown(asked: Asked, form: Form) -> Page:
    currency = currency_seen(asked)
    with asked.reading() as work:
        shop = shop_asked_for(asked, work)
        tills = [till for till in tills_seen(asked, work) if till.shop_id == shop.id]
        members = own_members(work, shop.id)
    held = {
        "name": shop.name,
        "opens_on": shop.opens_on.isoformat(),
        "closes_on": shop.closes_on.isoformat() if shop.closes_on else "",
        "gift_cards": _plain(asked, Money(shop.offline_gift_cards_minor, currency)),
        "rewards": _plain(asked, Money(shop.offline_rewards_minor, currency)),
    }
    typed: Mapping[str, str] = {name: form.shown(name, said) for name, said in held.items()}
    context = {
        "shop": shop,
        "standing": standing(shop, _today(asked, shop.zone)),
        "tills": tills,
        "members": members,
        "typed": typed,
        "currency": currency.code,
        "problems": form.problems,
    }
    return Page(template="shops/one.html", context=context, status=200 if form.is_good else 422)


def _plain(asked: Asked, amount: Money) -> str:
    """As the form reads it again: the language's decimals, without the currency."""
    exponent = amount.currency.exponent
    digits = f"{amount.minor:0{exponent + 1}d}"
    mark = "," if asked.visitor.language == "fr" else "."
    return f"{digits[:-exponent]}{mark}{digits[-exponent:]}" if exponent else digits
