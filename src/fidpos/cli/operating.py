"""An operator's act at a centre: its folder is opened for the time of the act, whose lines are printed."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder

if TYPE_CHECKING:
    from fidpos.bootstrap.operator import Operator


def say_what_is_done(folder: ServerFolder, act: "Callable[[Operator], Iterable[str]]") -> int:
    """Do it, beside the program that serves the centre or without.

    Raises:
        FidposError: it could not be done.
    """
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.operator import operator_at

    with observed(folder, "cli"), operator_at(folder, os.environ) as operator:
        for line in act(operator):
            print(line)
    return ExitCode.DONE
