"""`fidpos server office`: who comes into the back office; see `bootstrap.receptionist`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts
from fidpos.cli.operating import say_what_is_done
from fidpos.paths import ServerFolder
from fidpos.texts.formats import LOCALES
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.receptionist import Receptionist

WHOM = "office"
ROLES = ("owner", "marketer", "shop_manager", "franchisee", "operator", "support")
"""Values of `OfficeRole`, whose module the till's side does not have."""
_ADDRESS = "http://127.0.0.1:8750"


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    acts = Acts(whom, WHOM, texts)
    invite = acts.add("invite")
    invite.add_argument("--login", required=True, metavar="E-MAIL", help=texts.say("cli.server.office_login"))
    invite.add_argument("--name", required=True, metavar="NAME", help=texts.say("cli.server.staff_name"))
    invite.add_argument("--role", choices=ROLES, default="owner", help=texts.say("cli.server.office_role"))
    invite.add_argument(
        "--shop", action="append", default=[], metavar="SHOP", help=texts.say("cli.server.office_shop")
    )
    invite.add_argument(
        "--in",
        dest="speaks",
        choices=tuple(LOCALES),
        default="fr",
        help=texts.say("cli.server.office_language"),
    )
    invite.add_argument(
        "--address", default=_ADDRESS, metavar="URL", help=texts.say("cli.server.office_address")
    )
    acts.add("people")
    disable = acts.add("disable")
    disable.add_argument("login", metavar="E-MAIL", help=texts.say("cli.server.office_login"))


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.receptionist import Receptionist

    return say_what_is_done(folder, lambda operator: _said(Receptionist(operator), options, texts), texts)


def _said(operator: "Receptionist", options: Namespace, texts: Texts) -> Iterable[str]:
    match options.act:
        case "invite":
            return _invited(operator, options, texts)
        case "people":
            return _list(operator, options, texts)
        case _:
            gone = operator.disable(options.merchant, options.login)
            return [texts.say("cli.server.office_disabled", name=gone.name)]


def _invited(operator: "Receptionist", options: Namespace, texts: Texts) -> Iterable[str]:
    from fidpos.bootstrap.qr_text import qr_text
    from fidpos.server.backoffice.permission import OfficeRole

    invitation = operator.invite(
        options.merchant,
        options.login,
        name=options.name,
        role=OfficeRole(options.role),
        shops=options.shop,
        language=options.speaks,
    )
    link = f"{options.address.rstrip('/')}{invitation.path}"
    yield texts.say("cli.server.office_invited", name=options.name, until=invitation.until)
    yield link
    yield qr_text(link)


def _list(operator: "Receptionist", options: Namespace, texts: Texts) -> Iterable[str]:
    for each in operator.people(options.merchant):
        state = "left" if each.disabled_at else "in" if each.has_settled_in else "invited"
        role, standing = texts.say(f"office.role.{each.role}"), texts.say(f"office.people.state.{state}")
        yield f"{each.login:<40} {each.name:<30} {role:<24} {standing}"
