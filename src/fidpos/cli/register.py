"""`fidpos register`: pair cash registers with the till's link, and be one on the command line."""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from fidpos.cli.acts import understood
from fidpos.cli.command import add_data_option, existing_till, say_error
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts

TOKEN = "FIDPOS_REGISTER_TOKEN"  # noqa: S105 - the name of a variable
URL = "http://127.0.0.1:8431"


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """An act, and on what."""
    add_data_option(parser, texts)
    acts = parser.add_subparsers(dest="act", metavar="pair|revoke|list|ring", required=True)
    pair = acts.add_parser("pair", help=texts.say("cli.register.pair"))
    revoke = acts.add_parser("revoke", help=texts.say("cli.register.revoke"))
    for act in (pair, revoke):
        act.add_argument("name", metavar="NAME", help=texts.say("cli.register.name"))
    listed = acts.add_parser("list", help=texts.say("cli.register.list"))
    for act in (pair, revoke, listed):  # Also behind the act, where it must not hide the one before.
        act.add_argument(
            "--data", type=Path, metavar="DIR", default=SUPPRESS, help=texts.say("cli.option.data")
        )
    ring = acts.add_parser("ring", help=texts.say("cli.register.ring"))
    ring.add_argument("--url", default=URL, help=texts.say("cli.register.url"))
    ring.add_argument("--authorities", metavar="FILE", help=texts.say("cli.register.authorities"))
    ring.add_argument("--currency", default="EUR", help=texts.say("cli.register.currency"))
    ring.add_argument(
        "--day",
        type=understood(date.fromisoformat, texts.say("cli.server.a_day")),
        metavar="YYYY-MM-DD",
        help=texts.say("cli.register.day"),
    )


def run(options: Namespace, texts: Texts) -> int:
    """The till must not be running while registers are paired or revoked."""
    match options.act:
        case "pair" | "revoke":
            return _change(options, texts)
        case "list":
            return _list(options, texts)
        case _:
            return _ring(options, texts)


def _change(options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.register_keys import pair_register, revoke_register
    from fidpos.cli.restore import AtTheTerminal

    folder, asking = existing_till(options), AtTheTerminal(texts)
    with observed(folder, "cli"):
        if options.act == "pair":
            token = pair_register(folder, options.name, asking, SystemClock())
            print(texts.say("cli.register.paired", name=options.name), file=sys.stderr)
            print(token)
            return ExitCode.DONE
        is_known = revoke_register(folder, options.name, asking, SystemClock())
    key = "cli.register.revoked" if is_known else "cli.register.unknown"
    print(texts.say(key, name=options.name))
    return ExitCode.DONE if is_known else ExitCode.REFUSED


def _list(options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.register_keys import list_registers

    registers = list_registers(existing_till(options))
    for register in registers:
        print(f"{register.name:<32} {register.since.date().isoformat()}")
    if not registers:
        print(texts.say("cli.register.none"))
    return ExitCode.DONE


def _ring(options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.register_line import NotUnderstood, commands, in_words, is_refusal, register_at

    line = register_at(
        options.url,
        os.environ.get(TOKEN, ""),
        day=options.day or SystemClock().now().date(),
        currency=options.currency,
        authorities=options.authorities,
    )
    status = ExitCode.DONE
    for command in commands(sys.stdin):
        try:
            told = line.perform(command)
        except NotUnderstood as error:
            status = ExitCode(say_error(error, texts))
            continue
        if told is not None:
            print(in_words(told), flush=True)
            status = ExitCode.REFUSED if is_refusal(told) else status
    return status
