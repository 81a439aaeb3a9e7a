"""`fidpos server letter`: the letter of a till without a line, taken and answered."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

WHOM = "letter"


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The letter, and where the reply goes."""
    letter = whom.add_parser(WHOM, help=texts.say("cli.server.letter"))
    letter.add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.server.letter_file"))
    letter.add_argument(
        "--reply", type=Path, required=True, metavar="FILE", help=texts.say("cli.server.letter_reply")
    )


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Take it, answer it, and say what became of it."""
    from fidpos.bootstrap.centre_letters import take_letter
    from fidpos.bootstrap.observed import observed
    from fidpos.wire.sync.push import PushVerdict

    with observed(folder, "cli"):
        taken = take_letter(folder, os.environ, options.file, options.reply)
    print(texts.say("cli.server.letter_taken", count=taken.events, path=str(options.reply)))
    if taken.outcomes:
        print(texts.say("cli.server.letter_outcomes", count=taken.outcomes))
    if taken.verdict is not PushVerdict.OK:
        print(texts.say("cli.server.letter_again"))
    return ExitCode.DONE
