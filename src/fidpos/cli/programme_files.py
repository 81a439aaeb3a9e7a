"""The files that the acts on programmes read, and how one that is refused is told: path and sentence."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.rules.compiled import CompiledProgramme


def add_programme_option(parser: ArgumentParser, texts: Texts, name: str = "--programme") -> None:
    """The file of a programme, without which nothing can be done."""
    parser.add_argument(name, type=Path, required=True, metavar="FILE", help=texts.say("cli.programme.file"))


def read_file(path: Path, bytes_max: int) -> bytes:
    """What the file holds; of a file that is too large, enough to see that it is.

    Raises:
        InvalidValue: it cannot be read; `params` holds `path` and `reason`.
    """
    try:
        with path.open("rb") as file:
            return file.read(bytes_max + 1)
    except OSError as fault:
        raise InvalidValue("unreadable", path=str(path), reason=fault.strerror or "") from fault


def read_programme(path: Path) -> "CompiledProgramme":
    """The programme, checked as a whole.

    Raises:
        ProgrammeError: it is refused; `params` holds `path` and `reason`.
    """
    from fidpos.rules.codec import PROGRAMME_BYTES_MAX, programme_from_json
    from fidpos.rules.engine import compile_programme

    try:
        content = read_file(path, PROGRAMME_BYTES_MAX)
    except InvalidValue as fault:
        raise ProgrammeError("unreadable", **fault.params) from fault
    return compile_programme(programme_from_json(content))


def say_refused(what: str, error: ProgrammeError | InvalidValue, texts: Texts) -> int:
    """Which file is refused, where in it, and why.

    Args:
        what: end of the sentence's key: `bad` for a programme, else `bad_facts` and so on.
        error: as `read_programme` and its like raise it.
        texts: the sentences.
    """
    print(texts.say(f"cli.programme.{what}", **error.params), file=sys.stderr)
    return ExitCode.REFUSED
