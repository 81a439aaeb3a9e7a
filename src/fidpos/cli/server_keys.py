"""`fidpos server keys change`: another master key; see `bootstrap.master_key`."""

import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

WHOM = "keys"


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The one act there is."""
    acts = whom.add_parser(WHOM, help=texts.say("cli.server.keys")).add_subparsers(dest="act", required=True)
    acts.add_parser("change", help=texts.say("cli.server.keys_change"))


def act(folder: ServerFolder, _options: Namespace, texts: Texts) -> int:
    """Change it and say what is to be done with the old one."""
    from fidpos.bootstrap.master_key import change_master_key
    from fidpos.bootstrap.observed import observed

    with observed(folder, "cli"):
        merchants = change_master_key(folder, os.environ)
    print(texts.say("cli.server.keys_changed", count=merchants))
    return ExitCode.DONE
