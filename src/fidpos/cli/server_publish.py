"""`fidpos server programme|setting`: what tills are told to go by; see `bootstrap.publisher`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts, understood
from fidpos.cli.operating import say_what_is_done
from fidpos.cli.programme_files import read_file, say_refused
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.publisher import Publisher

WHOM = ("programme", "setting")

_Act = Callable[["Publisher", Namespace, Texts], Iterable[str]]


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    programme, setting = (Acts(whom, name, texts) for name in WHOM)
    made = {name: programme.add(name) for name in ("publish", "list")}
    made |= {f"{name} setting": setting.add(name) for name in ("set", "unset", "list")}
    made["publish"].add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.programme.file"))
    made["publish"].add_argument(
        "--since",
        type=understood(_instant, texts.say("cli.server.an_instant")),
        metavar="WHEN",
        help=texts.say("cli.server.programme_since"),
    )
    for name in ("set setting", "unset setting"):
        made[name].add_argument("name", metavar="NAME", help=texts.say("cli.server.setting_name"))
    made["set setting"].add_argument("value", metavar="VALUE", help=texts.say("cli.server.setting_value"))
    for name in ("set setting", "unset setting"):
        place = made[name].add_mutually_exclusive_group()
        place.add_argument("--shop", default="", help=texts.say("cli.server.setting_shop"))
        place.add_argument("--till", default="", help=texts.say("cli.server.setting_till"))


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.publisher import Publisher

    asked = _ACTS[options.whom, options.act]
    try:
        return say_what_is_done(folder, lambda operator: asked(Publisher(operator), options, texts), texts)
    except ProgrammeError as error:
        return say_refused("bad", error, texts)


def _instant(text: str) -> datetime:
    """An instant; without a zone, by the clock of this machine."""
    return datetime.fromisoformat(text).astimezone()


def _publish(operator: "Publisher", options: Namespace, texts: Texts) -> Iterable[str]:
    from fidpos.rules.codec import PROGRAMME_BYTES_MAX

    try:
        body = read_file(options.file, PROGRAMME_BYTES_MAX)
    except InvalidValue as fault:
        raise ProgrammeError("unreadable", **fault.params) from fault
    release = operator.publish(options.merchant, body, options.since)
    since = release.since.isoformat(timespec="seconds")
    yield texts.say("cli.server.programme_published", version=release.version, since=since)


def _list_programmes(operator: "Publisher", options: Namespace, _texts: Texts) -> Iterable[str]:
    for each in operator.releases(options.merchant):
        yield f"{each.version:>6} {each.since.isoformat(timespec='seconds')}"


def _set(operator: "Publisher", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.push(options.merchant, options.name, options.value, shop=options.shop, till=options.till)
    yield texts.say("cli.server.setting_pushed", name=options.name)


def _unset(operator: "Publisher", options: Namespace, texts: Texts) -> Iterable[str]:
    operator.push(options.merchant, options.name, None, shop=options.shop, till=options.till)
    yield texts.say("cli.server.setting_pushed", name=options.name)


def _list_settings(operator: "Publisher", options: Namespace, _texts: Texts) -> Iterable[str]:
    for each in operator.settings(options.merchant):
        yield f"{each.name:<32} {each.where:<24} {each.value}".rstrip()


_ACTS: dict[tuple[str, str], _Act] = {
    ("programme", "publish"): _publish,
    ("programme", "list"): _list_programmes,
    ("setting", "set"): _set,
    ("setting", "unset"): _unset,
    ("setting", "list"): _list_settings,
}
