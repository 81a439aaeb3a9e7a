"""`fidpos restore FILE`: put a backup in the place of the store; a shop's manager must agree with a PIN."""

import getpass
import sys
import warnings
from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.cli.command import add_data_option, existing_till
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Which backup, and for which till."""
    parser.add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.restore.file"))
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """The till must not be running; the store that is replaced is kept."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.upkeep import restore_backup

    folder = existing_till(options)
    with observed(folder, "cli"):
        restored = restore_backup(folder, options.file, AtTheTerminal(texts), SystemClock())
    print(texts.say("cli.restore.done", events=restored.head.seq))
    if restored.kept is not None:
        print(texts.say("cli.restore.kept", path=str(restored.kept)))
    if restored.erased_again:
        print(texts.say("cli.restore.erased_again", members=restored.erased_again))
    return ExitCode.DONE


class AtTheTerminal:
    """Asks whoever sits there; what is typed as a PIN is not shown."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def who(self, names: tuple[str, ...]) -> int | None:
        """By number out of a list; the only one is not asked for."""
        if len(names) == 1:
            return 0
        for number, name in enumerate(names, start=1):
            print(f"  {number}  {name}", file=sys.stderr)
        print(self._texts.say("cli.who"), end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip()
        is_one = answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names)
        return int(answer) - 1 if is_one else None

    def pin(self, name: str) -> str:
        """From a terminal; a PIN that is piped in is not accepted.

        Raises:
            NotApproved: there is no terminal.
        """
        from fidpos.bootstrap.authority import NotApproved

        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(self._texts.say("cli.pin", name=name) + " ")
            except (getpass.GetPassWarning, EOFError):
                raise NotApproved("no terminal to type a PIN on") from None
