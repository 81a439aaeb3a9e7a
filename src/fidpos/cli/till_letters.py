"""`fidpos till letter|reply`: a till without a line, by letters; see `bootstrap.till_letters`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.command import existing_till
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ACTS = ("letter", "reply")


def add_acts(acts: "_SubParsersAction[ArgumentParser]", texts: Texts) -> list[ArgumentParser]:
    """The acts, each with its file."""
    made = [acts.add_parser(name, help=texts.say(f"cli.till.{name}")) for name in ACTS]
    for parser in made:
        parser.add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.till.letter_file"))
    return made


def act(options: Namespace, texts: Texts) -> int:
    """Write the letter, or read the reply, and say what became of it."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.till_letters import read_reply_of, write_letter_of

    folder = existing_till(options)
    with observed(folder, "cli"):
        if options.act == "letter":
            written = write_letter_of(folder, options.file, SystemClock())
            print(texts.say("cli.till.letter_written", count=written.events, path=str(options.file)))
            return ExitCode.DONE
        applied = read_reply_of(folder, options.file, SystemClock())
    said = "cli.till.letter_again" if applied.again else "cli.till.reply_read"
    print(texts.say(said, count=applied.changes))
    return ExitCode.DONE
