"""`fidpos till`: the terminal at the counter; with an act, it is paired with its centre, or alone again."""

import socket
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from fidpos.cli import till_letters
from fidpos.cli.command import add_data_option, existing_till, till_folder
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Where its data is; or an act."""
    add_data_option(parser, texts)
    acts = parser.add_subparsers(dest="act", metavar="pair|unpair|letter|reply")
    pair = acts.add_parser("pair", help=texts.say("cli.till.pair"))
    pair.add_argument("--centre", default="", metavar="URL", help=texts.say("cli.till.centre"))
    pair.add_argument("--code", required=True, help=texts.say("cli.till.code"))
    pair.add_argument("--name", default=socket.gethostname(), help=texts.say("cli.till.name"))
    unpair = acts.add_parser("unpair", help=texts.say("cli.till.unpair"))
    for act in (
        pair,
        unpair,
        *till_letters.add_acts(acts, texts),
    ):  # Also behind the act, where it must not hide the one before.
        act.add_argument(
            "--data", type=Path, metavar="DIR", default=SUPPRESS, help=texts.say("cli.option.data")
        )


def run(options: Namespace, texts: Texts) -> int:
    """Until its window is closed; an act is done while it is."""
    match options.act:
        case "pair":
            return _pair(options, texts)
        case "unpair":
            return _unpair(options, texts)
        case "letter" | "reply":
            return till_letters.act(options, texts)
    from fidpos.ui.quick_imports import import_quickly

    import_quickly()
    from fidpos.bootstrap.till import run_till

    return run_till(till_folder(options).root, options.language, spoken=texts.language)


def _pair(options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.pairing import NotDone, wish
    from fidpos.bootstrap.pairing_folder import hear_everything, pair_folder
    from fidpos.cli.refused_pairing import say_refused
    from fidpos.cli.restore import AtTheTerminal

    folder, clock = till_folder(options), SystemClock()
    try:
        wished = wish(options.centre, options.code, options.name)
        with observed(folder, "cli"):
            welcome = pair_folder(folder, wished, AtTheTerminal(texts), clock).welcome
            said = {"merchant": welcome.merchant_name, "shop": welcome.shop_name, "till": welcome.till_name}
            print(texts.say("cli.till.paired", **said), flush=True)
            has_heard = hear_everything(folder, clock)
    except NotDone as refused:
        return say_refused(refused.said, texts)
    print(texts.say("cli.till.ready" if has_heard else "cli.till.heard_later"))
    return ExitCode.DONE


def _unpair(options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.pairing import NotDone
    from fidpos.bootstrap.pairing_folder import unpair_folder
    from fidpos.cli.refused_pairing import say_refused
    from fidpos.cli.restore import AtTheTerminal

    folder = existing_till(options)
    try:
        with observed(folder, "cli"):
            unpair_folder(folder, AtTheTerminal(texts), SystemClock())
    except NotDone as refused:
        return say_refused(refused.said, texts)
    print(texts.say("cli.till.unpaired"))
    return ExitCode.DONE
