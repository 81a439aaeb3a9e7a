"""`fidpos server merchant|shop|till|staff`: what operators do; see `bootstrap.registrar`."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

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
    acts = {
        name: whom.add_parser(name, help=texts.say(f"cli.server.{name}")).add_subparsers(
            dest="act", required=True
        )
        for name in ("merchant", "shop", "till", "staff")
    }
    for name, group in acts.items():
        shown = group.add_parser("list")
        if name != "merchant":
            shown.add_argument("merchant", type=int)

    merchant = acts["merchant"].add_parser("add")
    merchant.add_argument("name")
    merchant.add_argument("--code", required=True)
    merchant.add_argument("--card-name", required=True)
    merchant.add_argument("--currency", default="EUR")
    acts["merchant"].add_parser("close").add_argument("merchant", type=int)
    scope = acts["merchant"].add_parser("scope")
    scope.add_argument("merchant", type=int)
    scope.add_argument("days", type=int, help=texts.say("cli.server.merchant_scope"))

    shop = acts["shop"].add_parser("add")
    shop.add_argument("merchant", type=int)
    shop.add_argument("name")
    shop.add_argument("--zone", default="Europe/Paris")
    shop.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    _of_merchant(acts["shop"].add_parser("close"), "shop")
    risk = _of_merchant(acts["shop"].add_parser("risk", help=texts.say("cli.server.shop_risk")), "shop")
    risk.add_argument("gift_cards_minor", type=int)
    risk.add_argument("rewards_minor", type=int)

    pair = _of_merchant(acts["till"].add_parser("pair"), "shop")
    pair.add_argument("--address", default="", metavar="URL")
    _of_merchant(acts["till"].add_parser("revoke"), "till")
    _of_merchant(acts["till"].add_parser("limit"), "till").add_argument("daily_minor", type=int)

    person = _of_merchant(acts["staff"].add_parser("add"), "name")
    person.add_argument("--role", type=Role, choices=tuple(Role), default=Role.CASHIER)
    person.add_argument("--shop", action="append", default=[])
    person.add_argument("--badge", metavar="TOKEN", help=texts.say("cli.server.staff_badge"))
    _of_merchant(acts["staff"].add_parser("close"), "person")


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.registrar import Registrar

    asked = _ACTS[options.whom, options.act]
    return say_what_is_done(folder, lambda operator: asked(Registrar(operator), options, texts))


def _of_merchant(parser: ArgumentParser, value: str) -> ArgumentParser:
    parser.add_argument("merchant", type=int)
    parser.add_argument(value)
    return parser


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
    pin = getpass.getpass(texts.say("cli.server.pin"))
    person = operator.add_staff(
        options.merchant,
        options.name,
        role=options.role,
        shops=options.shop,
        pin=pin,
        badge=options.badge,
    )
    yield texts.say("cli.server.added", name=person.name, id=str(person.id))


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
