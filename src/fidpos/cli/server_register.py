"""`fidpos server merchant|shop|till|staff`: what operators do; see `bootstrap.registrar`."""

import getpass
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts, understood
from fidpos.cli.operating import say_what_is_done
from fidpos.domain.staff import Role
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.registrar import Registrar

_Act = Callable[["Registrar", Namespace, Texts], Iterable[str]]


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    _merchant_acts(whom, texts)
    _shop_acts(whom, texts)
    _till_acts(whom, texts)
    _staff_acts(whom, texts)


def _merchant_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    acts = Acts(whom, "merchant", texts)
    acts.add("list", of_merchant=False)
    merchant = acts.add("add", of_merchant=False)
    merchant.add_argument("name", metavar="NAME", help=texts.say("cli.server.merchant_name"))
    merchant.add_argument("--code", required=True, metavar="NNNN", help=texts.say("cli.server.merchant_code"))
    merchant.add_argument(
        "--card-name", required=True, metavar="NAME", help=texts.say("cli.server.merchant_card_name")
    )
    merchant.add_argument(
        "--currency", default="EUR", metavar="CODE", help=texts.say("cli.server.merchant_currency")
    )
    acts.add("close")
    acts.add("scope").add_argument(
        "days", type=int, metavar="DAYS", help=texts.say("cli.server.merchant_scope")
    )


def _shop_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    acts = Acts(whom, "shop", texts)
    acts.add("list")
    shop = acts.add("add")
    shop.add_argument("name", metavar="NAME", help=texts.say("cli.server.shop_name"))
    shop.add_argument(
        "--zone", default="Europe/Paris", metavar="ZONE", help=texts.say("cli.server.shop_zone")
    )
    shop.add_argument(
        "--until",
        type=understood(date.fromisoformat, texts.say("cli.server.a_day")),
        metavar="YYYY-MM-DD",
        help=texts.say("cli.server.shop_until"),
    )
    acts.add("close", "shop")
    risk = acts.add("risk", "shop")
    risk.add_argument(
        "gift_cards_minor", type=int, metavar="GIFT_CARDS", help=texts.say("cli.server.shop_gift_cards")
    )
    risk.add_argument("rewards_minor", type=int, metavar="REWARDS", help=texts.say("cli.server.shop_rewards"))


def _till_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    acts = Acts(whom, "till", texts)
    acts.add("list")
    acts.add("pair", "shop").add_argument(
        "--address", default="", metavar="URL", help=texts.say("cli.server.till_address")
    )
    acts.add("revoke", "till")
    acts.add("limit", "till").add_argument(
        "daily_minor", type=int, metavar="CENTS", help=texts.say("cli.server.till_daily")
    )


def _staff_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    acts = Acts(whom, "staff", texts)
    acts.add("list")
    person = acts.add("add")
    person.add_argument("name", metavar="NAME", help=texts.say("cli.server.staff_name"))
    person.add_argument(
        "--role", choices=tuple(Role), default=Role.CASHIER, help=texts.say("cli.server.staff_role")
    )
    person.add_argument(
        "--shop", action="append", default=[], metavar="SHOP", help=texts.say("cli.server.staff_shop")
    )
    person.add_argument("--badge", metavar="TOKEN", help=texts.say("cli.server.staff_badge"))
    acts.add("close", "person")


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.registrar import Registrar

    asked = _ACTS[options.whom, options.act]
    return say_what_is_done(folder, lambda operator: asked(Registrar(operator), options, texts), texts)


def _list_merchants(operator: "Registrar", _options: Namespace, texts: Texts) -> Iterable[str]:
    for each in operator.merchants():
        state = texts.say("cli.server.closed") if each.closed_at else ""
        yield f"{each.number:>6} {each.name:<30} {each.currency} {each.code} {state}".rstrip()


def _add_merchant(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    merchant = operator.add_merchant(
        options.name, code=options.code, card_name=options.card_name, currency=options.currency
    )
    yield texts.say("cli.server.merchant_added", number=merchant.number, name=merchant.name)


def _close_merchant(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.close_merchant(options.merchant)
    yield texts.say("cli.server.done")


def _scope_merchant(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.hold_members(options.merchant, options.days)
    yield texts.say("cli.server.done")


def _list_shops(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    for each in operator.shops(options.merchant):
        state = texts.say("cli.server.closed") if each.closed_at else (each.closes_on or "")
        yield f"{each.id} {each.name:<30} {each.zone} {state}".rstrip()


def _add_shop(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    shop = operator.add_shop(options.merchant, options.name, zone=options.zone, closes_on=options.until)
    yield texts.say("cli.server.added", name=shop.name, id=str(shop.id))


def _close_shop(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.close_shop(options.merchant, options.shop)
    yield texts.say("cli.server.done")


def _risk_at_shop(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.risk_at_shop(
        options.merchant,
        options.shop,
        gift_cards_minor=options.gift_cards_minor,
        rewards_minor=options.rewards_minor,
    )
    yield texts.say("cli.server.done")


def _list_tills(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    for each in operator.tills(options.merchant):
        heard = each.heard_at.isoformat(timespec="seconds") if each.heard_at else "-"
        state = texts.say(f"cli.server.till.{each.status.value}")
        yield f"{each.id} {each.name:<24} {state:<10} {each.daily_limit_minor:>10} {heard}"


def _pair_till(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    from fidpos.bootstrap.qr_text import qr_text
    from fidpos.wire.sync.pairing_code import scanned, typed

    code = operator.pairing_code(options.merchant, options.shop, address=options.address)
    yield texts.say("cli.server.pairing_code")
    yield f"\n    {typed(code)}\n"
    if options.address:
        yield qr_text(scanned(code))
        yield scanned(code)


def _revoke_till(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.revoke_till(options.merchant, options.till)
    yield texts.say("cli.server.done")


def _limit_till(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.limit_till(options.merchant, options.till, options.daily_minor)
    yield texts.say("cli.server.done")


def _list_staff(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    for each in operator.staff(options.merchant):
        state = "" if each.employed else texts.say("cli.server.left")
        yield f"{each.id} {each.name:<30} {texts.say(f'role.{each.role.value}'):<14} {state}".rstrip()


def _add_staff(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    pin = _typed_pin(texts)
    person = operator.add_staff(
        options.merchant,
        options.name,
        role=Role(options.role),
        shops=options.shop,
        pin=pin,
        badge=options.badge,
    )
    yield texts.say("cli.server.added", name=person.name, id=str(person.id))


def _typed_pin(texts: Texts) -> str:
    """From a terminal, else as it is piped in; nothing when nobody says any."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass(texts.say("cli.server.pin"))
        except EOFError:
            return ""


def _close_staff(operator: "Registrar", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.close_staff(options.merchant, options.person)
    yield texts.say("cli.server.done")


_ACTS: dict[tuple[str, str], _Act] = {
    ("merchant", "list"): _list_merchants,
    ("merchant", "add"): _add_merchant,
    ("merchant", "close"): _close_merchant,
    ("merchant", "scope"): _scope_merchant,
    ("shop", "list"): _list_shops,
    ("shop", "add"): _add_shop,
    ("shop", "close"): _close_shop,
    ("shop", "risk"): _risk_at_shop,
    ("till", "list"): _list_tills,
    ("till", "pair"): _pair_till,
    ("till", "revoke"): _revoke_till,
    ("till", "limit"): _limit_till,
    ("staff", "list"): _list_staff,
    ("staff", "add"): _add_staff,
    ("staff", "close"): _close_staff,
}
