"""How a command may end; scripts rely on these."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The process's exit status."""

    DONE = 0
    REFUSED = 1
    """It could not be done, and nothing was half done; stderr says why and what to do."""
    WRONG_USE = 2
    """Arguments that make no sense, as for every Unix program."""
    DAMAGED = 3
    """It was done and found damage: a journal that does not verify, a PC that is not fit."""
    UNFORESEEN = 70
    """A fault of the program itself (EX_SOFTWARE of sysexits.h); a crash report says more."""
    INTERRUPTED = 130
    """Control-C."""
