"""An operator's act at a centre: its folder is opened for the time of the act, whose lines are printed."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.bootstrap.operator import Operator


def say_what_is_done(folder: ServerFolder, act: "Callable[[Operator], Iterable[str]]", texts: Texts) -> int:
    """Do it, beside the program that serves the centre or without.

    That there is nothing to list is said apart from the lines, which a script may count.

    Raises:
        FidposError: it could not be done.
    """
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.operator import operator_at

    with observed(folder, "cli"), operator_at(folder, os.environ) as operator:
        is_said = False
        for line in act(operator):
            print(line)
            is_said = True
    if not is_said:
        print(texts.say("cli.server.nothing_listed", folder=str(folder.root)), file=sys.stderr)
    return ExitCode.DONE
