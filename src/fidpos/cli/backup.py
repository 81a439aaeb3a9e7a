"""`fidpos backup`: make an encrypted copy of the store, list the copies, prove that one can be restored."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.cli.command import add_data_option, existing_till
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.journal import sentences
from fidpos.texts.texts import Texts

_MAKE, _LIST, _DRILL = "make", "list", "drill"


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """What to do, and with which folder or file."""
    parser.add_argument(
        "action",
        nargs="?",
        default=_MAKE,
        choices=(_MAKE, _LIST, _DRILL),
        help=texts.say("cli.backup.action"),
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=texts.say("cli.backup.file"))
    parser.add_argument("--to", type=Path, metavar="DIR", help=texts.say("cli.backup.to"))
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """A running till is not disturbed by any of it."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.upkeep import back_up, drill, list_backups

    folder = existing_till(options)
    with observed(folder, "cli"):
        match options.action:
            case "list":
                copies = list_backups(folder, options.to)
                for copy in copies:
                    print(texts.say("cli.backup.line", made_at=copy.made_at, path=str(copy.path)))
                if not copies:
                    print(texts.say("cli.backup.none"))
            case "drill":
                drilled = drill(folder, options.file)
                print(texts.say("cli.backup.good", path=str(drilled.backup)))
                print("\n".join(sentences(drilled.state, texts)))
            case _:
                made = back_up(folder, options.to, SystemClock())
                print(texts.say("cli.backup.made", path=str(made.path)))
    return ExitCode.DONE
